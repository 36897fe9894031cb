import { missing } from '@netk/lab';
import { expect, test } from 'vitest';
import { netk } from './netk.ts';

const talk = 'examples/eks-talk.netk';
const reasons = missing('nft');
if (reasons.length > 0) console.log(`skipped netk lab: ${reasons.join('; ')}`);

test.skipIf(reasons.length > 0)('walks that the kernel walks the same way end with 0', async () => {
  const { code, out, err } = await netk(['lab', talk, 'W22', 'W18']);
  expect(out).toMatch(
    /^equal {6}W18: 4 events forward, \d+ rules, 4 back, client ok\nequal {6}W22: .*the kernel picked pod/,
  );
  expect(err).toMatch(/^2 equal, 0 different, 0 skipped \(/);
  expect(code).toBe(0);
});

test.skipIf(reasons.length > 0)('JSON has what was observed', async () => {
  const { code, out } = await netk(['lab', talk, 'W18', '--format', 'json', '--backend', 'legacy']);
  expect(code).toBe(0);
  const { schema, walks } = JSON.parse(out);
  expect(schema).toBe('netk.lab/1');
  expect(walks[0]).toMatchObject({ name: 'W18', result: 'equal', observed: { client: 'ok' } });
  const sent = { kind: 'send', interface: 'eth0', after: { src: '192.168.1.51', ttl: 64 } };
  expect(walks[0].observed.forward[0]).toMatchObject({ device: 'pod51', kind: 'pod', steps: [sent] });
});

test('an unknown walk ends with 2', async () => {
  expect(await netk(['lab', talk, 'W99'])).toMatchObject({ code: 2, out: '', err: 'netk: no walk is called W99\n' });
});

test('a kernel that is not there ends with 2, and says why', async () => {
  expect(await netk(['lab', talk, 'W18', '--kernel', 'bsd'])).toMatchObject({
    code: 2,
    out: '',
    err: 'netk: bsd is no kernel: host, uml[:FILE], qemu\n',
  });
  const { code, err } = await netk(['lab', talk, 'W18', '--kernel', 'uml:/nowhere/linux']);
  expect(err).toMatch(/^netk: (there is no \/nowhere\/linux|user-mode Linux needs Linux on x64)\n$/);
  expect(code).toBe(2);
});
