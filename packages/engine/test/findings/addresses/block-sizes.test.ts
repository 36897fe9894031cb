import { describe, expect, it } from 'vitest';
import { createModel } from '../../../src/model.ts';
import type { Subnet } from '../../../src/topology/vpc.ts';
import { host, id, subnet, topology, vpc, written } from '../../support/build.ts';

const both = (name: string, ...blocks: readonly string[]): Subnet =>
  subnet(name, blocks[0]!, { zone: 'az1', cidrs: blocks.map((text) => written(`v/${name}`, text)) });
const findings = (blocks: readonly string[], subnets: readonly Subnet[], address?: string) => {
  const hosts = address === undefined ? [] : [host('h', { kind: 'subnet', of: id('v/a') }, address)];
  return createModel(
    topology({ vpcs: [vpc(blocks[0]!, subnets, { cidrs: blocks.map((text) => written('v', text)), hosts })] }),
  ).findings.filter(({ code }) => code !== 'NK020');
};
const said = (...blocks: readonly string[]) => findings(['10.0.0.0/16', ...blocks], []).map(({ message }) => message);

describe('an IPv4 block', () => {
  it.each(['10.0.0.0/16', '10.0.0.0/28'])('of a VPC may be %s', (block) => expect(findings([block], [])).toEqual([]));
  it.each(['10.0.0.0/15', '10.0.0.0/29'])('of a VPC cannot be %s', (block) =>
    expect(findings([block], []).map(({ code, severity }) => [code, severity])).toEqual([['NK010', 'error']]),
  );
  it('of a subnet is one', () => {
    expect(findings(['10.0.0.0/16'], [both('a', '10.0.1.0/24', '10.0.2.0/24')])).toMatchObject([
      {
        code: 'NK013',
        about: 'v/a#10.0.2.0/24',
        message: 'subnet a has 10.0.1.0/24 already: 10.0.2.0/24 would be its second IPv4 block, and a subnet has one',
        related: [{ about: 'v/a#10.0.1.0/24' }],
      },
    ]);
  });
});

describe('an IPv6 block', () => {
  it.each([44, 48, 52, 56, 60])('of a VPC may be a /%i', (bits) => expect(said(`2001:db8::/${bits}`)).toEqual([]));
  it.each([40, 43, 50, 64])('of a VPC cannot be a /%i', (bits) =>
    expect(said(`2001:db8::/${bits}`)).toEqual([
      `VPC block 2001:db8::/${bits} of v must be from /44 to /60 in steps of 4; it is /${bits}`,
    ]),
  );
  it('of a subnet is a /44 to a /64 in steps of 4, beside its IPv4 block', () => {
    const of = (bits: number) =>
      findings(['10.0.0.0/16', '2001:db8::/44'], [both('a', '10.0.1.0/24', `2001:db8::/${bits}`)]).map(
        ({ code, message }) => `${code} ${message}`,
      );
    for (const bits of [44, 56, 60, 64]) expect(of(bits), `/${bits}`).toEqual([]);
    for (const bits of [50, 63, 68])
      expect(of(bits)).toEqual([
        `NK013 subnet block 2001:db8::/${bits} of a must be from /44 to /64 in steps of 4; it is /${bits}`,
      ]);
  });
});

describe('an address that AWS keeps', () => {
  const kept = (address: string) =>
    findings(['10.0.0.0/16', '2001:db8::/56'], [both('a', '10.0.1.0/24', '2001:db8::/64')], address)
      .filter(({ code }) => code === 'NK014')
      .map(({ message }) => message.replace(/^.* is (.*) of subnet a: .*$/, '$1'));
  it('is one of the first four or the last of an IPv4 block', () => {
    expect([0, 1, 2, 3, 4, 254, 255].map((last) => kept(`10.0.1.${last}`))).toEqual([
      ['the network address'],
      ['the VPC router'],
      ['the DNS resolver'],
      ['future use'],
      [],
      [],
      ['the broadcast address'],
    ]);
  });
  it('and of an IPv6 block', () => {
    const [first, last] = ['one of the first four addresses', 'the last address'];
    expect(['2001:db8::', '2001:db8::3', '2001:db8::4'].map(kept)).toEqual([[first], [first], []]);
    expect(['2001:db8::ffff:ffff:ffff:fffe', '2001:db8::ffff:ffff:ffff:ffff'].map(kept)).toEqual([[], [last]]);
  });
});
