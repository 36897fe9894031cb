import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createModel } from '../../src/model.ts';
import type { Topology } from '../../src/topology/topology.ts';
import type { Branch, Flow } from '../../src/trace/trace.ts';
import { build, shapes } from '../support/arbitraries.ts';
import { id, setting } from '../support/build.ts';
import { byAddress } from '../support/by-address.ts';

/** What netk does not model, put into a cluster: a proxy mode, a pod network, policies, a port of a node. */
const gaps = fc.record({
  proxy: fc.constantFrom(undefined, 'nftables', 'ipvs'),
  cni: fc.constantFrom(undefined, undefined, undefined, 'weave'),
  policy: fc.constantFrom(undefined, 'Ingress', 'Egress'),
  hostPort: fc.boolean(),
});

function withGaps(
  topology: Topology,
  { proxy, cni, policy, hostPort }: typeof gaps extends fc.Arbitrary<infer T> ? T : never,
): Topology {
  return {
    ...topology,
    clusters: topology.clusters.map((cluster) => ({
      ...cluster,
      settings: [
        ...cluster.settings,
        ...(proxy === undefined ? [] : [setting('c', 'kube-proxy', proxy)]),
        ...(cni === undefined ? [] : [setting('c', 'cni', cni)]),
      ],
      pods: cluster.pods.map((pod, i) =>
        hostPort && i === 0 ? { ...pod, settings: [setting(pod.id, 'hostPort', '8080')] } : pod,
      ),
      networkPolicies:
        policy === undefined
          ? []
          : [
              {
                id: id('c/default/p'),
                name: 'p',
                namespace: 'default',
                podSelector: {
                  id: id('c/default/p#s'),
                  requirements: [{ key: 'app', operator: 'in' as const, values: ['app'] }],
                },
                rules: [],
                settings: [setting('c/default/p', 'policyTypes', policy)],
              },
            ],
    })),
  };
}

/** Routes as text. What ports a Service has is the business of who asked for it by its name: what it should mend is left out. */
const shown = (routes: readonly Branch[], { wrongPort }: Flow): string =>
  JSON.stringify(routes, (key, value) => (key === 'blockers' && wrongPort !== undefined ? undefined : value));

describe('a walk to the address that a walk by name dialled', () => {
  it('goes the same ways with the same probabilities to the same end', () => {
    let asked = 0;
    fc.assert(
      fc.property(shapes, gaps, (shape, gap) => {
        const model = createModel(withGaps(build(shape), gap));
        for (const walk of model.topology.walks) {
          const trace = model.trace(walk.id);
          const other = byAddress(walk, trace);
          if (!other) continue;
          asked += 1;
          const again = model.ask(other);
          expect(again.verdict, walk.name).toBe(trace.verdict);
          expect(shown(again.routes, trace.flow), walk.name).toBe(shown(trace.routes, trace.flow));
        }
      }),
      { numRuns: 60 },
    );
    expect(asked).toBeGreaterThan(1000);
  });

  it('is undetermined where it meets what is not modelled, and answered where it does not', () => {
    const seen = { undetermined: 0, answered: 0 };
    fc.assert(
      fc.property(shapes, gaps, (shape, gap) => {
        const model = createModel(withGaps(build(shape), gap));
        for (const walk of model.topology.walks)
          seen[model.trace(walk.id).verdict === 'undetermined' ? 'undetermined' : 'answered'] += 1;
      }),
      { numRuns: 60 },
    );
    expect(seen.undetermined).toBeGreaterThan(100);
    expect(seen.answered).toBeGreaterThan(100);
  });
});
