import { describe, expect, it } from 'vitest';
import { createModel } from '../../../src/model.ts';
import { id, subnet, topology, vpc, written } from '../../support/build.ts';

const found = (...blocks: readonly string[]) =>
  createModel(
    topology({ vpcs: [vpc(blocks[0]!, [], { cidrs: blocks.map((text, at) => written(`v.${at}`, text)) })] }),
  ).findings.filter((each) => each.code === 'NK010' || each.code === 'NK015');

describe('a VPC', () => {
  const blocks = (count: number) => Array.from({ length: count }, (_, at) => `10.${at + 2}.0.0/16`);
  it('has five blocks, fifty if the quota is raised, and no more', () => {
    expect(found(...blocks(5))).toEqual([]);
    expect(found(...blocks(6)).map(({ severity, about }) => [severity, about])).toEqual([
      ['warning', 'v.5#10.7.0.0/16'],
    ]);
    expect(found(...blocks(51)).map(({ severity }) => severity)).toEqual(['error']);
  });
  it('has five IPv6 blocks beside them', () => {
    const six = (count: number) => Array.from({ length: count }, (_, at) => `2001:db8:${at}::/56`);
    expect(found(...blocks(5), ...six(5))).toEqual([]);
    expect(found(...blocks(5), ...six(6)).map(({ message }) => message)).toEqual([
      'vpc v has 6 IPv6 blocks; the quota is 5 with the primary one, and can be raised to 50',
    ]);
  });
  it('has two hundred subnets', () => {
    const subnets = (count: number) =>
      Array.from({ length: count }, (_, at) => subnet(`s${at}`, `10.0.${at}.0/24`, { zone: 'az1' }));
    const of = (count: number) =>
      createModel(topology({ vpcs: [vpc('10.0.0.0/16', subnets(count))] })).findings.filter(
        ({ code }) => code === 'NK010',
      );
    expect(of(200)).toEqual([]);
    expect(of(201).map(({ about }) => about)).toEqual(['v/s200']);
  });
});

describe('a secondary block', () => {
  it.each([
    ['10.0.0.0/16', '10.1.0.0/16'],
    ['10.2.0.0/16', '10.0.0.0/16'],
    ['10.0.0.0/16', '100.64.0.0/16'],
    ['10.0.0.0/16', '203.0.113.0/24'],
    ['192.168.0.0/24', '192.168.1.0/24'],
    ['172.16.0.0/16', '172.20.0.0/16'],
    ['198.18.0.0/16', '100.64.0.0/16'],
  ])('beside %s may be %s', (first, second) => {
    expect(found(first, second)).toEqual([]);
  });
  it.each([
    ['10.1.0.0/16', '10.0.0.0/16', '10.0.0.0/16'],
    ['10.0.0.0/24', '10.0.1.0/24', '10.0.0.0/16'],
    ['100.64.0.0/16', '10.0.0.0/16', '10.0.0.0/8'],
    ['203.0.113.0/24', '192.168.0.0/24', '192.168.0.0/16'],
    ['172.16.0.0/16', '172.31.0.0/16', '172.31.0.0/16'],
    ['192.168.0.0/16', '10.0.0.0/16', '10.0.0.0/8'],
    ['10.0.0.0/16', '198.19.0.0/20', '198.19.0.0/16'],
    ['198.19.0.0/20', '172.20.0.0/16', '172.16.0.0/12'],
  ])('beside %s cannot be %s, of %s', (first, second, range) => {
    expect(
      found(first, second).map(({ code, about, message, related }) => [code, about, message, related[0]?.about]),
    ).toEqual([
      [
        'NK010',
        `v.1#${second}`,
        `${second} cannot be added to vpc v: beside ${first} AWS takes nothing of ${range}`,
        `v.0#${first}`,
      ],
    ]);
  });
  it('counts in the order of the blocks: a private one first, a shared one behind it', () => {
    expect(found('10.0.0.0/16', '100.64.0.0/16')).toEqual([]);
    expect(found('100.64.0.0/16', '10.0.0.0/16').length).toBe(1);
  });
});

describe('a primary block', () => {
  it.each(['0.1.0.0/16', '127.0.0.0/16', '169.254.0.0/16', '224.0.0.0/16'])('cannot be %s', (block) => {
    expect(found(block).map(({ severity }) => severity)).toEqual(['error']);
  });
  it('of Docker is a warning, and 172.31.0.0/16 none', () => {
    expect(found('172.17.0.0/16').map(({ severity }) => severity)).toEqual(['warning']);
    expect(found('172.31.0.0/16')).toEqual([]);
  });
});

describe('a route to a destination', () => {
  const withRoute = (destination: string) =>
    createModel(
      topology({
        vpcs: [
          vpc('10.0.0.0/16', [subnet('s', '10.0.1.0/24')], {
            cidrs: [written('v', '10.0.0.0/16'), written('v', '10.1.0.0/20')],
            routeTables: [
              {
                id: id('v/r'),
                name: 'r',
                settings: [],
                routes: [{ id: id('v/r#1'), destination, target: { kind: 'blackhole' } }],
              },
            ],
          }),
        ],
      }),
    ).findings.filter((each) => each.code === 'NK015').length;
  it('forbids blocks as large as it or larger, not smaller ones', () => {
    expect(withRoute('10.1.0.0/20')).toBe(1);
    expect(withRoute('10.1.4.0/24')).toBe(1);
    expect(withRoute('10.1.0.0/19')).toBe(0);
    expect(withRoute('0.0.0.0/0')).toBe(0);
  });
});
