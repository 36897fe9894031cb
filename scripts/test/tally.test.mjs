import { describe, expect, test } from 'vitest';
import { failuresIn, failuresOf, readTally, tallyLine } from '../tally.mjs';

describe('the tally of a stage', () => {
  test('is read as it is written', () => {
    const counts = { passed: 3, failed: 1, skipped: 2 };
    expect(readTally(`noise\n${tallyLine(counts)}\n`)).toEqual(counts);
  });

  test('names the tests that failed, with their reason', () => {
    const said = [
      'part',
      '  ✔ opens (3 ms)',
      '  ✘ closes (4 ms)',
      'Error: no button',
      '    at file',
      '1 passed, 1 failed',
    ];
    expect(failuresIn(said.join('\n'))).toEqual(['✘ closes (4 ms) — Error: no button']);
    expect(failuresIn('  1) panel opens:\n     Error: not there')).toEqual(['1) panel opens: — Error: not there']);
    expect(failuresIn('✘ law: no\n1 passed, 1 failed')).toEqual(['✘ law: no']);
    expect(failuresIn('1 passed, 0 failed')).toEqual([]);
  });

  test('names those of vitest too, and files that could not be read', () => {
    const assertion = (fullName, status, ...failureMessages) => ({ fullName, status, failureMessages });
    const testResults = [
      {
        name: 'a.test.ts',
        status: 'failed',
        assertionResults: [assertion(' law holds', 'failed', 'Error: no\n at'), assertion('b', 'passed')],
      },
      { name: 'c.test.ts', status: 'failed', message: 'SyntaxError: what\n at', assertionResults: [] },
    ];
    expect(failuresOf({ testResults })).toEqual(['✘ law holds: Error: no', '✘ c.test.ts: SyntaxError: what']);
  });
});
