import { describe, expect, it } from 'vitest';
import { createModel } from '../../../src/model.ts';
import type { FilterLine, PortSpec } from '../../../src/topology/filter.ts';
import { group, host, id, subnet, to, topology, vpc, walk } from '../../support/build.ts';

const line = (more: Partial<FilterLine>): FilterLine => ({
  ...{ id: id('v/f#line'), direction: 'ingress', ports: [{ protocol: 'tcp', from: 443 }], peers: [] },
  ...more,
});
const numbered: Partial<FilterLine> = { number: 100, action: 'allow' };
const self = { kind: 'security-group', group: id('v/web'), text: 'web' } as const;
const findings = (more: Parameters<typeof vpc>[2]) =>
  createModel(topology({ vpcs: [vpc('10.0.0.0/16', [], more)] })).findings.filter(({ code }) => code === 'NK122');
const ofGroup = (more: Partial<FilterLine>) => findings({ securityGroups: [group('web', [line(more)])] });
const ofAcl = (more: Partial<FilterLine>) => findings({ networkAcls: [group('acl', [line(more)])] });
const said = (found: ReturnType<typeof findings>) => found.map(({ severity, message }) => `${severity}: ${message}`);

describe('a line of a security group', () => {
  it('allows, without a number', () => {
    expect(ofGroup({})).toEqual([]);
    expect(said(ofGroup({ number: 100, action: 'deny' }))).toEqual([
      'error: ingress 100 of security-group web: a security group only allows; a network ACL can deny',
    ]);
    expect(said(ofGroup(numbered))).toEqual([
      'error: ingress 100 of security-group web: lines of a security group have no numbers: all of them count, in no order',
    ]);
  });
  it('may name a security group', () => expect(ofGroup({ peers: [self] })).toEqual([]));
  it('has ports with numbers, and messages for ICMP', () => {
    const [named] = said(ofGroup({ ports: [{ protocol: 'tcp', named: 'http' }] }));
    expect(named).toBe('error: ingress of security-group web: ports have numbers here: http matches nothing');
    expect(ofGroup({ ports: [{ protocol: 'icmp' }, { protocol: 'icmp', icmp: { type: 3, code: 4 } }] })).toEqual([]);
    expect(said(ofGroup({ ports: [{ protocol: 'icmp', icmp: { type: 3, code: 256 } }] }))).toEqual([
      'error: ingress of security-group web: types and codes of icmp are 0-255',
    ]);
    expect(said(ofGroup({ ports: [{ protocol: 'gre', from: 8 }] }))).toEqual([
      'error: ingress of security-group web: gre has no ports: write gre',
    ]);
  });
});

describe('a line of a network ACL', () => {
  it('has a number and an action', () => {
    expect(ofAcl(numbered)).toEqual([]);
    expect(said(ofAcl({}))).toEqual([
      'error: ingress of network-acl acl: a line of a network ACL has a number and an action: ingress 100 allow …',
    ]);
  });
  it('names no security group', () => {
    expect(said(ofAcl({ ...numbered, peers: [self] }))).toEqual([
      'error: ingress 100 of network-acl acl: a network ACL knows blocks, and not security-group web: the line matches nothing',
    ]);
  });
});

describe('a line that no packet meets', () => {
  const verdict = (...ports: readonly PortSpec[]) => {
    const at = { kind: 'subnet', of: id('v/a') } as const;
    const securityGroups = [id('v/web')];
    const hosts = [
      host('one', at, '10.0.1.10', [], { securityGroups }),
      host('two', at, '10.0.1.11', [443], { securityGroups }),
    ];
    const network = vpc('10.0.0.0/16', [subnet('a', '10.0.1.0/24', { zone: 'az1' })], {
      securityGroups: [
        group(
          'web',
          ports.map((each) => line({ ports: [each] })),
        ),
      ],
      hosts,
    });
    const question = walk('w', id('h/one'), to('h/two', 443));
    return createModel(topology({ vpcs: [network], walks: [question] })).trace(question.id).verdict;
  };
  it('is one for a protocol that is not walked, or for a port without number', () => {
    expect(verdict({ protocol: 'tcp', from: 443 })).toBe('delivered');
    expect(verdict({ protocol: 'tcp' })).toBe('delivered');
    expect(verdict({ protocol: 'esp' })).toBe('not-delivered');
    expect(verdict({ protocol: 'tcp', named: 'https' })).toBe('not-delivered');
  });
});
