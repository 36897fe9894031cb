import { readFileSync } from 'node:fs';
import { createModel, type Network, walkOn } from '@netk/engine';
import { topologyOf } from '@netk/language';
import { describe, expect, test } from 'vitest';
import { compareWithKernel, subjectOf } from '../src/index.ts';
import { another } from './here.ts';

const { kernel, reason } = another({ much: true });
const text = readFileSync(new URL('policies-cilium.netk', import.meta.url), 'utf8');
const written = /cni cilium 1\.18 \{.*\}/;
const native = 'routingMode native; ipv4NativeRoutingCIDR 10.244.0.0/16';

/** Ways to the programs that judge. What a node has translated may be of the world, where it is not its own address that says so. */
const ways: Readonly<Record<string, { readonly cni: string; readonly open?: readonly string[] }>> = {
  'native routing': { cni: `kubeProxyReplacement true; ${native}` },
  'programs that forward': { cni: `kubeProxyReplacement true; ${native}; bpf.masquerade true` },
  'blocks that mean nodes': { cni: `kubeProxyReplacement true; ${native}; policyCIDRMatchMode nodes` },
  VXLAN: { cni: 'kubeProxyReplacement true', open: ['desk-other-node', 'other-node-web'] },
  'kube-proxy beside it': { cni: native, open: ['desk-node-port'] },
};

const modelOf = async (cni: string) => {
  const { topology } = await topologyOf(text.replace(written, `cni cilium 1.18 { ${cni} }`));
  return createModel(topology);
};

/** Nobody asks about what pods send, or about what comes to them. */
const without = (network: Network, way: 'in' | 'out'): Network => ({
  ...network,
  devices: new Map(
    [...network.devices].map(([id, device]) => [
      id,
      {
        ...device,
        interfaces: device.interfaces.map((each) =>
          each.policies ? { ...each, policies: { ...each.policies, [way]: undefined } } : each,
        ),
      },
    ]),
  ),
});

const explained = (result: { readonly kind: string; readonly difference?: unknown; readonly reason?: unknown }) =>
  result.kind === 'different' ? result.difference : result.reason;

describe('network policies of Cilium', () => {
  test.each(['in', 'out'] as const)('without those of one direction (%s) some packet ends otherwise', async (way) => {
    const { plan, network, topology } = await modelOf(ways['native routing']!.cni);
    const changed = without(network, way);
    const fates = (of: Network) => topology.walks.map((walk) => walkOn(plan, of, walk).verdict);
    expect(fates(changed)).not.toEqual(fates(network));
  });

  test.skipIf(reason)(
    'are what programs at the same hooks of a kernel do, in every way of its configuration',
    async () => {
      if (!kernel) return;
      const models = await Promise.all(Object.values(ways).map(({ cni }) => modelOf(cni)));
      const whole = models.map((model) => {
        const [first, ...others] = model.topology.walks.map(({ id }) => id);
        return subjectOf(model, [first!, ...others]);
      });
      const [base] = models;
      const halves = (['in', 'out'] as const).map((way) => {
        const network = without(base!.network, way);
        return { network, traces: base!.topology.walks.map((walk) => walkOn(base!.plan, network, walk)) };
      });
      const verdicts = await compareWithKernel([...whole, ...halves], { kernel });
      const names = [...Object.keys(ways), 'nothing that pods send', 'nothing that comes to pods'];
      names.forEach((name, at) => {
        const open = ways[name]?.open ?? [];
        expect(verdicts[at]).toHaveLength(base!.topology.walks.length);
        for (const { trace, result } of verdicts[at]!) {
          const known = open.includes(trace.name ?? '');
          if (known) expect.soft(result.kind, `${name}: ${trace.name}`).toBe('skipped');
          else if (result.kind !== 'equal') expect.soft(explained(result), `${name}: ${trace.name}`).toBeUndefined();
        }
      });
    },
    600_000,
  );

  test.skipIf(reason)(
    "of GKE's Dataplane V2 are what programs at the same hooks of a kernel do",
    async () => {
      if (!kernel) return;
      const { topology } = await topologyOf(
        readFileSync(new URL('policies-dataplane-v2.netk', import.meta.url), 'utf8'),
      );
      const model = createModel(topology);
      // walks with pins: each is asked for by itself
      const subjects = topology.walks.map(({ id }) => subjectOf(model, [id]));
      const verdicts = (await compareWithKernel(subjects, { kernel })).flat();
      expect(verdicts).toHaveLength(topology.walks.length);
      for (const { trace, result } of verdicts)
        if (result.kind !== 'equal') expect.soft(explained(result), trace.name ?? '').toBeUndefined();
    },
    300_000,
  );
});
