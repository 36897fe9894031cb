import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { netk, root } from './netk.ts';

const readme = readFileSync(join(root, 'README.md'), 'utf8');

test("the README's first file is right, and its walk is delivered", async () => {
  const [, stdin = ''] = /```netk\n([\s\S]*?)```/.exec(readme) ?? [];
  expect((await netk(['check', '-'], { stdin })).out).not.toMatch(/: (error|warning) /);
  const { code, out } = await netk(['walk', '-'], { stdin });
  expect(code).toBe(0);
  expect(out).toMatch(/^verdict: delivered$/m);
});

test('every command line of the README is understood', async () => {
  const lines = [...readme.matchAll(/^npx netk ((?:check|walk|render|show|test|capacity) [^#>\n]+)/gm)].map(
    ([, words = '']) => words.trim(),
  );
  expect(lines.length).toBeGreaterThan(2);
  for (const line of lines) expect((await netk(line.split(/\s+/))).code, line).not.toBe(2);
});
