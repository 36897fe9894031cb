import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { createModel, type Device, type Hop, type Model, type Step } from '../../src/index.ts';
import { type HookName, hooks } from '../../src/network/netfilter.ts';
import { entriesAt } from '../../src/walk/hooks.ts';
import { hopsOf } from '../../src/walk/travel.ts';
import { build, shapes } from '../support/arbitraries.ts';
import { exampleModel, examples } from '../support/example.ts';
import { firstPacket, tunnelled } from '../support/tunnels.ts';
import { walked } from '../support/walked.ts';

/**
 * The ways through netfilter that there are: for somebody behind the machine, for it, from it, and from it to itself; and those
 * of what IPVS takes from INPUT or from OUTPUT, and sends on.
 */
const ways: readonly (readonly HookName[])[] = [
  ['PREROUTING', 'FORWARD', 'POSTROUTING'],
  ['PREROUTING', 'INPUT'],
  ['OUTPUT', 'POSTROUTING'],
  ['OUTPUT', 'POSTROUTING', 'PREROUTING', 'INPUT'],
  ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  ['OUTPUT', 'OUTPUT', 'POSTROUTING'],
];

interface Place {
  readonly hook: HookName;
  readonly priority: number;
}

/** The places at which a device may add a step that is called so. */
function placesOf(device: Device): ReadonlyMap<string, readonly Place[]> {
  const out = new Map<string, Place[]>();
  for (const hook of hooks)
    for (const { stages } of entriesAt(device, hook))
      for (const { stage, priority } of stages) out.set(stage, [...(out.get(stage) ?? []), { hook, priority }]);
  return out;
}

/** Whether steps can be laid on a way so that each is at a hook not before the one of its predecessor, in the order of priorities. */
function fits(steps: readonly (readonly Place[])[], way: readonly HookName[]): boolean {
  let at: { readonly index: number; readonly priority: number }[] = [{ index: 0, priority: Number.NEGATIVE_INFINITY }];
  for (const places of steps) {
    const next = at.flatMap((from) =>
      way.flatMap((hook, index) =>
        places
          .filter((place) => place.hook === hook)
          .filter(({ priority }) => index > from.index || (index === from.index && priority >= from.priority))
          .map(({ priority }) => ({ index, priority })),
      ),
    );
    if (next.length === 0) return false;
    at = next;
  }
  return true;
}

/** The steps of a hop by the layer of the packet that they are about: a header more or less begins another. */
function layersOf(steps: readonly Step[]): readonly { readonly steps: readonly Step[]; readonly ways: typeof ways }[] {
  const out: { steps: Step[]; ways: typeof ways }[] = [{ steps: [], ways }];
  for (const step of steps) {
    const { steps: before, ways: known } = out.at(-1)!;
    if (step.kind === 'encapsulate') {
      // what is put into a tunnel was to leave, and what carries it is the machine's own
      out[out.length - 1] = { steps: before, ways: known.filter((way) => way.at(-1) === 'POSTROUTING') };
      out.push({ steps: [], ways: ways.filter(([first]) => first === 'OUTPUT') });
    } else if (step.kind === 'decapsulate') {
      // what carried something was for the machine, and what it carried comes in
      out[out.length - 1] = { steps: before, ways: known.filter((way) => way.at(-1) === 'INPUT') };
      out.push({ steps: [], ways: ways.filter(([first]) => first === 'PREROUTING') });
    } else before.push(step);
  }
  return out;
}

/** The ways that the steps of a hop can have been, each layer of the packet by itself. */
function waysOf(device: Device, { steps }: Hop): number {
  const places = placesOf(device);
  return layersOf(steps)
    .map((layer) => {
      const told = layer.steps.flatMap(({ stage }) => {
        const found = places.get(stage);
        return found ? [found] : [];
      });
      return layer.ways.filter((way) => fits(told, way)).length;
    })
    .reduce((all, each) => all * each, 1);
}

function check(model: Model): { readonly hops: number; readonly nft: number } {
  let [hops, nft] = [0, 0];
  for (const walk of model.topology.walks) {
    const network = model.networkOf(walk.id);
    for (const { forward, reply } of model.trace(walk.id).routes)
      for (const hop of [...forward, ...reply]) {
        hops += 1;
        nft += hop.steps.filter(({ stage }) => stage.startsWith('nft ')).length;
        const stages = hop.steps.map(({ stage }) => stage).join(', ');
        expect(waysOf(network.devices.get(hop.id)!, hop), `${hop.device}: ${stages}`).toBeGreaterThan(0);
      }
  }
  return { hops, nft };
}

describe('the steps of a packet inside one machine', () => {
  it('stand in the order of the hooks and of their priorities, on random clusters', () => {
    let [hops, nft] = [0, 0];
    fc.assert(
      fc.property(shapes, (shape) => {
        const seen = check(createModel(build(shape)));
        hops += seen.hops;
        nft += seen.nft;
      }),
      { numRuns: 40 },
    );
    expect(hops).toBeGreaterThan(500);
    expect(nft).toBeGreaterThan(20);
  });
  test.each(examples)('stand in that order in %s', async (name) => {
    check(await exampleModel(name));
  });
  test.each(['vxlan', 'geneve', 'ipip'] as const)('stand in that order for each layer of a packet in %s', (kind) => {
    const rules = [{ matches: [], target: { kind: 'mark', value: 0, mask: 0, spelling: 'or' } }] as const;
    const chains = hooks.map((name) => ({ table: 'mangle', name, rules }) as const);
    const network = tunnelled({ kind, chains });
    const answer = walked(network, 'pod1', firstPacket({ src: '10.244.1.2', dst: '10.244.2.2' }));
    expect(answer.verdict).toBe('delivered');
    const hops = [...hopsOf(answer.forward), ...hopsOf(answer.reply!)];
    for (const hop of hops) {
      const stages = hop.steps.map(({ stage }) => stage).join(', ');
      expect(waysOf(network.devices.get(hop.id)!, hop), `${hop.device}: ${stages}`).toBeGreaterThan(0);
    }
    const [first, second] = hops.filter(({ device }) => device.startsWith('node'));
    const passed = ({ steps }: Hop) => steps.flatMap(({ stage }) => stage.match(/^mangle (\w+)$/)?.[1] ?? []);
    expect(passed(first!)).toEqual(['PREROUTING', 'FORWARD', 'POSTROUTING', 'OUTPUT', 'POSTROUTING']);
    expect(passed(second!)).toEqual(['PREROUTING', 'INPUT', 'PREROUTING', 'FORWARD', 'POSTROUTING']);
  });
  it('would be seen in a wrong order: a filter before the translation, a hook behind the last one', async () => {
    const model = await exampleModel('eks-talk');
    const node = [...model.network.devices.values()].find(({ kind }) => kind === 'node')!;
    const hop = (...stages: string[]) => ({ steps: stages.map((stage) => ({ stage })) }) as unknown as Hop;
    expect(waysOf(node, hop('conntrack', 'nat PREROUTING', 'filter FORWARD', 'nat POSTROUTING'))).toBe(1);
    expect(waysOf(node, hop('nat PREROUTING', 'conntrack', 'filter FORWARD'))).toBe(0);
    expect(waysOf(node, hop('filter FORWARD', 'nat PREROUTING'))).toBe(0);
    expect(waysOf(node, hop('nat POSTROUTING', 'filter FORWARD'))).toBe(0);
  });
  it('would be seen with IPVS behind the next hook, or on a way that leads through FORWARD as well', async () => {
    const model = await exampleModel('bridge');
    const walk = model.topology.walks.find(({ name }) => name === 'W12')!;
    const node = [...model.networkOf(walk.id).devices.values()].find(({ name }) => name === 'VM1')!;
    const hop = (...stages: string[]) => ({ steps: stages.map((stage) => ({ stage })) }) as unknown as Hop;
    expect(waysOf(node, hop('nat PREROUTING', 'filter INPUT', 'ipvs', 'filter OUTPUT', 'nat POSTROUTING')) > 0).toBe(
      true,
    );
    expect(waysOf(node, hop('nat OUTPUT', 'ipvs', 'filter OUTPUT', 'nat POSTROUTING')) > 0).toBe(true);
    expect(waysOf(node, hop('nat PREROUTING', 'filter FORWARD', 'ipvs', 'nat POSTROUTING')) > 0).toBe(true);
    expect(waysOf(node, hop('nat PREROUTING', 'ipvs', 'filter INPUT', 'filter OUTPUT')) > 0).toBe(false);
    expect(waysOf(node, hop('nat PREROUTING', 'filter INPUT', 'ipvs', 'filter FORWARD')) > 0).toBe(false);
  });
  it('would be seen with a table of nftables before kube-proxy, or behind the next hook', async () => {
    const model = await exampleModel('eks-nftables');
    const node = [...model.network.devices.values()].find(({ kind }) => kind === 'node')!;
    const hop = (...stages: string[]) => ({ steps: stages.map((stage) => ({ stage })) }) as unknown as Hop;
    const [base, mark] = ['nft ip aws-cni nat-prerouting', 'nft ip aws-cni snat-mark'];
    expect(waysOf(node, hop('nat PREROUTING', base, mark, base, 'filter FORWARD'))).toBe(1);
    expect(waysOf(node, hop(base, 'nat PREROUTING', 'filter FORWARD'))).toBe(0);
    expect(waysOf(node, hop('nat PREROUTING', 'filter FORWARD', mark))).toBe(0);
  });
});
