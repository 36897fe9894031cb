import { describe, expect, it } from 'vitest';
import { createModel } from '../../../src/model.ts';
import type { Gateway, Peering, RouteTarget, TransitGateway, VpcEndpoint } from '../../../src/topology/vpc.ts';
import { gateway, host, id, setting, subnet, topology, vpc } from '../../support/build.ts';

const to = (of: string): RouteTarget => ({ kind: 'element', of: id(of) });
const other = vpc('10.1.0.0/16', [subnet('far', '10.1.1.0/24', { id: id('w/far'), vpc: id('w') })], {
  id: id('w'),
  name: 'w',
  gateways: [gateway('igw', 'internet-gateway', { id: id('w/igw'), vpc: id('w') })],
  hosts: [host('box', { kind: 'subnet', of: id('w/far') }, '10.1.1.10')],
});
const third = vpc('10.2.0.0/16', [], { id: id('x'), name: 'x' });
const peering = (name: string, requester: string, accepter: string): Peering => ({
  ...{ id: id(name), name, requester: id(requester), accepter: id(accepter), settings: [] },
});
const hub = (...vpcs: readonly string[]): TransitGateway => ({
  ...{ id: id('hub'), name: 'hub', routes: [], settings: [] },
  attachments: vpcs.map((each) => ({ id: id(`hub#${each}`), vpc: id(each), subnets: [] })),
});
const endpoint = (kind: string): VpcEndpoint => ({
  ...{ id: id(`v/${kind}`), name: kind, kind, subnets: [], securityGroups: [], settings: [] },
});
const own = (name: string, kind: Gateway['kind']) => gateway(name, kind);

/** What is said about one route of vpc v, 10.0.0.0/16. */
function said(destination: string, target: RouteTarget, attached: readonly string[] = ['v', 'w']): readonly string[] {
  const routes = [{ id: id('v/a#r'), destination, target }];
  const v = vpc('10.0.0.0/16', [subnet('a', '10.0.1.0/24', { routes })], {
    gateways: [own('igw', 'internet-gateway'), own('eo', 'egress-only-internet-gateway')],
    endpoints: [endpoint('gateway'), endpoint('interface')],
  });
  const peerings = [peering('near', 'w', 'v'), peering('far', 'w', 'x')];
  return createModel(topology({ vpcs: [v, other, third], peerings, transitGateways: [hub(...attached)] }))
    .findings.filter(({ code, severity }) => code === 'NK017' && severity === 'error')
    .map(({ message }) => message);
}

describe('the target of a route', () => {
  it('is of the same VPC', () => {
    expect(said('0.0.0.0/0', to('v/igw'))).toEqual([]);
    expect(said('0.0.0.0/0', to('w/igw'))).toEqual([
      'route 0.0.0.0/0 of subnet a leads to internet-gateway igw, which is of vpc w: a target is of vpc v or joined to it',
    ]);
    expect(said('10.1.0.0/16', to('h/box'))[0]).toContain('leads to host box, which is of vpc w');
  });
  it('or a peering connection of it', () => {
    expect(said('10.1.0.0/16', to('near'))).toEqual([]);
    expect(said('10.2.0.0/16', to('far'))[0]).toContain('vpc-peering-connection far, which is of the VPCs w and x');
  });
  it('or a transit gateway with an attachment in it', () => {
    expect(said('10.1.0.0/16', to('hub'))).toEqual([]);
    expect(said('10.1.0.0/16', to('hub'), ['w'])[0]).toContain('transit-gateway hub, which is of vpc w');
    expect(said('10.1.0.0/16', to('hub'), [])[0]).toContain('transit-gateway hub, which is of no VPC');
  });
  it('takes what is sent to it: IPv6 at an egress-only gateway, prefix lists at a gateway endpoint', () => {
    expect(said('::/0', to('v/eo'))).toEqual([]);
    expect(said('0.0.0.0/0', to('v/eo'))[0]).toContain('egress-only-internet-gateway eo, which takes IPv6 alone');
    expect(said('pl-s3', to('v/gateway'))).toEqual([]);
    expect(said('192.0.2.0/24', to('v/gateway'))[0]).toContain('a gateway endpoint takes a prefix list');
    expect(said('192.0.2.0/24', to('v/interface'))).toEqual([]);
  });
  it('is an endpoint of the own region', () => {
    const settings = [setting('v', 'region', 'eu-west-1')];
    const of = (service: string) => {
      const routes = [{ id: id('v/a#r'), destination: 'pl-s3', target: to('v/gateway') }];
      const endpoints = [{ ...endpoint('gateway'), service }];
      const v = vpc('10.0.0.0/16', [subnet('a', '10.0.1.0/24', { routes })], { endpoints, settings });
      return createModel(topology({ vpcs: [v] })).findings.map(({ message }) => message);
    };
    expect(of('com.amazonaws.eu-west-1.s3')).toEqual([]);
    expect(of('com.amazonaws.us-east-1.s3')).toEqual([
      'route pl-s3 of subnet a leads to vpc-endpoint gateway of us-east-1: a gateway endpoint is for its own region, eu-west-1',
    ]);
  });
  it('is local for the blocks of the VPC alone', () => {
    expect(said('10.0.0.0/16', { kind: 'local' })).toEqual([]);
    expect(said('10.9.0.0/16', { kind: 'local' })).toEqual([
      'route 10.9.0.0/16 of subnet a has the target local: that is for the blocks of vpc v',
    ]);
  });
  it('inside of the VPC is judged once', () => {
    expect(said('10.0.1.0/24', to('w/igw'))).toHaveLength(1);
  });
});
