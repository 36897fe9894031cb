import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createModel, insideOf, isLinux } from '@netk/engine';
import { describe, expect, test } from 'vitest';
import { topologyOf } from '../src/index.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const files = [
  'examples/eks-talk.netk',
  'examples/eks-nftables.netk',
  'packages/lab/test/bridges.netk',
  'packages/lab/test/calico-vxlan.netk',
  'packages/lab/test/cilium.netk',
  'packages/lab/test/flannel.netk',
  'packages/lab/test/ipvs.netk',
  'packages/lab/test/policies-cilium.netk',
  'packages/lab/test/policies-eks.netk',
  'packages/language/test/walks/dataplane-v2.netk',
  'packages/language/test/walks/wireguard.netk',
];

/** Stages at which something that a machine registered decides; others are of wires, routes and programs. */
const registered =
  /^(nft |ip6 )?(raw|mangle|nat|filter) |^nft |^ipvs$|^conntrack$|^tc |^cgroup\/|^bridge fdb$|^tunnel$|^network policy /;

describe('the map of a machine', () => {
  test.each(files)('has a place for all that packets meet: %s', async (file) => {
    const { topology } = await topologyOf(readFileSync(path.join(root, file), 'utf8'), `file://${root}/${file}`);
    const model = createModel(topology);
    const lost = new Set<string>();
    let met = 0;
    for (const { id } of topology.walks) {
      const [branch] = model.trace(id).routes;
      if (!branch) continue;
      const machines = new Set([...branch.forward, ...branch.reply].filter(isLinux).map((hop) => hop.id));
      for (const machine of machines) {
        const inside = insideOf(model.planOf(id), model.networkOf(id), branch, machine)!;
        const places = [...inside.hooks, ...inside.links].flatMap(({ stages }) => stages.map(({ stage }) => stage));
        for (const { stage } of inside.passages.flatMap(({ stages }) => stages)) {
          if (!registered.test(stage)) continue;
          met += 1;
          if (!places.includes(stage)) lost.add(`${machine}: ${stage}`);
        }
      }
    }
    expect([...lost]).toEqual([]);
    expect(met).toBeGreaterThan(20);
  });
});
