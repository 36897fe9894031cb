import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { hostileInputs } from './hostile-inputs.ts';
import type { Answer } from './memory-child.ts';

/**
 * Megabytes of heap that are enough for any one file. The most is needed by a file of a quarter of a million pods, about
 * 600 MB: 2.5 KB for the words, the tree and the plan of each.
 */
const heap = 768;

/** Children that run at one time; each reads several inputs, so that what one leaves behind burdens the next. */
const children = 3;

/** Lines of diagnostics: at most 1,000 and one that counts the others. */
const mostLines = 1001;

async function checkInChild(names: readonly string[]): Promise<{ status: string; answers: readonly Answer[] }> {
  const program = join(import.meta.dirname, 'memory-child.ts');
  const child = spawn(process.execPath, [`--max-old-space-size=${heap}`, program, ...names]);
  const ended = new Promise<string>((done) => child.on('close', (code, signal) => done(`${signal ?? code}`)));
  const [out, err, status] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  const answers = out.split('\n').filter((line) => line.startsWith('{'));
  return {
    status: status === '0' ? status : `${status}: ${err.slice(0, 500)}`,
    answers: answers.map((line) => JSON.parse(line)),
  };
}

describe(`${heap} MB of heap`, () => {
  test('are enough for every hostile file, and each ends with its diagnostic and exit code', async () => {
    const parts = Array.from({ length: children }, (_, part) =>
      hostileInputs.filter((_, at) => at % children === part).map(({ name }) => name),
    );
    const ended = await Promise.all(parts.map(checkInChild));
    expect(ended.map(({ status }) => status)).toEqual(parts.map(() => '0'));
    const answers = new Map(ended.flatMap((each) => each.answers).map((answer) => [answer.name, answer]));
    expect(hostileInputs.map(({ name }) => answers.get(name))).toEqual(
      hostileInputs.map(({ name, code }) => ({ name, code, told: true, err: '', lines: expect.any(Number) })),
    );
    for (const { name, lines } of answers.values()) expect(lines, name).toBeLessThanOrEqual(mostLines);
  }, 300_000);

  test('are what the page about the language promises', () => {
    const page = readFileSync(join(import.meta.dirname, '../../../docs/language.md'), 'utf8');
    expect(page.slice(page.indexOf('\n## Limits\n'))).toContain(` ${heap} MB `);
  });

  test('and no more than that: a smaller heap ends a child, so that the limit is one', async () => {
    const child = spawn(process.execPath, [
      '--max-old-space-size=48',
      join(import.meta.dirname, 'memory-child.ts'),
      '2 MB of pods',
    ]);
    const status = await new Promise((done) => child.on('close', (code, signal) => done(signal ?? code)));
    expect(status).not.toBe(0);
  }, 60_000);
});
