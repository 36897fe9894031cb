import { AddressPool, type Cidr, nextFreeBlock, parseCidr, parseIp, showCidr, showIp } from '../base/addr/index.ts';
import type { ElementId } from '../topology/id.ts';
import type { Plan } from './plan.ts';

const blocksOf = (texts: readonly (string | undefined)[]): Cidr[] =>
  texts.flatMap((text) => parseCidr(text ?? '')?.cidr ?? []);

/** The lowest addresses of a subnet that nothing has, as text: neither written, nor drawn, nor of a delegated prefix. */
export function freeAddresses(plan: Plan, subnet: ElementId, most: number): readonly string[] {
  const { cidr, vpc } = plan.subnets.find(({ id }) => id === subnet) ?? {};
  const [block] = blocksOf([cidr]);
  if (!block) return [];
  const pool = new AddressPool(block, plan.vpcs.find(({ id }) => id === vpc)?.reserved ?? { first: 4, last: 1 });
  const enis = plan.nodes.flatMap((node) => node.enis);
  const taken = [
    ...enis.flatMap(({ primary, secondaries }) => [primary, ...secondaries]),
    ...[...plan.pods, ...plan.hosts, ...plan.gateways, ...plan.nodes].map(({ address }) => address),
  ];
  for (const text of taken) {
    const ip = text === undefined ? undefined : parseIp(text);
    if (ip !== undefined) pool.take(ip);
  }
  for (const prefix of blocksOf(enis.flatMap(({ prefixes = [] }) => prefixes))) pool.takeRest(prefix);
  const out: string[] = [];
  for (let ip = pool.next(); ip !== undefined && out.length < most; ip = pool.next()) out.push(showIp(ip));
  return out;
}

/** AWS takes subnets of /16 to /28 (VPC user guide, subnet sizing). */
const smallest = 28;

/** The length that most of some blocks have; the shorter of two that are as frequent. */
function usual(blocks: readonly Cidr[]): number | undefined {
  const counts = new Map<number, number>();
  for (const { bits } of blocks) counts.set(bits, (counts.get(bits) ?? 0) + 1);
  return [...counts].sort(([a, x], [b, y]) => y - x || a - b)[0]?.[0];
}

/**
 * Free blocks of a VPC for one more subnet, as text: two of the size that its subnets have, then of other sizes. A VPC
 * without subnets is divided into sixteen.
 */
export function freeSubnetBlocks(plan: Plan, vpc: ElementId): readonly string[] {
  const blocks = blocksOf(plan.vpcs.find(({ id }) => id === vpc)?.cidrs ?? []).filter(({ bits }) => bits <= smallest);
  const taken = blocksOf(plan.subnets.filter((each) => each.vpc === vpc).map(({ cidr }) => cidr));
  const found = new Set<string>();
  const add = (bits: number): void => {
    const others = [...taken, ...blocksOf([...found])];
    for (const block of blocks) {
      const free = nextFreeBlock(block, others, bits);
      if (free) {
        found.add(showCidr(free));
        return;
      }
    }
  };
  const [first] = blocks;
  if (!first) return [];
  const size = usual(taken) ?? Math.min(first.bits + 4, smallest);
  for (const bits of [size, size, ...[20, 24, smallest].filter((each) => each !== size)]) add(bits);
  return [...found];
}

/** Private blocks of /16 that overlap no VPC of the plan, as text. */
export function freeVpcBlocks(plan: Plan, most: number): readonly string[] {
  const taken = blocksOf(plan.vpcs.flatMap(({ cidrs }) => cidrs));
  const [all] = blocksOf(['10.0.0.0/8']);
  const out: Cidr[] = [];
  while (all && out.length < most) {
    const next = nextFreeBlock(all, [...taken, ...out], 16);
    if (!next) break;
    out.push(next);
  }
  return out.map(showCidr);
}
