import { expect, test } from 'vitest';
import { folderWith, netk, overlapping } from './netk.ts';

test('a good file has no errors and ends with 0', async () => {
  const { code, out, err } = await netk(['check', 'examples/eks-talk.netk']);
  expect(out).not.toMatch(/: error /);
  expect({ code, err }).toEqual({ code: 0, err: '' });
});

test('an error is one line with its place, severity and code, and ends with 1', async () => {
  const { code, out } = await netk(['check', '-'], { stdin: overlapping });
  expect(code).toBe(1);
  expect(out).toMatch(/^-:\d+:\d+: error NK0\d\d .+$/m);
  expect(
    out
      .trim()
      .split('\n')
      .every((line) => line.startsWith('-:')),
  ).toBe(true);
});

test('JSON says the same, with the other party and places from 0', async () => {
  const { code, out } = await netk(['check', '-', '--format', 'json'], { stdin: overlapping });
  expect(code).toBe(1);
  const { schema, diagnostics } = JSON.parse(out);
  expect(schema).toBe('netk.check/1');
  const [error] = diagnostics.filter((one: { severity: string }) => one.severity === 'error');
  expect(error).toMatchObject({ file: '-', severity: 'error', range: { start: { line: expect.any(Number) } } });
  expect(error.related.length).toBeGreaterThan(0);
  expect(Array.isArray(error.fixes)).toBe(true);
});

test('a folder stands for all files below it, in the order of their names', async () => {
  const cwd = folderWith({ 'b.netk': overlapping, 'a.netk': overlapping, 'c.txt': 'no' });
  const { out } = await netk(['check', '.'], { cwd });
  const files = [
    ...new Set(
      out
        .trim()
        .split('\n')
        .map((line) => line.split(':')[0]),
    ),
  ];
  expect(files).toEqual(['a.netk', 'b.netk']);
});

test('text on a terminal is coloured, in a pipe it is not', async () => {
  const escapeCode = String.fromCharCode(27);
  expect((await netk(['check', '-'], { stdin: overlapping, colour: true })).out).toContain(escapeCode);
  expect((await netk(['check', '-'], { stdin: overlapping })).out).not.toContain(escapeCode);
});

test('an import is read from the disk, and one that is missing is an error', async () => {
  const cwd = folderWith({ 'net.netk': 'vpc v 10.0.0.0/16 on aws\n', 'main.netk': 'import "net.netk"\n' });
  expect((await netk(['check', 'main.netk'], { cwd })).code).toBe(0);
  const broken = folderWith({ 'main.netk': 'import "net.netk"\n' });
  expect((await netk(['check', 'main.netk'], { cwd: broken })).code).toBe(1);
});

test.each([
  [['check'], /missing required argument/],
  [['check', 'nowhere.netk'], /^netk: nowhere\.netk: no such file or folder$/m],
  [['check', 'docs/none', '--format', 'text'], /no such file/],
  [['check', '-', '--format', 'xml'], /Allowed choices are text, json/],
  [['frobnicate'], /unknown command/],
  [['lsp'], /--stdio/],
])('%j is a question that cannot be answered: 2, and no stack trace', async (words, message) => {
  const { code, out, err } = await netk(words);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(message);
  expect(err).not.toMatch(/^\s+at /m);
});

test('help and version go to standard output and end with 0', async () => {
  expect(await netk(['--version'])).toEqual({ code: 0, out: '0.1.0\n', err: '' });
  const { code, out } = await netk(['--help']);
  expect(code).toBe(0);
  expect(out).toMatch(/check[\s\S]*walk[\s\S]*lsp/);
});
