import { describe, expect, it } from 'vitest';
import { createModel } from '../../../src/model.ts';
import type { FilterLine, PacketFilter } from '../../../src/topology/filter.ts';
import type { Topology } from '../../../src/topology/topology.ts';
import type { Route, Vpc } from '../../../src/topology/vpc.ts';
import { gateway, group, host, id, setting, subnet, topology, vpc, written } from '../../support/build.ts';

const found = (code: string, more: Partial<Topology>) =>
  createModel(topology(more))
    .findings.filter((each) => each.code === code)
    .map(({ severity, about, message }) => `${severity} ${about}: ${message}`);
const of = (more: Partial<Vpc>, subnets = [subnet('a', '10.0.1.0/24', { zone: 'az1' })]) =>
  found('NK123', { vpcs: [vpc('10.0.0.0/16', subnets, more)] });
const times = <T>(count: number, make: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at));

/** Lines of one rule each, or of more ports. */
const rules = (count: number, more: Partial<FilterLine> = {}): FilterLine[] =>
  times(count, (at) => ({
    ...{ id: id(`f#${more.direction ?? 'ingress'}.${at}`), direction: 'ingress', number: at + 1, action: 'allow' },
    ...{ ports: [{ protocol: 'tcp', from: at + 1 }], peers: [{ kind: 'cidr', cidr: '10.0.0.0/8' }] },
    ...more,
  }));

describe('the quota of', () => {
  it('route tables of a VPC is 200', () => {
    const tables = (count: number) =>
      of({ routeTables: times(count, (at) => ({ id: id(`v/r${at}`), name: `r${at}`, routes: [], settings: [] })) });
    expect(tables(200)).toEqual([]);
    expect(tables(201)).toEqual(['warning v/r200: vpc v has 201 route tables; the quota is 200, and it can be raised']);
  });
  it('routes of a table is 500 for each family, and 1,000 if it is raised', () => {
    const four = (count: number): Route[] =>
      times(count, (at) => ({
        ...{ id: id(`v/r#${at}`), target: { kind: 'blackhole' } },
        destination: `172.16.${at >> 8}.${at & 255}/32`,
      }));
    const six = (count: number): Route[] =>
      four(count).map((route, at) => ({ ...route, destination: `2001:db8:${at.toString(16)}::/48` }));
    const table = (routes: readonly Route[]) =>
      of({ routeTables: [{ id: id('v/r'), name: 'r', routes, settings: [] }] });
    expect(table([...four(500), ...six(500)])).toEqual([]);
    expect(table(four(501))).toEqual([
      'warning v/r#500: route-table r has 501 routes; the quota is 500, and it can be raised to 1,000',
    ]);
    expect(table(six(1001))).toEqual([
      'error v/r#500: route-table r has 1,001 IPv6 routes; the quota is 500, and it can be raised to 1,000',
    ]);
  });
  it('rules of a network ACL is 20 for each direction and family, and 40 if it is raised', () => {
    const acl = (...lines: readonly FilterLine[]) => of({ networkAcls: [group('acl', lines)] });
    const six: Partial<FilterLine> = { peers: [{ kind: 'cidr', cidr: '2001:db8::/32' }] };
    expect(acl(...rules(20), ...rules(20, { direction: 'egress' }), ...rules(20, six))).toEqual([]);
    expect(acl(...rules(21))).toEqual([
      'warning f#ingress.20: network-acl acl has 21 ingress rules; the quota is 20, and it can be raised to 40',
    ]);
    const ports = times(41, (at) => ({ protocol: 'tcp', from: at + 1 }));
    expect(acl(...rules(1, { ports }))).toEqual([
      'error f#ingress.0: network-acl acl has 41 ingress rules; the quota is 20, and it can be raised to 40',
    ]);
  });
  it('NAT gateways of a zone is 5', () => {
    const two = [subnet('a', '10.0.1.0/24', { zone: 'az1' }), subnet('b', '10.0.2.0/24', { zone: 'az2' })];
    const nats = (...zones: readonly string[]) =>
      of({ gateways: zones.map((at, i) => gateway(`n${i}`, 'nat-gateway', { subnet: id(`v/${at}`) })) }, two);
    expect(nats('a', 'a', 'a', 'a', 'a', 'b')).toEqual([]);
    expect(nats('a', 'a', 'a', 'b', 'a', 'a', 'a')).toEqual([
      'warning v/n6: zone az1 of vpc v has 6 NAT gateways; the quota is 5, and it can be raised',
    ]);
  });
  it('addresses of a NAT gateway is 2 Elastic IPs, 8 if it is raised, and 8 private ones', () => {
    const nat = (eips: number, own: number) =>
      of({
        gateways: [
          gateway('n', 'nat-gateway', {
            eips: times(eips, (at) => written('e', `203.0.113.${at + 1}`)),
            addresses: times(own, (at) => written('p', `10.0.1.${at + 10}`)),
          }),
        ],
      });
    expect(nat(2, 8)).toEqual([]);
    expect(nat(3, 9)).toEqual([
      'warning e#203.0.113.3: nat-gateway n has 3 Elastic IP addresses; the quota is 2, and it can be raised to 8',
      'warning p#10.0.1.18: nat-gateway n has 9 private addresses; the quota is 8, and it can be raised',
    ]);
    expect(nat(9, 1)[0]).toContain('error e#203.0.113.3');
  });
  it('peering connections of a VPC is 50, and 125 if it is raised', () => {
    const others = times(51, (at) => vpc(`10.${at + 1}.0.0/16`, [], { id: id(`w${at}`), name: `w${at}` }));
    const joined = (count: number) =>
      found('NK123', {
        vpcs: [vpc('10.0.0.0/16', []), ...others],
        peerings: others
          .slice(0, count)
          .map(({ id: to, name }) => ({ id: id(`p${name}`), name, requester: id('v'), accepter: to, settings: [] })),
      });
    expect(joined(50)).toEqual([]);
    expect(joined(51)).toEqual([
      'warning pw50: vpc v has 51 peering connections; the quota is 50, and it can be raised to 125',
    ]);
  });
  it('VPCs of a region is 5, where regions are written', () => {
    const vpcs = (...regions: readonly (string | undefined)[]) =>
      regions.map((region, at) =>
        vpc(`10.${at}.0.0/16`, [], {
          ...{ id: id(`w${at}`), name: `w${at}` },
          settings: region === undefined ? [] : [setting(`w${at}`, 'region', region)],
        }),
      );
    const [here, there] = ['us-east-1', 'eu-west-1'];
    expect(found('NK123', { vpcs: vpcs(here, here, here, here, here, there, undefined) })).toEqual([]);
    expect(found('NK123', { vpcs: vpcs(here, here, here, here, here, here) })).toEqual([
      'warning w5: region us-east-1 has 6 VPCs; the quota is 5, and it can be raised',
    ]);
  });
});

describe('security groups of one interface', () => {
  const carrying = (groups: number, rulesEach: number) => {
    const securityGroups: PacketFilter[] = times(groups, (at) => group(`g${at}`, rules(rulesEach)));
    const one = host('h', { kind: 'subnet', of: id('v/a') }, '10.0.1.10', [], {
      securityGroups: securityGroups.map((each) => each.id),
    });
    return found('NK027', {
      vpcs: [vpc('10.0.0.0/16', [subnet('a', '10.0.1.0/24')], { securityGroups, hosts: [one] })],
    });
  };
  it('are 5, or up to 16 if the quota is raised', () => {
    expect(carrying(5, 60)).toEqual([]);
    expect(carrying(6, 1)).toEqual([
      'warning h/h: host h has 6 security groups; the quota is 5 for each interface, and can be raised to 16',
    ]);
    expect(carrying(17, 1)[0]).toMatch(/^error h\/h: host h has 17 security groups/);
  });
  it('and their rules make a product of 1,000 at most', () => {
    expect(carrying(5, 200).filter((each) => each.startsWith('error'))).toEqual([]);
    expect(carrying(5, 201).filter((each) => each.startsWith('error'))).toEqual([
      'error h/h: host h has 5 security groups of up to 201 rules: 5 × 201 = 1005, and both quotas are raised no further than to a product of 1,000',
    ]);
  });
});

describe('a reference to a security group of a peered VPC', () => {
  const referring = (...regions: readonly string[]) => {
    const peer = { kind: 'security-group', group: id('w/far'), text: 'w/far' } as const;
    const [one, other] = regions.map((region) => (region === '' ? [] : [setting('v', 'region', region)]));
    return found('NK027', {
      vpcs: [
        vpc('10.0.0.0/16', [], { securityGroups: [group('near', rules(1, { peers: [peer] }))], settings: one! }),
        vpc('10.1.0.0/16', [], {
          ...{ id: id('w'), name: 'w', settings: other! },
          securityGroups: [{ ...group('far', []), id: id('w/far') }],
        }),
      ],
      peerings: [{ id: id('p'), name: 'p', requester: id('v'), accepter: id('w'), settings: [] }],
    });
  };
  it('needs both VPCs in one region', () => {
    expect(referring('us-east-1', 'us-east-1')).toEqual([]);
    expect(referring('us-east-1', '')).toEqual([]);
    expect(referring('us-east-1', 'eu-west-1')).toEqual([
      'warning f#ingress.0: security-group near refers to w/far of vpc w, which is peered from another region: the line matches nothing',
    ]);
  });
});
