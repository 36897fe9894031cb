import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askingPolicy, PairBudget } from '../../src/ask/policy.ts';
import { createModel, finish, type Model, type Topology } from '../../src/index.ts';
import type { NetworkPolicy } from '../../src/topology/cluster.ts';
import { id, setting } from '../support/build.ts';
import { buildPolicies, type PolicyShape, policyShapes } from '../support/policy-clusters.ts';

/** The same with more policies of namespaces. */
const withMore = (topology: Topology, ...more: readonly NetworkPolicy[]): Topology => ({
  ...topology,
  clusters: topology.clusters.map((each) => ({ ...each, networkPolicies: [...each.networkPolicies, ...more] })),
});

/** A policy without rules about pods with a label, or about all of a namespace. */
const shut = (namespace: string, types: readonly string[], app?: string): NetworkPolicy => ({
  ...{ id: id(`c/${namespace}/shut`), name: 'shut', namespace, rules: [] },
  ...(app === undefined
    ? {}
    : {
        podSelector: { id: id(`c/${namespace}/shut#s`), requirements: [{ key: 'app', operator: 'in', values: [app] }] },
      }),
  settings: [setting(`c/${namespace}/shut`, 'policyTypes', ...types)],
});

const deliveredBy = (model: Model): readonly boolean[] =>
  model.topology.walks.map(({ id: walk }) => model.trace(walk).verdict === 'delivered');

/** Peers that are no blocks, for pods have other addresses with another CNI, and no ports that only one of them reads. */
const withoutBlocks = (shape: PolicyShape): PolicyShape => ({
  ...shape,
  strict: false,
  workloads: shape.workloads.map((each) => ({ ...each, host: false })),
  policies: shape.policies.map((policy) => ({
    ...policy,
    rules: policy.rules.filter(({ peer }) => peer?.cidr === undefined),
  })),
  // Calico reads no ports by name in those
  ofCluster: shape.ofCluster.map((policy) => ({
    ...policy,
    rules: policy.rules.filter(({ ports }) => ports.every(({ named }) => named === undefined)),
  })),
});

describe('network policies', () => {
  it('that are about no pod change no walk', () => {
    fc.assert(
      fc.property(policyShapes, (shape) => {
        const plain = buildPolicies({ ...shape, strict: false });
        const before = createModel(plain);
        const after = createModel(
          withMore(plain, shut('left', ['Ingress', 'Egress'], 'nobody'), shut('elsewhere', ['Ingress'])),
        );
        for (const { id: walk } of plain.walks) expect(after.trace(walk)).toEqual(before.trace(walk));
      }),
      { numRuns: 15 },
    );
  });

  it('without rules deny what was delivered, and deliver nothing that was denied', () => {
    let taken = 0;
    fc.assert(
      fc.property(
        policyShapes,
        fc.constantFrom('left', 'right'),
        fc.constantFrom(['Ingress'], ['Egress'], ['Ingress', 'Egress']),
        (shape, space, types) => {
          // in strict mode a policy is what opens a pod
          const plain = buildPolicies({ ...shape, strict: false });
          const before = deliveredBy(createModel(plain));
          const after = deliveredBy(createModel(withMore(plain, shut(space, types))));
          after.forEach((delivered, at) => {
            if (delivered) expect(before[at], plain.walks[at]!.name).toBe(true);
            else if (before[at]) taken += 1;
          });
        },
      ),
      { numRuns: 25 },
    );
    expect(taken).toBeGreaterThan(20);
  });

  it('with one rule more deny nothing that was delivered', () => {
    fc.assert(
      fc.property(policyShapes, (shape) => {
        const types = ['Ingress', 'Egress'] as const;
        const bound = { ...shape, policies: shape.policies.map((each) => ({ ...each, types })) };
        const [first, ...others] = bound.policies;
        const rule = {
          direction: 'ingress',
          action: 'accept',
          ports: [],
          peer: { except: [], namespaces: [] },
        } as const;
        const more = { ...bound, policies: [{ ...first!, rules: [...first!.rules, rule] }, ...others] };
        const before = deliveredBy(createModel(buildPolicies(bound)));
        const after = deliveredBy(createModel(buildPolicies(more)));
        before.forEach((delivered, at) => {
          if (delivered) expect(after[at]).toBe(true);
        });
      }),
      { numRuns: 20 },
    );
  });

  it('are told apart where an expectation is about two sets, of which one pair of each kind is walked', () => {
    let failing = 0;
    fc.assert(
      fc.property(policyShapes, (shape) => {
        const spaces = ['c/left', 'c/right', 'c'].map((of) => ({ kind: 'element' as const, of: id(of), text: of }));
        const expects = spaces.flatMap((from) =>
          spaces.flatMap((to) =>
            ['delivered', 'timeout'].map((predicate) => ({
              ...{ id: id(`expect ${from.text} ${to.text} ${predicate}`), negated: false, predicate, args: [] },
              ...{ from, to: { ...to, port: 8080 } },
            })),
          ),
        );
        // many pods of a few kinds
        const crowd = { ...shape, workloads: [...shape.workloads, ...shape.workloads, ...shape.workloads] };
        const { plan, network } = createModel({ ...buildPolicies(crowd), walks: [], expects });
        for (const each of expects) {
          const ask = (few: number) => finish(askingPolicy(plan, () => network, each, new PairBudget(), few));
          const walked = ask(Number.POSITIVE_INFINITY);
          expect(ask(0), each.id).toEqual(walked);
          if (walked.holds === false) failing += 1;
        }
      }),
      { numRuns: 20 },
    );
    expect(failing).toBeGreaterThan(20);
  });

  it.each([
    ['vpc-cni', 'calico', (shape: PolicyShape) => shape],
    // Cilium knows no policies of administrators
    ['calico', 'cilium', (shape: PolicyShape) => ({ ...shape, ofCluster: [] })],
  ] as const)('decide alike about pods whether %s or %s enforces them', (first, second, known) => {
    let denied = 0;
    fc.assert(
      fc.property(policyShapes.map(withoutBlocks).map(known), (shape) => {
        const models = [first, second].map((cni) => createModel(buildPolicies({ ...shape, cni })));
        const [one, other] = models.map(({ topology, trace }) =>
          topology.walks
            .filter(({ from, to }) => [from, to].every((end) => end.kind === 'element' && /-1$/.test(end.of)))
            .map(({ id: walk, name }) => [name, trace(walk).routes[0]?.cause === 'NP-POL'] as const),
        );
        denied += one!.filter(([, is]) => is).length;
        expect(one).toEqual(other);
      }),
      { numRuns: 25 },
    );
    expect(denied).toBeGreaterThan(50);
  });
});
