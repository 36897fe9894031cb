import { createModel } from '@netk/engine';
import { topologyOf } from '@netk/language';
import { expect, test } from 'vitest';
import { compareWithKernel } from '../src/index.ts';
import { deviceNamespace } from '../src/plan/device.ts';
import { namesOf } from '../src/plan/names.ts';
import { cannotRun } from './here.ts';

/** Words of the ip command, their beginnings, and names that the kernel keeps for itself. */
const words = [
  'a',
  'address',
  'up',
  'down',
  'dev',
  'name',
  'mtu',
  'type',
  'arp',
  'link',
  'lo',
  'all',
  'default',
  '.',
  '..',
];

const network = async () => {
  const subnets = words.map((word, i) => `  subnet "${word}" 10.0.${i}.0/24 zone z1`).join('\n');
  const hosts = words
    .map((word, i) => `  host h${i} 10.0.${i}.9 in "${word}" { port 80; security-groups any }`)
    .join('\n');
  const text = `vpc net 10.0.0.0/16 on aws {\n  security-group any { ingress all from 0.0.0.0/0 }\n${subnets}\n${hosts}\n}
${words.map((_, i) => `walk w${i} from h${i} to h${(i + 1) % words.length}:80`).join('\n')}\n`;
  const { topology } = await topologyOf(text);
  return createModel(topology);
};

test('an interface is called as its subnet, also by a word of the ip command, unless the kernel keeps the name', async () => {
  const model = await network();
  const router = [...model.network.devices.values()].find(({ kind }) => kind === 'router')!;
  const names = namesOf(model.network);
  const called = router.interfaces.map(({ name }) => names.interface(router.id, name));
  expect(new Set(called).size).toBe(called.length);
  for (const kept of ['all', 'default', '.', '..']) expect(called).not.toContain(kept);
  expect(called).toContain('address');
  const lines = deviceNamespace(model.network, router, names, []).ip.filter((line) => line.startsWith('link set'));
  for (const line of lines) expect(line).toMatch(/^link set dev \S+ (?:up|arp off|mtu \d+)$/);
});

test.skipIf(cannotRun())('machines in subnets of any name reach each other in the laboratory', async () => {
  const model = await network();
  const traces = model.topology.walks.map(({ id }) => model.trace(id));
  const verdicts = (await compareWithKernel([{ network: model.network, traces }])).flat();
  expect(verdicts.map(({ result }) => result.kind)).toEqual(words.map(() => 'equal'));
});
