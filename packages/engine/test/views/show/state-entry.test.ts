import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Hop, type Step, stateEntryOf } from '../../../src/index.ts';
import { isLinux } from '../../../src/views/show/is-linux.ts';
import { exampleModel } from '../../support/example.ts';
import { entriesOf, stepsOf } from '../../support/state-entries.ts';

const folder = path.resolve(import.meta.dirname, '../../../../../examples');
const examples = readdirSync(folder).flatMap((file) => (file.endsWith('.netk') ? [path.basename(file, '.netk')] : []));

/** What the walks of the examples are known to name, so that the law cannot hold for want of steps. */
const counts = new Map<string, number>();

describe('a step that names an entry of a Linux machine', () => {
  test.each(examples)('is one line of that machine’s tables, in every walk of %s', async (name) => {
    const model = await exampleModel(name);
    const strange: string[] = [];
    for (const { walk, step, device, at, wanted } of entriesOf(model)) {
      counts.set(wanted.view, (counts.get(wanted.view) ?? 0) + 1);
      if (at.length !== 1)
        strange.push(`${walk}: ${device}, ${step.stage}: ${step.entry}: ${at.length} lines of ${wanted.view}`);
    }
    expect([...new Set(strange)]).toEqual([]);
  });

  test.each(examples)(
    'is every step of a table on a Linux machine in %s, but for what traffic taught',
    async (name) => {
      const model = await exampleModel(name);
      const left = new Set<string>();
      for (const { hop, step } of stepsOf(model))
        if (isLinux(hop) && ['rule', 'route', 'nat', 'neighbour'].includes(step.kind) && !stateEntryOf(hop, step))
          left.add(`${step.stage}: ${step.entry}`);
      // a broadcast needs no entry
      const taught =
        /^nat \w+: conntrack: |^ipvs: known connection: |^routing: broadcast 255|^cgroup\/\w+: |^tc \w+ \S+: (endpoint|answer|known flow|redirect|the client asked|\S+ is of node) |^neighbour: \S+ dev \S+ lladdr \S+ REACHABLE$|which is not modelled yet$/;
      expect([...left].filter((each) => !taught.test(each))).toEqual([]);
    },
  );

  test('is of each kind: rules of iptables, nft and ip, routes, neighbours', () => {
    for (const view of ['iptables', 'rules', 'routes', 'neighbours'])
      expect(counts.get(view), view).toBeGreaterThan(20);
    expect(counts.get('nft'), 'nft').toBeGreaterThan(10);
    expect(counts.get('ipvs'), 'ipvs').toBeGreaterThan(2);
    expect(counts.get('ebpf'), 'ebpf').toBeGreaterThan(2);
  });
});

describe('the entry of a step', () => {
  const node = { kind: 'node' } as const;
  const step = (kind: Step['kind'], stage: string, entry: string): Step => ({ kind, stage, entry });
  const of = (hop: Pick<Hop, 'kind'>, ...words: Parameters<typeof step>) => stateEntryOf(hop, step(...words));

  test('of a chain that nothing left is the policy', () => {
    expect(of(node, 'rule', 'filter FORWARD', 'KUBE-FORWARD returned; policy ACCEPT')).toEqual({
      view: 'iptables',
      table: 'filter',
      entry: '-P FORWARD ACCEPT',
    });
    expect(of(node, 'drop', 'filter INPUT', '-P INPUT DROP')).toMatchObject({ entry: '-P INPUT DROP' });
  });

  test('of nft is told by its chain, and a chain that says nothing by its policy', () => {
    const stage = 'nft ip aws-cni snat-mark';
    const entry = 'counter ct mark set ct mark | 0x00000080';
    expect(of(node, 'rule', stage, entry)).toEqual({ view: 'nft', table: 'ip aws-cni snat-mark', entry });
    expect(of(node, 'rule', stage, 'quiet returned; policy accept')).toMatchObject({ entry: 'policy accept' });
  });

  test('is told by the table that a route stands in', () => {
    expect(of(node, 'route', 'table 2', 'default via 10.0.0.1 dev eth1')).toMatchObject({ view: 'routes', table: '2' });
  });

  test.each([
    ['a remembered translation', node, 'nat', 'nat PREROUTING', 'conntrack: un-SNAT 10.0.0.1 → 10.0.0.2'],
    ['a learned neighbour', node, 'neighbour', 'neighbour', '10.0.0.1 dev eth0 lladdr 02:00:00:00:00:01 REACHABLE'],
    ['a missing route', node, 'drop', 'ip rule', 'no route to 10.0.0.1'],
    ['a frame', node, 'send', 'send', 'eth0 → VPC router a'],
    ['a router', { kind: 'router' } as const, 'route', 'table main', '10.0.0.0/16 → local'],
  ] as const)('is none for %s', (_, hop, kind, stage, entry) => {
    expect(of(hop, kind, stage, entry)).toBeUndefined();
  });
});
