import { describe, expect, it } from 'vitest';
import { createModel } from '../../../src/model.ts';
import type { FilterLine } from '../../../src/topology/filter.ts';
import { group, host, id, subnet, toAddress, topology, vpc, walk, written } from '../../support/build.ts';

const nothing = (direction: FilterLine['direction']): FilterLine => ({
  ...{ id: id(`acl#${direction}`), direction, number: 1, action: 'deny' },
  ...{ ports: [{ protocol: 'all' }], peers: [] },
});
/** Group and ACL that let nothing out; the machine is in a block behind the primary one. */
const asked = (address: string, port: number, at = '100.64.0.9') => {
  const question = walk('w', id('h/box'), toAddress(address, port));
  const main = vpc('10.0.0.0/16', [
    subnet('far', '100.64.0.0/24', { zone: 'az1', networkAcl: { id: id('use'), of: id('v/acl') } }),
    subnet('near', '10.0.0.0/24', { zone: 'az1' }),
  ]);
  const place = at.startsWith('10.') ? 'near' : 'far';
  return createModel(
    topology({
      vpcs: [
        {
          ...main,
          cidrs: [written('v', '10.0.0.0/16'), written('v', '100.64.0.0/16')],
          networkAcls: [group('acl', [nothing('ingress'), nothing('egress')])],
          securityGroups: [group('shut', [{ ...nothing('egress'), peers: [{ kind: 'cidr', cidr: '192.0.2.0/24' }] }])],
          hosts: [host('box', { kind: 'subnet', of: id(`v/${place}`) }, at, [], { securityGroups: [id('v/shut')] })],
        },
      ],
      walks: [question],
    }),
  ).trace(question.id);
};

describe('a service of the VPC', () => {
  it.each([['169.254.169.123', 123, 'the time server']])(
    '%s:%i is not filtered, and not answered either: netk does not say that it is lost',
    (address, port, what) => {
      const trace = asked(address, port);
      expect(trace.verdict).toBe('undetermined');
      expect(JSON.stringify(trace)).toContain(`${what} is not modelled yet`);
    },
  );
  it.each([
    ['10.0.0.2', '100.64.0.9'],
    ['10.0.0.2', '10.0.0.9'],
    ['169.254.169.253', '10.0.0.9'],
  ])('answers names at %s to %s, whatever groups and ACLs say', (address, from) => {
    expect(asked(address, 53, from).verdict).toBe('delivered');
  });
  it('answers a machine about itself, whatever groups and ACLs say', () => {
    expect(asked('169.254.169.254', 80, '10.0.0.9').verdict).toBe('delivered');
  });
  it('has no other addresses', () => {
    expect(asked('10.0.0.3', 53).verdict).toBe('not-delivered');
    expect(asked('100.64.0.2', 53, '10.0.0.9').verdict).toBe('not-delivered');
    expect(asked('169.254.169.252', 53).verdict).toBe('not-delivered');
  });
});
