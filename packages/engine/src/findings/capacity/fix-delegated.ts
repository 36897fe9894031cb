import { type Cidr, cidr, lastOf, nextFreeBlock, parseIp, showCidr, single } from '../../base/addr/index.ts';
import type { Plan } from '../../plan/plan.ts';
import { prefixBits } from '../../plan/subnet-book.ts';
import type { ElementId } from '../../topology/id.ts';
import { writtenAddresses } from '../addresses/written.ts';

const known = new WeakMap<Plan, Map<ElementId, string | undefined>>();

/** The lowest whole /28 of a subnet that a prefix could be delegated from beside all that is planned. Computed once a subnet. */
export function freePrefix(plan: Plan, subnet: ElementId | undefined): string | undefined {
  if (subnet === undefined) return undefined;
  const answers = known.get(plan) ?? new Map<ElementId, string | undefined>();
  known.set(plan, answers);
  if (!answers.has(subnet)) answers.set(subnet, find(plan, subnet));
  return answers.get(subnet);
}

function find(plan: Plan, id: ElementId): string | undefined {
  const text = plan.subnets.find((each) => each.id === id)?.cidr;
  if (text === undefined) return undefined;
  const within = cidr(text);
  const address = (each: string | undefined): Cidr[] => {
    const ip = each === undefined ? undefined : parseIp(each);
    return typeof ip === 'number' ? [single(ip)] : [];
  };
  const enis = plan.nodes.flatMap((node) => node.enis.filter((eni) => eni.subnet === id));
  const taken = [
    // the cloud keeps addresses in the first and in the last block
    single(within.base),
    single(lastOf(within)),
    ...enis.flatMap(({ primary, secondaries, prefixes = [] }) => [
      ...[primary, ...secondaries].flatMap(address),
      ...prefixes.map(cidr),
    ]),
    ...[...plan.hosts, ...plan.gateways].flatMap((each) => address(each.address)),
    ...writtenAddresses(plan.topology).flatMap((each) => address(each.text)),
  ];
  const free = nextFreeBlock(within, taken, prefixBits);
  return free && showCidr(free);
}
