import { contains, parseCidr, parseIp } from '../../base/addr/index.ts';
import type { Plan } from '../../plan/plan.ts';
import { routesOf } from '../../plan/subnet-routes.ts';
import type { ElementId } from '../../topology/id.ts';
import type { Subnet, Vpc } from '../../topology/vpc.ts';
import type { Packet, Trace } from '../../trace/trace.ts';
import { deathOf } from '../../views/explain/death.ts';
import type { Moment } from '../../views/explain/timeline.ts';
import type { Fix } from '../finding.ts';

/** What would let the packets of a walk pass where they die: a line of a security group, or a route. One for each place. */
export function openWay(plan: Plan, trace: Trace): Fix[] {
  const fixes = new Map<string, Fix>();
  // no rule and no route helps who asks a Service for a port that it does not have
  if (trace.flow.wrongPort !== undefined) return [];
  for (const branch of trace.routes) {
    if (branch.verdict !== 'not-delivered') continue;
    const death = deathOf(branch);
    const packet = death?.before ?? death?.after;
    if (!death || !packet) continue;
    const fix =
      death.step.cause === 'VPC-NOROUTE'
        ? addRoute(plan, death, packet)
        : addRule(plan, death, packet, branch.blockers?.[0]?.fix);
    if (fix) fixes.set(fix.title, fix);
  }
  return [...fixes.values()];
}

function addRule(plan: Plan, { step }: Moment, packet: Packet, advice = ''): Fix | undefined {
  const way = step.cause === 'SG-IN' ? 'ingress' : step.cause === 'SG-OUT' ? 'egress' : undefined;
  const group = plan.topology.vpcs.flatMap((vpc) => vpc.securityGroups).find((each) => each.id === step.source);
  if (!way || !group) return undefined;
  const ports = packet.dport === undefined ? packet.protocol : `${packet.protocol}/${packet.dport}`;
  const peer = way === 'ingress' ? packet.src : packet.dst;
  const advised = /^Add ((?:in|e)gress .*) to security-group /.exec(advice)?.[1];
  const line =
    advised ?? `${way} ${ports} ${way === 'ingress' ? 'from' : 'to'} ${peer}/${peer.includes(':') ? 128 : 32}`;
  return {
    title: `Add ${line} to security-group ${group.name}`,
    edits: [{ about: group.id, text: line, inside: true }],
  };
}

function addRoute(plan: Plan, death: Moment, packet: Packet): Fix | undefined {
  const name = death.hop.steps.find((step) => step.kind === 'receive')?.interface;
  const vpc = plan.topology.vpcs.find((each) => each.id === death.hop.source || each.subnets.some(named(name)));
  const subnet = vpc?.subnets.find(named(name));
  return vpc && subnet ? routeTo(plan, vpc, subnet, packet.dst) : undefined;
}

const named =
  (name: string | undefined) =>
  (subnet: Subnet): boolean =>
    subnet.name === name;

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
