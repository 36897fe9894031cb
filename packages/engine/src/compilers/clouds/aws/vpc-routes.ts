import { type Cidr, cidr, parseCidr, parseIp, showCidr } from '../../../base/addr/index.ts';
import type { Device } from '../../../network/network.ts';
import type { PolicyRule, Route } from '../../../network/route.ts';
import type { Mark } from '../../../network/unmodelled.ts';
import { listedBy } from '../../../plan/amazon-services.ts';
import type { Plan, PlannedVpc } from '../../../plan/plan.ts';
import { premisesLines } from '../../../plan/premises.ts';
import { hasResolver } from '../../../plan/resolv-conf.ts';
import { routesOf } from '../../../plan/subnet-routes.ts';
import type { ElementId } from '../../../topology/id.ts';
import type { Vpc, VpcEndpoint, Route as WrittenRoute } from '../../../topology/vpc.ts';
import { amazonServices } from './amazon-services.ts';
import { firstOfEach } from './first-of-each.ts';
import { byPreference } from './joints/vpn-gateway.ts';
import { egressOnlyInterface, gatewayInterface } from './router-interfaces.ts';
import { documentation } from './security-groups.ts';
import { entryOf } from './transit-gateway.ts';

/**
 * Tables that no statement makes: all subnets, which a VPC's `local` route stands for; the main table of a VPC that
 * declares none; what the router asks for packets from outside. No id of an element begins with `#`.
 */
const subnetsTable = '#subnets';
const mainTable = '#main';
const edgeTable = '#edge';

/**
 * The VPC router's tables by the id of what declares them, the rule that picks one by the subnet that a packet comes
 * from, and what a trace calls each. `names` are the router's interfaces by subnet.
 */
export function vpcRoutes(
  plan: Plan,
  vpc: Vpc,
  planned: PlannedVpc,
  names: ReadonlyMap<ElementId, string>,
): {
  rules: PolicyRule[];
  tables: Map<string, readonly Route[]>;
  words: NonNullable<Device['words']>;
  unmodelled: readonly Mark[];
} {
  const tables = new Map<string, readonly Route[]>();
  const rules: PolicyRule[] = [];
  const unmodelled: Mark[] = [];
  const called = new Map([[edgeTable, 'local route']]);
  const subnets = plan.subnets.filter((each) => each.vpc === vpc.id && each.cidr !== undefined);
  tables.set(
    subnetsTable,
    subnets.flatMap(({ id, cidr: four, cidr6 }) =>
      [four, cidr6].flatMap((text): Route[] =>
        text === undefined ? [] : [{ to: cidr(text), type: 'unicast', dev: names.get(id)!, entry: `${text} local` }],
      ),
    ),
  );
  const local = planned.cidrs.map(
    (text): Route => ({
      to: cidr(text),
      type: 'delegate',
      table: subnetsTable,
      entry: `${text} → local`,
      default: true,
    }),
  );
  const services = amazonServices(planned.resolver).map(
    ({ at, what, resolves, metadata }): Route =>
      metadata || (resolves && hasResolver(plan, vpc.id))
        ? { to: at, type: 'local', dev: gatewayInterface, entry: `${showCidr(at)}: ${what}`, default: true }
        : { to: at, type: 'unicast', entry: showCidr(at), unmodelled: what, default: true },
  );
  for (const subnet of vpc.subnets) {
    const { id, name, routes } = routesOf(vpc, subnet);
    // packets enter a transit gateway in their own zone
    const zonal = routes.some(({ target }) => target.kind === 'element' && isTransit(plan, target.of));
    const table = zonal ? `${id ?? mainTable}@${subnet.zone ?? ''}` : (id ?? mainTable);
    const iif = names.get(subnet.id);
    if (!tables.has(table))
      tables.set(
        table,
        firstOfEach([
          ...local,
          ...services,
          ...routes.flatMap((route) => routesFor(plan, vpc, route, { names, zone: subnet.zone })),
          ...propagated(plan, vpc, id, names),
        ]),
      );
    called.set(table, `route table ${name}`);
    if (iif === undefined) continue;
    rules.push({ priority: 100, iif, table });
    unmodelled.push(...routes.flatMap((route) => prefixListMark(plan, vpc, planned, route, iif) ?? []));
  }
  tables.set('local', []);
  const regional = plan.gateways.filter((each) => each.vpc === vpc.id && each.regional);
  for (const { id, name } of regional) {
    // a regional NAT gateway has a route table of its own
    const table = `${id}#table`;
    const out: Route = {
      to: cidr('0.0.0.0/0'),
      type: 'unicast',
      dev: gatewayInterface,
      entry: '0.0.0.0/0 → the internet gateway',
    };
    const hasWay = plan.gateways.some((each) => each.vpc === vpc.id && each.kind === 'internet-gateway');
    tables.set(table, [...local, ...(hasWay ? [{ ...out, source: id }] : [])]);
    called.set(table, `route table of ${name}`);
    rules.push({ priority: 100, iif: names.get(id)!, table });
  }
  tables.set(edgeTable, [
    ...local,
    ...regional.flatMap(({ id, name, regional: own = [] }) =>
      own.map(({ address }): Route => {
        const dev = names.get(id)!;
        return { to: cidr(`${address}/32`), type: 'unicast', dev, entry: `${address} of ${name}`, source: id };
      }),
    ),
  ]);
  rules.push({ priority: 200, table: edgeTable });
  return { rules, tables, words: { table: (key) => called.get(key) ?? key, noRoute: 'VPC-NOROUTE' }, unmodelled };
}

/** The routes that virtual private gateways put into a table: they count where no written one has the block. */
function propagated(
  plan: Plan,
  { routeTables }: Vpc,
  table: ElementId | undefined,
  names: ReadonlyMap<ElementId, string>,
): readonly Route[] {
  const { propagating = [] } = routeTables.find(({ id }) => id === table) ?? {};
  return byPreference(premisesLines(plan).filter(({ gateway, up }) => up && propagating.includes(gateway))).flatMap(
    (line) => {
      const dev = names.get(line.gateway);
      if (dev === undefined) return [];
      return line.blocks.map(
        (text): Route => ({
          ...{ to: cidr(text), type: 'unicast', dev, entry: `${text} → ${jointName(plan, line.gateway)} (propagated)` },
          source: line.id,
        }),
      );
    },
  );
}

/** Where a route is asked: the router's interfaces, and the zone of who sends. */
interface Place {
  readonly names: ReadonlyMap<ElementId, string>;
  readonly zone: string | undefined;
}

const isTransit = ({ topology }: Plan, id: ElementId): boolean =>
  topology.transitGateways.some((each) => each.id === id);

/** What a written route is in the router's table: a prefix list counts as one route for each of its blocks. */
function routesFor(plan: Plan, vpc: Vpc, route: WrittenRoute, at: Place): readonly Route[] {
  const to = parseCidr(route.destination)?.cidr;
  const own = to && routeOf(plan, vpc.id, route, to, at);
  if (to) return own ? [own] : [];
  const { blocks = [], drawn } = listedBy(plan, route, endpointOf(vpc, route)) ?? {};
  return blocks.flatMap((block) => {
    const found = routeOf(plan, vpc.id, route, block, at);
    if (!found) return [];
    const [of, to] = (found.entry ?? '').split(' → ');
    return [{ ...found, entry: `${of} (${drawn ? "AWS's own" : showCidr(block)}) → ${to}` }];
  });
}

const endpointOf = ({ endpoints }: Vpc, { target }: WrittenRoute): VpcEndpoint | undefined =>
  target.kind === 'element' ? endpoints.find((each) => each.id === target.of) : undefined;

/**
 * A route to a prefix list whose entries netk does not know: AWS's own list of the service of a gateway endpoint has public
 * addresses (VPC user guide, gateway endpoints), none for documentation and none of the file; any other may have all but
 * those of the VPC itself.
 */
function prefixListMark(
  plan: Plan,
  vpc: Vpc,
  { cidrs }: PlannedVpc,
  route: WrittenRoute,
  iif: string,
): Mark | undefined {
  const { destination } = route;
  if (parseCidr(destination) !== undefined) return undefined;
  const endpoint = endpointOf(vpc, route);
  const listed = listedBy(plan, route, endpoint);
  if (listed && !listed.drawn) return undefined;
  if (!listed || !endpoint) {
    const why = `what prefix list ${destination} has is not known: write prefix-list ${destination} with its entries`;
    return { hook: 'routing', why, iif, outside: cidrs.map(cidr) };
  }
  const why = `whether it is an address of ${endpoint.service} is not known: write prefix-list ${destination} with its entries`;
  return { hook: 'routing', why, iif, public: true, outside: [...documentation, ...knownPublic(plan)] };
}

/** Public blocks that somebody of the file has, and no service of AWS. */
function knownPublic(plan: Plan): readonly Cidr[] {
  const { nodes, gateways, routers, carriers, topology } = plan;
  const single = [
    ...[...nodes, ...gateways].map(({ eip }) => eip),
    ...routers.map(({ wan }) => wan),
    ...carriers.map(({ address }) => address),
  ].flatMap((text) => (text === undefined ? [] : (parseCidr(`${text}/32`)?.cidr ?? [])));
  const announced = (topology.internet?.systems ?? []).flatMap(({ announces }) =>
    announces.flatMap(({ text }) => parseCidr(text)?.cidr ?? []),
  );
  const listed = plan.amazon.flatMap(({ drawn, blocks }) => (drawn ? [] : blocks.map(cidr)));
  return [...single, ...announced, ...listed];
}

function routeOf(plan: Plan, vpc: ElementId, route: WrittenRoute, to: Cidr, { names, zone }: Place): Route | undefined {
  const { target } = route;
  const base = { to, source: route.id };
  if (target.kind === 'local' || target.kind === 'internet') return undefined;
  if (target.kind === 'blackhole') return { ...base, type: 'blackhole', entry: `${route.destination} → blackhole` };
  const gateway = plan.gateways.find((each) => each.id === target.of);
  const entry = (name: string) => `${route.destination} → ${name}`;
  if (gateway?.kind === 'internet-gateway' && gateway.vpc === vpc)
    return { ...base, type: 'unicast', dev: gatewayInterface, entry: entry(gateway.name) };
  if (gateway?.kind === 'egress-only-internet-gateway' && gateway.vpc === vpc && typeof to.base === 'bigint')
    return { ...base, type: 'unicast', dev: egressOnlyInterface, entry: entry(gateway.name) };
  if (gateway?.kind === 'nat-gateway' && typeof to.base === 'bigint')
    return { ...base, type: 'unicast', entry: entry(gateway.name), unmodelled: `NAT64 of ${gateway.name}` };
  const joint = names.get(target.of);
  if (joint !== undefined) return { ...base, type: 'unicast', dev: joint, entry: entry(jointName(plan, target.of)) };
  const transit = plan.topology.transitGateways.find((each) => each.id === target.of);
  const { attached = false, node: inZone } = transit ? entryOf(plan, transit.id, vpc, zone) : {};
  if (transit && inZone)
    return {
      ...base,
      type: 'unicast',
      via: parseIp(inZone.address)!,
      dev: names.get(inZone.subnet)!,
      entry: entry(transit.name),
    };
  if (transit && attached) {
    const why = `${entry(transit.name)}: its attachment has no subnet in ${zone ?? 'this zone'}`;
    return { ...base, type: 'blackhole', cause: 'TGW-ZONE', entry: why };
  }
  const host = plan.hosts.find((each) => each.id === target.of);
  const node = plan.nodes.find((each) => each.id === target.of);
  const via = gateway?.kind === 'nat-gateway' ? gateway : (host ?? node);
  const address = via?.address === undefined ? undefined : parseIp(via.address);
  const subnet = via?.subnet === undefined ? undefined : plan.subnets.find((each) => each.id === via.subnet);
  if (via && address !== undefined && subnet?.cidr !== undefined && subnet.vpc === vpc)
    return { ...base, type: 'unicast', via: address, dev: names.get(subnet.id)!, entry: entry(via.name) };
  const what = via ? `${via.name}, which has no address in this VPC,` : targetOf(plan, target.of);
  return { ...base, type: 'unicast', entry: entry(via?.name ?? what), unmodelled: what };
}

const jointName = ({ topology }: Plan, id: ElementId): string =>
  [...topology.peerings, ...topology.vpcs.flatMap(({ endpoints, gateways }) => [...endpoints, ...gateways])].find(
    (each) => each.id === id,
  )?.name ?? id;

/** What a route leads to, with its kind: `transit-gateway tgw`. */
function targetOf({ topology }: Plan, id: ElementId): string {
  const all: readonly (readonly [string, readonly { readonly id: ElementId; readonly name: string }[]])[] = [
    ['transit-gateway', topology.transitGateways],
    ['vpc-peering-connection', topology.peerings],
    ['vpc-endpoint', topology.vpcs.flatMap(({ endpoints }) => endpoints)],
    ['gateway', topology.vpcs.flatMap(({ gateways }) => gateways)],
    ['nodegroup', topology.clusters.flatMap(({ nodeGroups }) => nodeGroups)],
  ];
  for (const [kind, list] of all) {
    const found = list.find((each) => each.id === id);
    if (found) return `${kind} ${found.name}`;
  }
  return id;
}
