import type { TestedWalk } from '../tested-walk.ts';

const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has no way to write these
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '\ufffd');

/** A JUnit report: a suite per file, a case per expectation; what cannot be told is skipped. */
export function junitXml(walks: readonly TestedWalk[]): string {
  const files = [...new Set(walks.map(({ file }) => file))];
  const count = (of: readonly TestedWalk[], result?: string): number =>
    of.flatMap(({ expectations }) => expectations).filter((each) => result === undefined || each.result === result)
      .length;
  const totals = (of: readonly TestedWalk[]): string =>
    `tests="${count(of)}" failures="${count(of, 'fails')}" skipped="${count(of, 'undetermined')}"`;
  const suites = files.map((file) => {
    const own = walks.filter((walk) => walk.file === file);
    const cases = own.flatMap(({ name, expectations }) =>
      expectations.map(({ text, result, why }) => {
        const open = `    <testcase classname="${escaped(name)}" name="${escaped(text)}"`;
        if (result === 'holds') return `${open}/>`;
        const tag = result === 'fails' ? 'failure' : 'skipped';
        return `${open}>\n      <${tag} message="${escaped(why)}"/>\n    </testcase>`;
      }),
    );
    return `  <testsuite name="${escaped(file)}" ${totals(own)}>\n${cases.join('\n')}\n  </testsuite>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="netk" ${totals(walks)}>\n${suites.join('\n')}\n</testsuites>\n`;
}
