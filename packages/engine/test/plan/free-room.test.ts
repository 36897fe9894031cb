import { topologyOf } from '@netk/language';
import { expect, test } from 'vitest';
import { contains, covers, overlaps, parseCidr, parseIp } from '../../src/base/addr/index.ts';
import { createModel, freeAddresses, freeSubnetBlocks, freeVpcBlocks } from '../../src/index.ts';
import { exampleModel, examples } from '../support/example.ts';

const block = (text: string) => parseCidr(text)!.cidr;

test.each(examples)('%s: what is free is of nobody, and inside of what it is proposed for', async (name) => {
  const { plan } = await exampleModel(name);
  const enis = plan.nodes.flatMap((node) => node.enis);
  const taken = new Set([
    ...enis.flatMap(({ primary, secondaries }) => [primary, ...secondaries]),
    ...[...plan.pods, ...plan.hosts, ...plan.gateways].map(({ address }) => address),
  ]);
  const prefixes = enis.flatMap(({ prefixes = [] }) => prefixes).map(block);
  for (const subnet of plan.subnets.filter(({ cidr }) => cidr !== undefined)) {
    const free = freeAddresses(plan, subnet.id, 4);
    if (subnet.free > 4 && prefixes.length === 0) expect(free).toHaveLength(4);
    for (const text of free) {
      expect(taken.has(text)).toBe(false);
      expect(contains(block(subnet.cidr!), parseIp(text)!)).toBe(true);
      expect(prefixes.some((prefix) => contains(prefix, parseIp(text)!))).toBe(false);
    }
  }
  for (const vpc of plan.vpcs) {
    for (const text of freeSubnetBlocks(plan, vpc.id)) {
      expect(vpc.cidrs.some((cidr) => covers(block(cidr), block(text)))).toBe(true);
      const others = plan.subnets.filter((each) => each.vpc === vpc.id && each.cidr !== undefined);
      expect(others.filter(({ cidr }) => overlaps(block(cidr!), block(text)))).toEqual([]);
    }
  }
  for (const text of freeVpcBlocks(plan, 3))
    expect(plan.vpcs.flatMap(({ cidrs }) => cidrs).filter((cidr) => overlaps(block(cidr), block(text)))).toEqual([]);
});

test('a full VPC has no block for a subnet, and a subnet of which all is taken no address', async () => {
  const { topology } = await topologyOf(`vpc v 10.0.0.0/28 on aws {
  subnet a 10.0.0.0/28 zone az1 {
${Array.from({ length: 11 }, (_, nth) => `    host h${nth} 10.0.0.${4 + nth}`).join('\n')}
  }
}
`);
  const { plan } = createModel(topology);
  expect(freeSubnetBlocks(plan, plan.vpcs[0]!.id)).toEqual([]);
  expect(freeAddresses(plan, plan.subnets[0]!.id, 5)).toEqual([]);
});
