import { describe, expect, test } from 'vitest';
import {
  discoverSubnets,
  namedSubnets,
} from '../../../src/compilers/controllers/aws-load-balancer-controller/subnet-choice.ts';
import { classicSubnets } from '../../../src/compilers/controllers/service-controller/subnets.ts';
import type { PlannedSubnet } from '../../../src/plan/plan.ts';
import { id } from '../../support/build.ts';

interface Fact {
  readonly name: string;
  readonly zone: string;
  readonly free?: number;
  readonly reach?: PlannedSubnet['reach'];
  readonly tags?: Readonly<Record<string, string>>;
}

const subnetOf = ({ name, zone, free = 8, reach = 'private' }: Fact): PlannedSubnet => ({
  ...{ id: id(name), name, vpc: id('v'), zone, cidr: '10.0.0.0/24', routeTableName: 'main', reach },
  ...{ usable: 251, used: 251 - free, free, reserved: 5, freePrefixes: 0 },
});
const tags = (facts: readonly Fact[]) => (of: string) => facts.find(({ name }) => name === of)?.tags ?? {};
const search = { cluster: 'shop', scheme: 'internet-facing', zones: 2, byReachability: true } as const;
const found = (facts: readonly Fact[], more: Partial<typeof search> = {}) =>
  discoverSubnets(facts.map(subnetOf), tags(facts), { ...search, ...more });
const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name);
const elb = { 'kubernetes.io/role/elb': '1' };

// kubernetes-sigs/aws-load-balancer-controller 225f445, pkg/networking/subnet_resolver_test.go
describe('subnets of a balancer that names none', () => {
  test('are those with the tag of its role', () => {
    const of = found([
      { name: 's1', zone: 'a', tags: elb },
      { name: 's2', zone: 'b', tags: elb },
      { name: 's3', zone: 'c', reach: 'public' },
    ]);
    expect(names(of.chosen)).toEqual(['s1', 's2']);
    expect(of.rejected).toEqual([{ subnet: 's3', why: 'it has no tag kubernetes.io/role/elb, and others have it' }]);
  });
  test('are public ones by their routes where none has the tag', () => {
    const of = found([
      { name: 's1', zone: 'a', reach: 'public' },
      { name: 's2', zone: 'b', reach: 'public' },
      { name: 's3', zone: 'a', reach: 'isolated' },
      { name: 's4', zone: 'b' },
    ]);
    expect(names(of.chosen)).toEqual(['s1', 's2']);
    expect(of.rejected.map(({ why }) => why)).toEqual(Array(2).fill('it has no route to an internet gateway'));
  });
  test('are not public ones for an internal balancer', () => {
    const facts = [
      { name: 's1', zone: 'a', reach: 'public' as const },
      { name: 's2', zone: 'a' },
      { name: 's3', zone: 'b', reach: 'isolated' as const },
    ];
    const of = discoverSubnets(facts.map(subnetOf), tags(facts), { ...search, scheme: 'internal' });
    expect(names(of.chosen)).toEqual(['s2', 's3']);
  });
  test('are neither those of other clusters nor full ones, and both are counted', () => {
    const of = found([
      { name: 's1', zone: 'a', tags: { ...elb, 'kubernetes.io/cluster/other': 'owned' } },
      { name: 's2', zone: 'b', free: 2, tags: elb },
    ]);
    expect(of.chosen).toEqual([]);
    expect(of.counts).toEqual({ evaluated: 2, otherCluster: 1, tooFewAddresses: 1 });
    expect(of.refused).toContain('finds no subnet');
    expect(of.rejected.map(({ why }) => why)).toEqual([
      'it is tagged for another cluster only',
      'it has 2 free addresses, and 8 are needed',
    ]);
  });
  test('are one for each zone: the one of the cluster, then the lowest id', () => {
    const of = found([
      { name: 's1', zone: 'a', tags: elb },
      { name: 's2', zone: 'a', tags: { ...elb, 'kubernetes.io/cluster/shop': 'owned' } },
      { name: 's3', zone: 'b', tags: elb },
      { name: 's4', zone: 'b', tags: elb },
    ]);
    expect(names(of.chosen)).toEqual(['s2', 's3']);
  });
  test('are not looked for by routes by controllers that only know tags', () => {
    expect(
      discoverSubnets([subnetOf({ name: 's1', zone: 'a', reach: 'public' })], () => ({}), {
        ...search,
        byReachability: false,
      }).refused,
    ).toContain('finds no subnet');
  });
  test('are too few in one zone', () => {
    expect(found([{ name: 's1', zone: 'a', tags: elb }]).refused).toBe('it needs subnets in 2 zones and finds 1: s1');
  });
});

describe('subnets that a balancer names', () => {
  test('are in several zones', () => {
    const both = [subnetOf({ name: 's1', zone: 'a' }), subnetOf({ name: 's2', zone: 'a' })];
    expect(namedSubnets(both, 2).refused).toBe('s1 and s2 are in one zone, a; a balancer has one subnet of each');
    expect(namedSubnets(both.slice(1), 1).refused).toBeUndefined();
  });
});

// kubernetes/cloud-provider-aws 63ec440, pkg/providers/v1/aws_test.go, Test_findELBSubnets
describe('subnets of the controller of the cloud provider', () => {
  const of = (facts: readonly Fact[]) =>
    names(classicSubnets(facts.map(subnetOf), tags(facts), { cluster: 'this', internal: false }).chosen);
  test('are chosen by the tag of the role before that of the cluster', () => {
    const other = { 'kubernetes.io/cluster/this': 'owned', 'kubernetes.io/role/internal-elb': '1' };
    const facts: readonly Fact[] = [
      { name: 's1', zone: 'a', reach: 'public', tags: elb },
      { name: 's3', zone: 'a', reach: 'public', tags: other },
    ];
    expect(of(facts)).toEqual(['s1']);
    expect(of([...facts].reverse())).toEqual(['s1']);
  });
  test('need no tag at all', () => {
    expect(
      of([
        { name: 's1', zone: 'a', reach: 'public', tags: elb },
        { name: 's2', zone: 'c', reach: 'public' },
        { name: 's3', zone: 'b' },
        { name: 's4', zone: 'd', reach: 'public', tags: { 'kubernetes.io/cluster/other': 'shared' } },
      ]),
    ).toEqual(['s1', 's2']);
  });
});
