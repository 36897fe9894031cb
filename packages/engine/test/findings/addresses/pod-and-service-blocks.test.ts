import { describe, expect, it } from 'vitest';
import { createModel } from '../../../src/model.ts';
import type { Topology } from '../../../src/topology/topology.ts';
import type { Route } from '../../../src/topology/vpc.ts';
import { cluster, gateway, id, node, setting, subnet, topology, vpc, written } from '../../support/build.ts';

const said = (platform: string, settings: Readonly<Record<string, string>>, cidr = '10.0.0.0/16') =>
  createModel(
    topology({
      vpcs: [vpc(cidr, [subnet('a', '10.0.1.0/24', { zone: 'az1' })])],
      clusters: [
        cluster([], [], {
          platform,
          settings: Object.entries(settings).map(([key, value]) => setting('c', key, value)),
        }),
      ],
    }),
  )
    .findings.filter(({ code }) => code === 'NK030' || code === 'NK032')
    .map(({ code, severity, message }) => `${severity} ${code} ${message}`);

describe('the Service block', () => {
  it.each(['172.20.0.0/24', '172.16.0.0/12', '192.168.0.0/16', '10.100.0.0/16'])('of EKS may be %s', (serviceCIDR) => {
    expect(said('eks', { serviceCIDR })).toEqual([]);
  });
  it.each([
    ['172.20.0.0/25', 'must be from /24 to /12; it is /25'],
    ['10.128.0.0/11', 'must be from /24 to /12; it is /11'],
    ['198.51.100.0/24', 'must be inside 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16'],
  ])('of EKS cannot be %s: it %s', (serviceCIDR, why) => {
    expect(said('eks', { serviceCIDR })).toEqual([`error NK030 serviceCIDR ${serviceCIDR} ${why}`]);
  });
  it('of another platform may', () => expect(said('kubeadm', { serviceCIDR: '198.51.100.0/26' })).toEqual([]));
});

describe('a Service block that covers a network outside the VPC', () => {
  const other = (cidr: string) => ({
    ...vpc(cidr, [{ ...subnet('s', cidr), id: id('w/s'), vpc: id('w') }]),
    id: id('w'),
    name: 'w',
    cidrs: [written('w', cidr)],
  });
  const route = (destination: string, of: string) => ({
    id: id(`v/a#${destination}`),
    destination,
    target: { kind: 'element' as const, of: id(of) },
  });
  const hub = {
    ...{ id: id('hub'), name: 'hub', routes: [], settings: [] },
    attachments: ['v', 'w'].map((each) => ({ id: id(`hub#${each}`), vpc: id(each), subnets: [] })),
  };
  const peering = { id: id('peer'), name: 'peer', requester: id('w'), accepter: id('v'), settings: [] };
  const office = gateway('office', 'vpn-gateway');
  const found = (routes: readonly Route[], more: Partial<Topology>, serviceCIDR = '172.20.0.0/16') =>
    createModel(
      topology({
        vpcs: [
          vpc('10.0.0.0/16', [subnet('a', '10.0.1.0/24', { zone: 'az1', routes })], { gateways: [office] }),
          other('172.20.30.0/24'),
        ],
        clusters: [cluster([], [], { settings: [setting('c', 'serviceCIDR', serviceCIDR)] })],
        ...more,
      }),
    )
      .findings.filter(({ code }) => code === 'NK030')
      .map(({ severity, message, related }) => [severity, message, related.map(({ about }) => about)]);

  const hides =
    'serviceCIDR 172.20.0.0/16 overlaps vpc w 172.20.30.0/24 at 172.20.30.0-172.20.30.255: Service addresses would hide machines';
  it('is an error where a peering connection leads there, whichever side asked for it', () => {
    expect(found([], { peerings: [peering] })).toEqual([['error', hides, ['w#172.20.30.0/24']]]);
    const turned = { ...peering, requester: id('v'), accepter: id('w') };
    expect(found([], { peerings: [turned] })).toEqual([['error', hides, ['w#172.20.30.0/24']]]);
  });
  it('is an error where a route over a transit gateway leads there, and the route is named', () => {
    const routes = [route('172.20.0.0/16', 'hub')];
    expect(found(routes, { transitGateways: [hub] })).toEqual([
      ['error', hides, ['w#172.20.30.0/24', 'v/a#172.20.0.0/16']],
    ]);
    expect(found([route('0.0.0.0/0', 'hub'), route('172.31.0.0/16', 'hub')], { transitGateways: [hub] })).toEqual([]);
  });
  it('is a warning where a route leads to a network that is not described', () => {
    expect(found([route('172.16.0.0/12', 'v/office')], {})).toEqual([
      [
        'warning',
        'serviceCIDR 172.20.0.0/16 overlaps route 172.16.0.0/12 of subnet a at 172.20.0.0-172.20.255.255: from pods, what has these addresses there is hidden by Services',
        ['v/a#172.16.0.0/12'],
      ],
    ]);
  });
  it('is none where the VPC has no way there, or only a default route', () => {
    expect(found([], {})).toEqual([]);
    expect(found([route('0.0.0.0/0', 'v/office')], {})).toEqual([]);
    expect(found([route('172.16.0.0/12', 'v/office')], {}, '10.100.0.0/16')).toEqual([]);
  });
});

describe('the pod block', () => {
  const both = { serviceCIDR: '10.100.0.0/16', clusterCIDR: '10.100.0.0/20' };
  const overlap =
    'error NK032 clusterCIDR 10.100.0.0/20 of cluster c overlaps serviceCIDR 10.100.0.0/16 at 10.100.0.0-10.100.15.255';
  it('meets no Service block with an overlay, or on GKE', () => {
    expect(said('eks', { ...both, cni: 'bridge' })).toEqual([overlap]);
    expect(said('gke', both)).toEqual([overlap]);
  });
  it('is in the VPC on GKE, but in none of its subnets', () => {
    expect(said('gke', { clusterCIDR: '10.0.64.0/20' })).toEqual([]);
    expect(said('gke', { clusterCIDR: '10.0.1.0/24' })).toEqual([
      'error NK032 clusterCIDR 10.0.1.0/24 of cluster c overlaps subnet a 10.0.1.0/24 at 10.0.1.0-10.0.1.255',
    ]);
  });
  it('is none of the VPC with an overlay', () => {
    expect(said('eks', { cni: 'bridge', clusterCIDR: '10.0.64.0/20' })[0]).toContain('overlaps vpc v 10.0.0.0/16');
  });
});

describe('a pool of pods that nobody wrote', () => {
  const told = (cidr: string, settings: Readonly<Record<string, string>>) => {
    const { machine: _, ...made } = node('n', '', 'a');
    return createModel(
      topology({
        vpcs: [vpc(cidr, [subnet('a', cidr)], { cloud: 'plain' })],
        clusters: [
          cluster([made], [], {
            platform: 'plain',
            settings: Object.entries(settings).map(([key, value]) => setting('c', key, value)),
          }),
        ],
      }),
    )
      .findings.filter(({ code }) => code === 'NK032')
      .map(({ message }) => message);
  };
  it('is where the machines are: those of Cilium in 10.0.0.0/24', () => {
    expect(told('10.0.0.0/24', { cni: 'cilium' })).toEqual([
      '10.0.0.0/24, the block of the pods of node n, overlaps subnet a 10.0.0.0/24: write a clusterCIDR that nothing else has',
    ]);
  });
  it.each([
    ['machines that have others', '192.168.0.0/24', { cni: 'cilium' }],
    ['a block that is written', '10.0.0.0/24', { cni: 'cilium', clusterCIDR: '10.244.0.0/16' }],
    ['another pool', '10.0.0.0/24', { cni: 'calico' }],
  ])('is not: %s', (_, cidr, settings) => expect(told(cidr, settings)).toEqual([]));
});
