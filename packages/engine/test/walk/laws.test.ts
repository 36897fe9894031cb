import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ask } from '../../src/ask/ask.ts';
import { createModel } from '../../src/model.ts';
import type { Topology } from '../../src/topology/topology.ts';
import { checkTrace } from '../../src/trace/check-trace.ts';
import type { Branch, Hop, Packet, Step } from '../../src/trace/trace.ts';
import { causes } from '../../src/views/explain/causes.ts';
import { build, shapes } from '../support/arbitraries.ts';
import { entriesOf } from '../support/state-entries.ts';

const runs = { numRuns: 20 };

/** Every branch of every walk of a random cluster. */
function* branchesOf(topology: Topology): Generator<Branch> {
  const model = createModel(topology);
  for (const walk of topology.walks) yield* model.trace(walk.id).routes;
}

const ways = (branch: Branch): readonly (readonly Hop[])[] => [branch.forward, branch.reply];
const known: ReadonlySet<string> = new Set(Object.keys(causes));

describe('every walk through a random cluster', () => {
  it('keeps the laws of a trace', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const topology = build(shape);
        const model = createModel(topology);
        for (const walk of topology.walks) expect(checkTrace(model.trace(walk.id)), walk.name).toEqual([]);
      }),
      runs,
    );
  });

  it('of a ping goes the way of a connection that something listens for, through every translation', () => {
    // an address that becomes itself is a translation of the port alone, which a ping has not
    const renames = ({ before, after }: Step): boolean => before?.src !== after?.src || before?.dst !== after?.dst;
    const pass = ({ id, steps }: Hop) => [id, steps.filter((step) => step.kind === 'nat' && renames(step)).length];
    const fateOf = ({ verdict, cause, client, forward, reply }: Branch) => ({
      ...{ verdict, cause, client },
      ways: [forward.map(pass), reply.map(pass)],
    });
    fc.assert(
      fc.property(shapes, (shape) => {
        const model = createModel(build(shape));
        const fates = new Map(model.topology.walks.map(({ id, name }) => [name, model.trace(id).routes.map(fateOf)]));
        const senders = [...fates.keys()].flatMap((name) => (name?.endsWith(' pings out') ? name.slice(0, -10) : []));
        expect(senders.length).toBeGreaterThan(1);
        for (const from of senders) {
          expect(fates.get(`${from} pings out`), from).toEqual(fates.get(`${from} out`));
          expect(fates.get(`${from} pings`), from).toEqual(fates.get(`${from} to inside`));
        }
      }),
      runs,
    );
  });

  it('names only entries that the machines’ own tables show, each on one line', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        for (const { step, device, at } of entriesOf(createModel(build(shape))))
          expect(at, `${device}, ${step.stage}: ${step.entry}`).toHaveLength(1);
      }),
      runs,
    );
  });

  it('dies only of causes of the closed list', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        for (const branch of branchesOf(build(shape)))
          if (branch.verdict === 'not-delivered') expect(known).toContain(branch.cause);
      }),
      runs,
    );
  });

  it('leaves a checked interface only with an address of that interface, to a neighbour or the router', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const topology = build(shape);
        const { plan } = createModel(topology);
        const owners = new Map(
          plan.nodes.flatMap((node) =>
            node.enis.map((eni) => [`${node.id} ${eni.interface}`, [eni.primary, ...eni.secondaries]] as const),
          ),
        );
        for (const branch of branchesOf(topology)) {
          for (const hop of ways(branch).flat()) {
            const send = hop.steps.find((step) => step.kind === 'send');
            const own = owners.get(`${hop.id} ${send?.interface}`);
            if (own && send?.after) expect(own).toContain(send.after.src);
          }
        }
      }),
      runs,
    );
  });

  it('of a pod on a secondary interface leaves by that interface’s table unless an earlier rule matched', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const topology = build(shape);
        const { plan } = createModel(topology);
        const eniOf = new Map(plan.pods.map((pod) => [pod.address, pod.eni ?? 0]));
        for (const branch of branchesOf(topology)) {
          for (const hop of ways(branch).flat()) {
            if (hop.kind !== 'node' || !hop.steps[0]?.interface?.startsWith('eni')) continue;
            const source = (hop.steps[0].after as Packet).src;
            const rule = hop.steps.find((step) => step.stage === 'ip rule');
            const eni = eniOf.get(source) ?? 0;
            if (eni === 0 || !rule) continue;
            expect(rule.entry).toMatch(new RegExp(`^(0|512|1024|1535): |^1536: from ${source} lookup ${eni + 1}$`));
          }
        }
      }),
      runs,
    );
  });

  it('on one node between pods meets no security group and no network ACL', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        for (const branch of branchesOf(build(shape))) {
          const kinds = branch.forward.map((hop) => hop.kind).join(' ');
          if (kinds !== 'pod node pod') continue;
          expect(
            branch.forward.flatMap((hop) => hop.steps).filter((step) => /security group|network ACL/.test(step.stage)),
          ).toEqual([]);
        }
      }),
      runs,
    );
  });

  it('asks the nat table of a node once: a second packet of the flow goes the same way without it', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const topology = build(shape);
        const { plan, network } = createModel(topology);
        for (const branch of topology.walks.flatMap((walk) => ask(plan, network, walk, { later: true }).routes)) {
          if (branch.verdict !== 'delivered' || branch.to !== undefined) continue;
          const later = branch.later ?? [];
          expect(later.map((hop) => hop.id)).toEqual(branch.forward.map((hop) => hop.id));
          const nat = later.flatMap((hop) => hop.steps).filter((step) => step.stage.startsWith('nat '));
          expect(nat.filter((step) => !step.entry.startsWith('conntrack: '))).toEqual([]);
          const last = (hops: readonly Hop[]) => hops.at(-1)?.steps.at(-1)?.after;
          const [one, two] = [last(branch.forward), last(later)];
          expect([two?.src, two?.sport, two?.dst, two?.dport]).toEqual([one?.src, one?.sport, one?.dst, one?.dport]);
          const exits = (hops: readonly Hop[]) =>
            hops.map((hop) => hop.steps.findLast((step) => step.kind === 'send')?.interface);
          expect(exits(later)).toEqual(exits(branch.forward));
        }
      }),
      runs,
    );
  });

  it('shows the backend who calls: the pod through a cluster IP, the node through a NodePort that any node serves', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const topology = build(shape);
        const { plan } = createModel(topology);
        // MASQUERADE takes the address of the interface that the packet leaves by: any ENI of the node
        const nodes = new Set(plan.nodes.flatMap((node) => node.enis.map((eni) => eni.primary)));
        const model = createModel(topology);
        for (const walk of topology.walks) {
          for (const branch of model.trace(walk.id).routes) {
            const first = branch.forward[0]?.steps[0]?.after;
            const seen = branch.forward.at(-1)?.steps.at(-1)?.after;
            if (branch.verdict !== 'delivered' || !first || !seen) continue;
            const hairpin = branch.forward[0]?.id === branch.forward.at(-1)?.id;
            if (walk.name?.endsWith('to app') && shape.type !== 'headless')
              expect(seen.src === first.src || (hairpin && nodes.has(seen.src))).toBe(true);
            if (walk.name?.endsWith('to node') && shape.external === 'Cluster') expect(nodes).toContain(seen.src);
          }
        }
      }),
      runs,
    );
  });

  it('is the same whatever the order of declarations', () => {
    fc.assert(
      fc.property(shapes, fc.infiniteStream(fc.nat()), (shape, numbers) => {
        const topology = build(shape);
        const shuffled = <T>(list: readonly T[]): T[] =>
          list
            .map((item) => ({ item, key: numbers.next().value as number }))
            .sort((a, b) => a.key - b.key)
            .map(({ item }) => item);
        const [cluster] = topology.clusters;
        const other: Topology = {
          ...topology,
          clusters: [
            {
              ...cluster!,
              nodes: shuffled(cluster!.nodes),
              pods: shuffled(cluster!.pods),
              services: shuffled(cluster!.services),
            },
          ],
        };
        const [one, two] = [createModel(topology), createModel(other)];
        for (const walk of topology.walks)
          expect(JSON.stringify(two.trace(walk.id))).toBe(JSON.stringify(one.trace(walk.id)));
      }),
      runs,
    );
  });
});
