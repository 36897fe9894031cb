/** The line that every test runner of the project ends with: `12 passed, 0 failed` or `12 passed, 0 failed, 1 skipped`. */
export function tallyLine({ passed, failed, skipped = 0 }) {
  return `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`;
}

/** The last such line of a text, as numbers. */
export function readTally(text) {
  const found = [...text.matchAll(/(\d+) passed, (\d+) failed(?:, (\d+) skipped)?/g)].at(-1);
  return found && { passed: Number(found[1]), failed: Number(found[2]), skipped: Number(found[3] ?? 0) };
}
