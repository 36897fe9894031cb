import { describe, expect, it } from 'vitest';
import { createModel } from '../../src/model.ts';
import { cluster, setting, subnet, topology, vpc } from '../support/build.ts';

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
