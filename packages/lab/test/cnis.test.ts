import { readFileSync } from 'node:fs';
import { createModel, hasOwnNetwork } from '@netk/engine';
import { topologyOf } from '@netk/language';
import { describe, expect, test } from 'vitest';
import { compareWithKernel, subjectOf } from '../src/index.ts';
import { cannotRun, here } from './here.ts';

const reason = cannotRun();
const files = [
  'bridges',
  'flannel',
  'calico-vxlan',
  'calico-bgp',
  'plain',
  'hostports',
  'hostports-eks',
  'ptp',
  'firewall',
  'policies-eks',
  'policies-calico',
  'circles',
  'loops',
  'plain-internet',
];

describe.skipIf(reason).each(files)('every walk of %s.netk', (name) => {
  const file = new URL(`${name}.netk`, import.meta.url);
  test.each(['nft', 'legacy'] as const)(
    'holds what it expects, and is what this kernel does, with iptables-%s',
    async (backend) => {
      const { topology } = await topologyOf(readFileSync(file, 'utf8'));
      const model = createModel(topology);
      expect(model.findings.filter(({ code }) => code === 'NK120' || code === 'NK121')).toEqual([]);
      const plain = topology.walks.filter((walk) => !hasOwnNetwork(walk)).map(({ id }) => id);
      const alone = topology.walks.filter(hasOwnNetwork).map(({ id }) => [id]);
      const subjects = [plain, ...alone].flatMap(([first, ...others]) =>
        first === undefined ? [] : [subjectOf(model, [first, ...others])],
      );
      // of dozens of rounds nft's monitor tells more than it can hold, and ends
      const rules = backend === 'nft' && name !== 'circles' && name !== 'loops';
      const verdicts = (await compareWithKernel(subjects, { backend, kernel: here, rules })).flat();
      expect(verdicts.map(({ trace }) => trace.name)).toHaveLength(topology.walks.length);
      for (const { trace, result } of verdicts)
        if (result.kind === 'different') expect.soft(result.difference, trace.name ?? '').toBeUndefined();
      expect(verdicts.filter(({ result }) => result.kind === 'skipped')).toEqual([]);
    },
  );
});

describe.skipIf(reason).each(['1.33', '1.34', '1.36', '1.37'])('kube-proxy %s in nftables mode', (version) => {
  test('holds what it expects, and is what this kernel does, rule by rule', async () => {
    const text = readFileSync(new URL('nftables.netk', import.meta.url), 'utf8');
    const { topology } = await topologyOf(text.replace('kubernetes 1.37', `kubernetes ${version}`));
    const model = createModel(topology);
    expect(model.findings.filter(({ code }) => code === 'NK120' || code === 'NK121')).toEqual([]);
    const [first, ...others] = topology.walks.map(({ id }) => id);
    const verdicts = (
      await compareWithKernel([subjectOf(model, [first!, ...others])], { kernel: here, rules: true })
    ).flat();
    for (const { trace, result } of verdicts)
      if (result.kind !== 'equal') expect.soft(result, trace.name ?? '').toBeUndefined();
    expect(verdicts).toHaveLength(topology.walks.length);
  });
});
