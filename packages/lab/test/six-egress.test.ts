import path from 'node:path';
import { expect, test } from 'vitest';
import { compareWithKernel } from '../src/index.ts';
import { modelled, said, subjectsIn } from './files.ts';
import { cannotRun, here } from './here.ts';

const file = path.resolve(import.meta.dirname, '../../language/test/walks/six-egress.netk');

test.skipIf(cannotRun())('what pods of IPv4 send by their node to IPv6 is what Linux does', async () => {
  const verdicts = (await compareWithKernel(subjectsIn(await modelled(file)), { kernel: here, rules: true })).flat();
  // the agent binds the sender's address, and `no-six` is about a sender that has none
  expect(verdicts.filter(({ trace }) => trace.name !== 'no-six').map(said)).toEqual([
    'out: ok',
    'ping: ok',
    'in-vpc: timeout',
    'of-both: ok',
    'neighbour: unreachable',
    'of-the-node: ok',
    'of-a-host: timeout',
  ]);
});
