import { describe, expect, it } from 'vitest';
import { createModel } from '../../../src/model.ts';
import type { FilterLine, PortSpec } from '../../../src/topology/filter.ts';
import { gateway, group, id, subnet, topology, vpc } from '../../support/build.ts';

const line = (
  direction: FilterLine['direction'],
  number: number,
  action: 'allow' | 'deny',
  ports: PortSpec,
  cidr: string,
): FilterLine => ({
  id: id(`acl#${direction}.${number}`),
  direction,
  number,
  action,
  ports: [ports],
  peers: [{ kind: 'cidr', cidr }],
});

const tcp = (from: number, to = from): PortSpec => ({ protocol: 'tcp', from, to });
const web = line('ingress', 100, 'allow', tcp(443), '192.0.2.0/24');
const messages = (...lines: readonly FilterLine[]) =>
  createModel(topology({ vpcs: [vpc('10.0.0.0/16', [], { networkAcls: [group('acl', lines)] })] })).findings.map(
    (each) => each.message,
  );

describe('replies through a network ACL', () => {
  it('need a line of their own', () => {
    expect(messages(web)).toEqual([
      'network-acl acl allows tcp/443 from 192.0.2.0/24, but not the replies on ports 32768-60999: no egress line allows them',
    ]);
    expect(messages(web, line('egress', 100, 'allow', tcp(1024, 65535), '0.0.0.0/0'))).toEqual([]);
  });
  it('are decided by the first line that meets them', () => {
    const open = line('egress', 200, 'allow', { protocol: 'all' }, '0.0.0.0/0');
    expect(messages(web, line('egress', 100, 'deny', { protocol: 'all' }, '192.0.0.0/16'), open)).toEqual([
      'network-acl acl allows tcp/443 from 192.0.2.0/24, but not the replies on ports 32768-60999: egress 100 denies them',
    ]);
    expect(messages(web, line('egress', 300, 'deny', { protocol: 'all' }, '192.0.0.0/16'), open)).toEqual([]);
  });
  it('of another protocol, or to others, do not count', () => {
    const udp = { protocol: 'udp', from: 1024, to: 65535 };
    expect(messages(web, line('egress', 100, 'allow', udp, '0.0.0.0/0')).length).toBe(1);
    expect(messages(web, line('egress', 100, 'allow', tcp(1024, 65535), '10.0.0.0/8')).length).toBe(1);
  });
});

describe('replies to a NAT gateway', () => {
  const out = line('egress', 100, 'allow', tcp(443), '0.0.0.0/0');
  const of = (...lines: readonly FilterLine[]) => {
    const networkAcl = { id: id('v/pub#acl'), of: id('v/acl') };
    const subnets = [subnet('pub', '10.0.1.0/24', { zone: 'az1', networkAcl })];
    const more = {
      networkAcls: [group('acl', [out, ...lines])],
      gateways: [gateway('nat', 'nat-gateway', { subnet: id('v/pub') })],
    };
    return createModel(topology({ vpcs: [vpc('10.0.0.0/16', subnets, more)] }))
      .findings.filter(({ code }) => code === 'NK025')
      .map(({ message }) => message);
  };
  const back = (number: number, ports: PortSpec) => line('ingress', number, 'allow', ports, '0.0.0.0/0');
  const start = 'network-acl acl allows tcp/443 to 0.0.0.0/0, but not the replies on ports';
  it('come to all ports from 1024 on', () => {
    expect(of(back(1, tcp(1024, 65535)))).toEqual([]);
    expect(of(back(1, tcp(1024, 40000)), back(2, tcp(40001, 65535)))).toEqual([]);
    expect(of()).toEqual([`${start} 1024-65535, which its NAT gateway uses: no ingress line allows them`]);
    expect(of(back(1, tcp(32768, 60999)))).toEqual([
      `${start} 1024-32767, 61000-65535, which its NAT gateway uses: no ingress line allows them`,
    ]);
  });
  it('are those of Linux where no subnet of the ACL has one', () => {
    expect(messages(out, back(1, tcp(32768, 60999)))).toEqual([]);
  });
});
