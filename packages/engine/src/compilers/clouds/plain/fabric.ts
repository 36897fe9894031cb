import { cidr, familyOf, parseCidr, parseIp, plus } from '../../../base/addr/index.ts';
import { notModelled } from '../../../base/not-modelled.ts';
import { macOf } from '../../../network/mac.ts';
import type { Device, Interface, Link } from '../../../network/network.ts';
import type { Route } from '../../../network/route.ts';
import type { Mark } from '../../../network/unmodelled.ts';
import type { Plan, PlannedSubnet } from '../../../plan/plan.ts';
import { itemOf } from '../../../plan/plan-index.ts';
import { routesOf } from '../../../plan/subnet-routes.ts';
import type { ElementId } from '../../../topology/id.ts';
import type { Vpc, Route as WrittenRoute } from '../../../topology/vpc.ts';
import { baseRules, baseRulesOfSix, connected, lo, localTable } from '../../machine.ts';
import type { Fabric, Plug } from '../cloud.ts';
import { learnedRoutes, withLearned } from './bgp.ts';
import { lineOf, type WayOut, wayOut } from './way-out.ts';

const segmentOf = (subnet: ElementId): string => `segment ${subnet}`;

/** Bytes of the largest packet of Ethernet (RFC 894). */
export const ethernet = 1500;

/** One network: a Linux router with an interface in every segment. It tells senders what it cannot pass on. */
export function plainFabric(plan: Plan, id: ElementId): Fabric {
  const vpc = plan.topology.vpcs.find((each) => each.id === id)!;
  const subnets = plan.subnets.filter((each) => each.vpc === id && each.cidr !== undefined);
  const routerId = `${id}#router`;
  const members = new Map<string, { device: string; interface: string }[]>();
  const join = (link: string, device: string, name: string) => {
    members.set(link, [...(members.get(link) ?? []), { device, interface: name }]);
  };
  const ports = subnets.map((subnet) => {
    const port = portOf(subnet);
    join(segmentOf(subnet.id), routerId, port.name);
    return port;
  });
  const out = wayOut(plan, id, ethernet);
  if (out) join(lineOf(id), routerId, out.interface.name);
  const interfaces = [...ports, ...(out ? [out.interface] : [])];
  const written = vpc.subnets.flatMap((subnet) => routesOf(vpc, subnet).routes);
  const routes = [...new Map(written.map((route) => [route.id, route])).values()];
  const unmodelled = marksOf(vpc, out);
  const router: Device = {
    id: routerId,
    name: `router of ${vpc.name}`,
    kind: 'router',
    source: id,
    interfaces: [lo, ...interfaces],
    rules: baseRules,
    six: { rules: baseRulesOfSix, forwarding: true },
    tables: new Map([
      ['local', localTable(interfaces)],
      [
        'main',
        [
          ...ports.flatMap((port) => port.addresses.map((own) => connected(port.name, own))),
          ...withLearned(
            routes.flatMap((route) => routeOf(plan, route, ports, out) ?? []),
            learnedRoutes(plan, id, ports),
          ),
        ],
      ],
    ]),
    neighbours: [],
    ...(out ? { ruleset: out.ruleset } : {}),
    conntrack: out !== undefined,
    forwarding: true,
    sockets: [],
    rpFilter: {},
    ...(unmodelled.length > 0 ? { unmodelled } : {}),
  };
  const attach = (plug: Plug): Interface => {
    join(segmentOf(plug.subnet), plug.device, plug.name);
    const { cidr: block, cidr6 } = subnets.find((each) => each.id === plug.subnet)!;
    const six = plug.six === undefined || cidr6 === undefined ? [] : [{ ip: plug.six, bits: cidr(cidr6).bits }];
    return {
      name: plug.name,
      mac: macOf('nic', plug.primary),
      addresses: [...[plug.primary, ...plug.secondaries].map((ip) => ({ ip, bits: cidr(block!).bits })), ...six],
      answers: [plug.primary, ...plug.secondaries, ...six.map(({ ip }) => ip)],
      link: segmentOf(plug.subnet),
      mtu: plug.mtu ?? ethernet,
      source: plug.id,
    };
  };
  return {
    devices: [router],
    attach,
    routerOf: (subnet, family = 4) =>
      ports.find((each) => each.source === subnet)?.addresses.find(({ ip }) => familyOf(ip) === family),
    links: () => [...members].map(([link, list]): Link => ({ id: link, l2: link !== lineOf(id), members: list })),
    uplinks: out ? [{ device: routerId, interface: out.interface.name, publics: [out.address] }] : [],
  };
}

function portOf({ id, cidr: block, cidr6, gateway, routerPort }: PlannedSubnet): Interface {
  const ip = parseIp(gateway!)!;
  const block6 = cidr6 === undefined ? undefined : cidr(cidr6);
  // as of IPv4, the first address of the block
  const six = block6 ? [{ ip: plus(block6.base, 1), bits: block6.bits }] : [];
  return {
    name: routerPort!,
    mac: macOf('router', ip),
    addresses: [{ ip, bits: cidr(block!).bits }, ...six],
    answers: [ip, ...six.map((each) => each.ip)],
    link: segmentOf(id),
    mtu: ethernet,
    source: id,
  };
}

/** What an ordinary network may have that netk does not model: another way to the Internet. */
function marksOf(vpc: Vpc, out: WayOut | undefined): readonly Mark[] {
  const blocks = vpc.cidrs.flatMap(({ text }) => parseCidr(text)?.cidr ?? []);
  const gateway = vpc.gateways.find(({ id }) => id !== out?.gateway.id);
  return gateway
    ? [
        {
          hook: 'routing',
          why: notModelled(`the ${gateway.kind} ${gateway.name} of an ordinary network`),
          outside: blocks,
        },
      ]
    : [];
}

/** A line of the router's table: to a machine that is on one of its segments, or out. */
function routeOf(
  plan: Plan,
  route: WrittenRoute,
  ports: readonly Interface[],
  out: WayOut | undefined,
): Route | undefined {
  const to = parseCidr(route.destination)?.cidr;
  if (!to || route.target.kind === 'local' || route.target.kind === 'internet') return undefined;
  const base = { to, source: route.id };
  if (route.target.kind === 'blackhole') return { ...base, type: 'blackhole' };
  const { of } = route.target;
  if (out && of === out.gateway.id && typeof to.base === 'bigint')
    return {
      ...base,
      type: 'unicast',
      unmodelled: `a line of IPv6 to the Internet`,
      entry: `${route.destination} → ${out.gateway.name}`,
    };
  if (out && of === out.gateway.id) return { ...base, type: 'unicast', dev: out.interface.name, src: out.address };
  const machine = itemOf(plan.nodes, of) ?? itemOf(plan.hosts, of);
  const via = parseIp((typeof to.base === 'number' ? machine?.address : machine?.address6) ?? '');
  const port = ports.find(({ source }) => source === machine?.subnet);
  if (via !== undefined && port) return { ...base, type: 'unicast', via, dev: port.name };
  const what = machine ? `${machine.name}, which is on no segment of the router,` : of;
  return { ...base, type: 'unicast', unmodelled: what, entry: `${route.destination} → ${what}` };
}
