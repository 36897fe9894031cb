import type { Branch, Trace } from '@netk/engine';
import { expect, test } from 'vitest';
import { examples } from '../examples.ts';
import { asking, endOf, picked, shares } from './asking.ts';

const talk = { 'eks-talk.netk': examples.get('eks-talk.netk')! };
/** Questions to the reference's cluster. */
const talkOf = (walks: string) => asking(`import "./eks-talk.netk"\n${walks}`, talk);

/** How likely it is that something holds of a way. */
const chance = ({ routes }: Trace, holds: (way: Branch) => boolean): number =>
  routes.filter(holds).reduce((sum, { probability }) => sum + probability, 0);

/** Nodes of the cluster that a way visits, in order. */
const nodes = ({ forward }: Branch): readonly string[] =>
  forward.flatMap(({ kind, device }) => (kind === 'node' ? [device] : []));

const zones: Readonly<Record<string, string>> = { nA: 'az1', nB: 'az1', nC: 'az3', nD: 'az2' };
const zoneOfBalancer = ({ forward }: Branch): string =>
  forward
    .find(({ kind }) => kind === 'balancer')!
    .device.split(' ')
    .at(-1)!;
/** Whether a way from the balancer's node on visits another zone. */
const crosses = (way: Branch): boolean =>
  new Set([zoneOfBalancer(way), ...nodes(way).map((each) => zones[each]!)]).size > 1;

/** A cluster with two targets in one zone and eight in the other. */
const twoAndEight = (settings = '', kind = 'LoadBalancer on nlb') => `vpc main 10.0.0.0/16 on aws {
  internet-gateway igw
  subnet pub-a 10.0.1.0/24 zone az1 { route 0.0.0.0/0 -> igw }
  subnet pub-b 10.0.2.0/24 zone az2 { route 0.0.0.0/0 -> igw }
  subnet a 10.0.16.0/20 zone az1
  subnet b 10.0.32.0/20 zone az2
}
cluster c on eks in main {
  node n1 m5.large in a {
${['a1', 'a2'].map((name) => `    pod ${name} { labels app=web; port 8080 }`).join('\n')}
  }
  node n2 m5.4xlarge in b {
${[1, 2, 3, 4, 5, 6, 7, 8].map((i) => `    pod b${i} { labels app=web; port 8080 }`).join('\n')}
  }
  service web ${kind} { scheme internet-facing; target-type ip; ${settings}; selector app=web; port 80 -> 8080 }
}
walk ask from internet to web:80`;

test('two targets in one zone and eight in another get a half each without cross-zone, and all alike with it (G5)', async () => {
  const off = shares((await asking(twoAndEight('source-ranges 0.0.0.0/0'))).traces.ask!, endOf);
  expect(Object.keys(off)).toHaveLength(10);
  expect(off).toMatchObject({ a1: 0.25, a2: 0.25, b1: 0.0625, b8: 0.0625 });
  const on = shares((await asking(twoAndEight('load_balancing.cross_zone.enabled true'))).traces.ask!, endOf);
  expect(Object.keys(on)).toHaveLength(10);
  expect(new Set(Object.values(on))).toEqual(new Set([0.1]));
});

test('instance targets of four nodes take another node in three of four connections, and each endpoint gets a third (G7)', async () => {
  const { traces } = await talkOf(`walk ask from laptop to app1-nlb:80 {
    given service app1-nlb { load_balancing.cross_zone.enabled true }
  }`);
  const trace = traces.ask!;
  expect(shares(trace, (way) => picked(way, 'target'))).toEqual({ nA: 0.25, nB: 0.25, nC: 0.25, nD: 0.25 });
  expect(shares(trace, endOf)).toEqual({ pod371: 0.333333333, pod71: 0.333333333, pod81: 0.333333333 });
  expect(chance(trace, (way) => nodes(way).length === 2)).toBeCloseTo(3 / 4, 12);
});

test('with the policy Local each node has the same share, so that pods of a node with fewer get more (G8)', async () => {
  const { traces } = await talkOf(`walk ask from laptop to app1-nlb:80 {
    given service app1-nlb { externalTrafficPolicy Local; load_balancing.cross_zone.enabled true }
  }`);
  const trace = traces.ask!;
  expect(shares(trace, endOf)).toEqual({ pod371: 0.5, pod71: 0.25, pod81: 0.25 });
  expect(chance(trace, (way) => nodes(way).length === 2)).toBe(0);
});

test('targets that are pods are reached without another node (G9)', async () => {
  const { traces } = await talkOf(`walk ask from laptop to app1-nlb-ip:80 {
    given service app1-nlb-ip { load_balancing.cross_zone.enabled true }
  }`);
  expect(shares(traces.ask!, endOf)).toEqual({ pod371: 0.333333333, pod71: 0.333333333, pod81: 0.333333333 });
  expect(chance(traces.ask!, (way) => nodes(way).length > 1)).toBe(0);
});

test('an ALB over three zones reaches a pod of its own zone in one of three requests (G15)', async () => {
  const { traces } = await talkOf('walk ask from laptop to "https://portal.example.com/order/7"');
  const trace = traces.ask!;
  expect(trace.routes).toHaveLength(9);
  expect(shares(trace, zoneOfBalancer)).toEqual({ az1: 0.333333333, az2: 0.333333333, az3: 0.333333333 });
  expect(chance(trace, crosses)).toBeCloseTo(2 / 3, 12);
});

test('an NLB with pods as targets leaves DNS in zones that have none, and crosses no zone (G15)', async () => {
  const { traces } = await talkOf('walk ask from laptop to app1-nlb-ip:80');
  expect(shares(traces.ask!, zoneOfBalancer)).toEqual({ az1: 0.5, az3: 0.5 });
  expect(shares(traces.ask!, endOf)).toEqual({ pod371: 0.5, pod71: 0.25, pod81: 0.25 });
  expect(chance(traces.ask!, crosses)).toBe(0);
});

test('an NLB with instances as targets takes another node in 7 of 9 connections, and another zone in 2 of 3 (G15)', async () => {
  const { traces } = await talkOf('walk ask from laptop to app1-nlb:80');
  const trace = traces.ask!;
  expect(shares(trace, (way) => nodes(way)[0]!)).toEqual({
    nA: 0.166666667,
    nB: 0.166666667,
    nC: 0.333333333,
    nD: 0.333333333,
  });
  expect(chance(trace, (way) => nodes(way).length === 2)).toBeCloseTo(7 / 9, 12);
  expect(chance(trace, crosses)).toBeCloseTo(2 / 3, 12);
});

test('target groups get requests by their weights, and their targets alike (G6)', async () => {
  const { errors, traces } = await asking(`vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone az1 { host h 10.0.1.5 }
  subnet b 10.0.2.0/24 zone az2
}
cluster c on eks in main {
  node n m5.large in a {
    pod blue { labels app=blue; port 8080 }
    pod green1 { labels app=green; port 8080 }
    pod green2 { labels app=green; port 8080 }
  }
  service blue  { selector app=blue;  port 80 -> 8080 }
  service green { selector app=green; port 80 -> 8080 }
  ingress edge on alb { scheme internal; target-type ip; rule host "shop.example" path "/" -> blue:80 weight 9, green:80 weight 1 }
}
walk ask from h to "http://shop.example/"`);
  expect(errors).toEqual([]);
  expect(shares(traces.ask!, endOf)).toEqual({ blue: 0.9, green1: 0.05, green2: 0.05 });
});

test('a target group that knows its clients again draws for those whom it does not know, and says so', async () => {
  const known = (settings: string) => twoAndEight(`load_balancing.cross_zone.enabled true; ${settings}`);
  const plain = (await asking(known(''))).traces.ask!;
  const sticky = (await asking(known('stickiness.enabled true'))).traces.ask!;
  expect(shares(sticky, endOf)).toEqual(shares(plain, endOf));
  expect(plain.routes.flatMap(({ assumes }) => assumes ?? [])).toEqual([]);
  expect(new Set(sticky.routes.map(({ assumes }) => assumes?.join()))).toEqual(
    new Set(['web:80 does not know the client yet (source_ip)']),
  );
});
