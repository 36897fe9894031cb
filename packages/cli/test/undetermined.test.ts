import { expect, test } from 'vitest';
import { folderWith, netk } from './netk.ts';

const undetermined = `vpc v 10.0.0.0/16 on aws { subnet a 10.0.1.0/24 zone z; host h 10.0.1.10 in a }
walk w from h to dns "nobody.dev" { expect delivered }
`;

test('an expectation that cannot be decided ends netk test with 1, unless the user allows it', async () => {
  const cwd = folderWith({ 'a.netk': undetermined });
  const strict = await netk(['test', 'a.netk'], { cwd });
  expect(strict.code).toBe(1);
  expect(strict.out).toMatch(/^0 hold, 0 fail, 1 undetermined$/m);
  expect((await netk(['test', 'a.netk', '--allow-undetermined'], { cwd })).code).toBe(0);
});

test('a file that is no .netk file is refused with what netk reads', async () => {
  const cwd = folderWith({ 'package.json': '{ "name": "x" }\n' });
  const { code, err } = await netk(['check', 'package.json'], { cwd });
  expect({ code, err }).toEqual({
    code: 2,
    err: 'netk: package.json: netk reads .netk files, folders of them, and - for standard input\n',
  });
});
