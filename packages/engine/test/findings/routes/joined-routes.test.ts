import { describe, expect, it } from 'vitest';
import { createModel } from '../../../src/model.ts';
import type { Topology } from '../../../src/topology/topology.ts';
import type { Peering, Route, Subnet, Vpc } from '../../../src/topology/vpc.ts';
import { id, subnet, topology, vpc, written } from '../../support/build.ts';

const routes = (...texts: readonly string[]): Route[] =>
  texts.map((text, at) => {
    const [destination, of] = text.split(' ');
    return { id: id(`${text}#${at}`), destination: destination!, target: { kind: 'element', of: id(of!) } };
  });
const inVpc = (name: string, cidr: string, subnets: readonly Subnet[]): Vpc =>
  vpc(cidr, subnets, { id: id(name), name, cidrs: [written(name, cidr)] });
const at = (owner: string, name: string, cidr: string, zone: string, ...texts: readonly string[]): Subnet =>
  subnet(name, cidr, { id: id(`${owner}/${name}`), vpc: id(owner), zone, routes: routes(...texts) });
const peering = (name: string, requester: string, accepter: string): Peering => ({
  ...{ id: id(name), name, requester: id(requester), accepter: id(accepter), settings: [] },
});
const one = (...texts: readonly string[]) =>
  inVpc('one', '10.0.0.0/16', [at('one', 'a', '10.0.1.0/24', 'az1', ...texts)]);
const two = (...texts: readonly string[]) =>
  inVpc('two', '10.1.0.0/16', [at('two', 'b', '10.1.1.0/24', 'az1', ...texts)]);
const found = (code: string, more: Partial<Topology>) =>
  createModel(topology(more)).findings.filter((each) => each.code === code);
const peered = (a: Vpc, b: Vpc) => found('NK124', { vpcs: [a, b], peerings: [peering('pcx', 'one', 'two')] });

describe('a route over a peering connection', () => {
  it('needs one back to its subnets', () => {
    const [lost] = peered(one('10.1.0.0/16 pcx'), two());
    expect(lost).toMatchObject({
      severity: 'warning',
      about: '10.1.0.0/16 pcx#0',
      message:
        'route 10.1.0.0/16 of subnet a over vpc-peering-connection pcx: vpc two has no route back to a 10.0.1.0/24 over it: answers are lost',
      related: [{ about: 'pcx' }, { about: 'two' }],
    });
    for (const back of ['10.0.0.0/16 pcx', '10.0.1.0/24 pcx', '10.0.0.0/8 pcx'])
      expect(peered(one('10.1.0.0/16 pcx'), two(back)), back).toEqual([]);
    for (const other of ['10.0.2.0/24 pcx', '10.0.1.0/25 pcx', '10.0.0.0/16 elsewhere'])
      expect(peered(one('10.1.0.0/16 pcx'), two(other)), other).toHaveLength(1);
  });
  it('leads no further than to the other VPC', () => {
    const said = (destination: string) =>
      peered(one(`${destination} pcx`), two('10.0.0.0/16 pcx'))
        .filter(({ about }) => about.startsWith(destination))
        .map(({ message }) => message.split('pcx: ')[1]);
    expect(said('10.1.1.0/24')).toEqual([]);
    expect(said('10.0.0.0/8')).toEqual([]);
    expect(said('10.2.0.0/16')).toEqual([
      'vpc two (10.1.0.0/16) has none of it, and peering leads no further: all is dropped',
    ]);
    expect(said('0.0.0.0/0')).toEqual([
      'it leads to vpc two (10.1.0.0/16) and not to its gateways: the rest is dropped',
    ]);
  });
});

describe('a subnet without a route back', () => {
  const from = (count: number) =>
    inVpc('one', '10.0.0.0/16', [
      ...Array.from({ length: count }, (_, i) => at('one', `s${i}`, `10.0.${i}.0/24`, 'az1', '10.1.0.0/16 pcx')),
    ]);
  const into = (count: number) =>
    inVpc('two', '10.1.0.0/16', [
      ...Array.from({ length: count }, (_, i) => at('two', `t${i}`, `10.1.${i}.0/24`, 'az1')),
    ]);
  it('is mended in up to 20 tables', () => {
    const [fix] = peered(from(1), into(20))[0]!.fixes!;
    expect(fix).toMatchObject({ title: 'Add route 10.0.0.0/16 -> pcx to 20 route tables of vpc two' });
    expect(fix!.edits).toHaveLength(20);
    expect(peered(from(1), into(21))[0]).not.toHaveProperty('fixes');
  });
  it('is one of five that are named, where a table serves many', () => {
    const shared = inVpc(
      'one',
      '10.0.0.0/16',
      from(7).subnets.map((each) => ({ ...each, routes: [], routeTable: { id: id('u'), of: id('one/r') } })),
    );
    const table = { id: id('one/r'), name: 'r', routes: routes('10.1.0.0/16 pcx'), settings: [] };
    const [lost] = peered({ ...shared, routeTables: [table] }, into(1));
    expect(lost?.message).toContain('s4 10.0.4.0/24 and 2 more over it');
  });
});

describe('a route over a transit gateway', () => {
  const joined = (attached: readonly string[], a: Vpc, b: Vpc) =>
    found('NK124', {
      vpcs: [a, b],
      transitGateways: [
        {
          ...{ id: id('hub'), name: 'hub', routes: [], settings: [] },
          attachments: [
            { id: id('hub#one'), vpc: id('one'), subnets: attached.map(id) },
            { id: id('hub#two'), vpc: id('two'), subnets: [] },
          ],
        },
      ],
    }).map(({ message }) => message.split('hub: ')[1]);
  const zones = inVpc('one', '10.0.0.0/16', [
    at('one', 'a', '10.0.1.0/24', 'az1', '10.1.0.0/16 hub'),
    at('one', 'c', '10.0.3.0/24', 'az2', '10.1.0.0/16 hub'),
  ]);
  it('needs one back too', () => {
    expect(joined([], one('10.1.0.0/16 hub'), two('10.0.0.0/16 hub'))).toEqual([]);
    expect(joined([], one('10.1.0.0/16 hub'), two())).toEqual([
      'vpc two has no route back to a 10.0.1.0/24 over it: answers are lost',
    ]);
  });
  it('may lead to what netk knows nothing of', () => {
    expect(joined([], one('192.168.0.0/16 hub'), two())).toEqual([]);
  });
  it('starts in a zone of the attachment', () => {
    const back = two('10.0.0.0/16 hub');
    expect(joined([], zones, back)).toEqual([]);
    expect(joined(['one/a', 'one/c'], zones, back)).toEqual([]);
    expect(joined(['one/a'], zones, back)).toEqual([
      'its attachment has subnets in az1 alone: packets from c in az2 are dropped',
    ]);
  });
});

describe('a peering connection', () => {
  const said = (...peerings: readonly Peering[]) =>
    found('NK016', { vpcs: [one(), two()], peerings }).map(({ about, message }) => `${about}: ${message}`);
  it('joins two VPCs', () => {
    expect(said(peering('pcx', 'one', 'two'))).toEqual([]);
    expect(said(peering('pcx', 'one', 'one'))).toEqual(['pcx: vpc-peering-connection pcx joins one with itself']);
  });
  it('is the only one of them', () => {
    expect(said(peering('pcx', 'one', 'two'), peering('pcy', 'two', 'one'))).toEqual([
      'pcy: vpc-peering-connection pcy: one and two are joined by pcx already, and two VPCs have one peering connection',
    ]);
  });
});
