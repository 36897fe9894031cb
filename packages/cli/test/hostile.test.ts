import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderWith, netk } from './netk.ts';

const evil = '\u001b[31m\u0007\u202e\u2028\u0000\ud800';
const text = `vpc "v${evil}" 10.0.0.0/16 on aws {
  subnet "a${evil}" 10.0.0.0/24 zone az1
  subnet b 10.0.0.128/25 zone az1
  ${evil} x
}
cluster "c${evil}" on eks in "v${evil}" {
  node n m5.large 10.0.0.10 in b
  pod "p${evil}" on n { port 80 }
  pod q on n
}
walk "w${evil}" from q to pod "p${evil}":80 { expect dropped because "${evil}" }
`;

/** What moves the cursor, rings, hides or turns text on a terminal. */
const raw = /(?![\n\t])[\p{Cc}\p{Cs}\u202e\u2028]/u;

test.each([
  ['check', '-'],
  ['check', '-', '--format', 'github'],
  ['walk', '-'],
  ['walk', '-', '--format', 'markdown'],
  ['walk', '-', '--format', 'mermaid'],
  ['render', '-'],
  ['render', '-', '--view', 'sequence'],
  ['render', '-', '--format', 'markdown'],
  ['render', '-', `w${evil}`, '--format', evil],
  ['render', '-', `no${evil}`],
  ['test', '-'],
  ['test', '-', '--format', 'junit'],
  ['capacity', '-'],
  ['show', '-', 'n'],
  ['show', '-', `p${evil}`],
  ['walk', '-', '--from', `q${evil}`, '--to', 'q'],
  ['walk', `no${evil}.netk`],
  [`frob${evil}`],
  ['check', '-', '--format', evil],
])('netk %j prints nothing of a text or a question as it is that a terminal would obey', async (...words) => {
  const { code, out, err } = await netk(words, { stdin: text });
  expect(out + err).not.toBe('');
  expect(raw.exec(out + err)).toBeNull();
  expect(err).not.toMatch(/bug in netk|^\s+at /m);
  expect([0, 1, 2]).toContain(code);
});

test('a file whose name has control characters is printed with their numbers', async () => {
  const cwd = folderWith({ 'a\u001b[31m.netk': 'vpc v 10.0.0.0/33\n' });
  const { out } = await netk(['check', '.'], { cwd });
  expect(out).toMatch(/^aU\+001B\[31m\.netk:1:7: error NK029 /);
});

test('a device is no file to check, and is not read for ever', async () => {
  expect(await netk(['check', '/dev/zero'])).toMatchObject({
    code: 2,
    err: 'netk: /dev/zero: is a device, not a file\n',
  });
});

test('an import of a folder, of a device and of a link to a device is told, and read by nobody', async () => {
  const cwd = folderWith({
    'main.netk': 'import "sub.netk"\nimport "/dev/zero"\nimport "zero.netk"\nvpc v 10.0.0.0/16\n',
  });
  mkdirSync(join(cwd, 'sub.netk'));
  symlinkSync('/dev/zero', join(cwd, 'zero.netk'));
  const { code, out, err } = await netk(['check', 'main.netk'], { cwd });
  expect({ code, err }).toEqual({ code: 1, err: '' });
  expect(out.match(/cannot read '.*'/g)).toEqual([
    "cannot read 'sub.netk'",
    "cannot read '/dev/zero'",
    "cannot read 'zero.netk'",
  ]);
});
