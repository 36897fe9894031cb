import { contains, parseCidr, parseIp } from '../../base/addr/index.ts';
import type { Plan } from '../../plan/plan.ts';
import { routesOf } from '../../plan/subnet-routes.ts';
import type { ElementId } from '../../topology/id.ts';
import type { Subnet, Vpc } from '../../topology/vpc.ts';
import type { Fix } from '../finding.ts';

/** A route that leads from a subnet, named by itself and by something of its VPC, to an address. */
export function routeFor(
  plan: Plan,
  around: ElementId | undefined,
  name: string | undefined,
  address: string,
): Fix | undefined {
  const isNamed = (subnet: Subnet): boolean => subnet.name === name;
  const vpc = plan.topology.vpcs.find((each) => each.id === around || each.subnets.some(isNamed));
  const subnet = vpc?.subnets.find(isNamed);
  return vpc && subnet ? routeTo(plan, vpc, subnet, address) : undefined;
}

/** A route from a subnet to an address: over the peering that leads there, else out to the Internet. */
function routeTo(plan: Plan, vpc: Vpc, subnet: Subnet, address: string): Fix | undefined {
  const target = peering(plan, vpc, address) ?? exit(plan, vpc, subnet);
  if (!target) return undefined;
  const table = routesOf(vpc, subnet);
  const about: ElementId = table.id ?? subnet.id;
  const text = `route ${target.to} -> ${target.name}`;
  const where = about === subnet.id ? `subnet ${subnet.name}` : `route-table ${table.name}`;
  return { title: `Add ${text} to ${where}`, edits: [{ about, text, inside: true }] };
}

interface Target {
  readonly to: string;
  readonly name: string;
}

function peering({ topology }: Plan, vpc: Vpc, address: string): Target | undefined {
  const ip = parseIp(address);
  for (const { name, requester, accepter } of topology.peerings) {
    const other = requester === vpc.id ? accepter : accepter === vpc.id ? requester : undefined;
    const block = topology.vpcs
      .find((each) => each.id === other)
      ?.cidrs.find(({ text }) => ip !== undefined && contains(parseCidr(text)?.cidr ?? { base: 0, bits: 32 }, ip));
    if (block) return { to: block.text, name };
  }
  return undefined;
}

/** A public NAT gateway of another subnet, of the same zone if there is one; else the internet gateway. */
function exit(plan: Plan, vpc: Vpc, subnet: Subnet): Target | undefined {
  const reach = (id: ElementId | undefined) => plan.subnets.find((each) => each.id === id);
  const nats = plan.gateways.filter(
    (each) =>
      each.vpc === vpc.id &&
      each.kind === 'nat-gateway' &&
      each.subnet !== subnet.id &&
      reach(each.subnet)?.reach === 'public',
  );
  const nat = nats.find((each) => reach(each.subnet)?.zone === subnet.zone) ?? nats[0];
  const gateway = nat ?? plan.gateways.find((each) => each.vpc === vpc.id && each.kind === 'internet-gateway');
  return gateway && { to: '0.0.0.0/0', name: gateway.name };
}

/** The default route that makes a subnet public, where the VPC has an internet gateway and the subnet none. */
export function makePublic(vpc: Vpc, subnet: Subnet): Fix[] {
  const gateway = vpc.gateways.find(({ kind }) => kind === 'internet-gateway');
  const { id, name, routes } = routesOf(vpc, subnet);
  if (!gateway || routes.some(({ destination }) => destination === '0.0.0.0/0')) return [];
  const about = id ?? subnet.id;
  const text = `route 0.0.0.0/0 -> ${gateway.name}`;
  const where = about === subnet.id ? `subnet ${subnet.name}` : `route-table ${name}`;
  return [{ title: `Add ${text} to ${where}`, edits: [{ about, text, inside: true }] }];
}
