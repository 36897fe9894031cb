/** The line that every test runner of the project ends with: `12 passed, 0 failed` or `12 passed, 0 failed, 1 skipped`. */
export function tallyLine({ passed, failed, skipped = 0 }) {
  return `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`;
}

/** The last such line of a text, as numbers. */
export function readTally(text) {
  const found = [...text.matchAll(/(\d+) passed, (\d+) failed(?:, (\d+) skipped)?/g)].at(-1);
  return found && { passed: Number(found[1]), failed: Number(found[2]), skipped: Number(found[3] ?? 0) };
}

/** What a runner says of its tests that failed, a line each: `✘ name: reason`, as those of the project, and mocha, which numbers them. */
export function failuresIn(text) {
  const lines = text.split('\n');
  return lines.flatMap((line, at) => {
    if (!/^ *(✘|\d+\)) /.test(line)) return [];
    const next = lines[at + 1]?.trim() ?? '';
    return [next && !/^(✔|✘|\d+\) |\d+ passed, )/.test(next) ? `${line.trim()} — ${next}` : line.trim()];
  });
}

/** The same of a report of vitest. */
export function failuresOf({ testResults }) {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((each) => each.status === 'failed');
    if (failed.length === 0) return status === 'failed' ? [`✘ ${name}: ${firstLine(message)}`] : [];
    return failed.map(({ fullName, failureMessages }) => `✘ ${fullName.trim()}: ${firstLine(failureMessages[0])}`);
  });
}

const firstLine = (text = '') => text.split('\n', 1)[0];
