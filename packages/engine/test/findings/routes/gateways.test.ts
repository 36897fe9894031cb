import { describe, expect, it } from 'vitest';
import { createModel } from '../../../src/model.ts';
import type { Gateway } from '../../../src/topology/vpc.ts';
import { gateway, id, setting, subnet, topology, vpc, written } from '../../support/build.ts';

const route = { id: id('v/a#r'), destination: '0.0.0.0/0', target: { kind: 'element' as const, of: id('v/igw') } };
const eips = [written('v/nat', '203.0.113.9')];
const settings = [setting('v/nat', 'connectivity-type', 'private')];

/** What is said about a NAT gateway in a subnet with a route to the internet gateway, or without. */
const said = (open: boolean, more: Partial<Gateway>) =>
  createModel(
    topology({
      vpcs: [
        vpc('10.0.0.0/16', [subnet('a', '10.0.1.0/24', { zone: 'az1', routes: open ? [route] : [] })], {
          gateways: [gateway('igw', 'internet-gateway'), gateway('nat', 'nat-gateway', { subnet: id('v/a'), ...more })],
        }),
      ],
    }),
  ).findings.map(({ code, severity, about, message }) => `${severity} ${code} ${about}: ${message}`);

describe('a NAT gateway', () => {
  it('that is public has an Elastic IP address and a way out', () => {
    expect(said(true, { eips })).toEqual([]);
    expect(said(true, {})).toEqual([
      'error NK021 v/nat: nat-gateway nat is public and has no Elastic IP address: write eip and one, or connectivity-type private',
    ]);
    expect(said(false, { eips })).toEqual([
      'error NK021 v/nat: nat-gateway nat is in subnet a, which has no default route to an internet gateway: it reaches nothing',
    ]);
  });
  it('that is private has neither', () => {
    expect(said(false, { settings })).toEqual([]);
    expect(said(false, { settings, eips })).toEqual([
      'error NK023 v/nat#203.0.113.9: nat-gateway nat is private and takes no Elastic IP address: 203.0.113.9',
    ]);
    expect(said(true, { settings })).toEqual([
      'error NK023 v/nat: nat-gateway nat is private, and subnet a routes to an internet gateway: what it sends there is dropped',
    ]);
  });
});
