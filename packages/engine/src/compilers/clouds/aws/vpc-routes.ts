import { type Cidr, cidr, parseCidr, parseIp, showCidr } from '../../../base/addr/index.ts';
import { notModelled } from '../../../base/not-modelled.ts';
import type { Device } from '../../../network/network.ts';
import type { PolicyRule, Route } from '../../../network/route.ts';
import type { Mark } from '../../../network/unmodelled.ts';
import { isPrivateNat, isRegionalNat } from '../../../plan/nat-kinds.ts';
import type { Plan, PlannedVpc } from '../../../plan/plan.ts';
import { hasResolver } from '../../../plan/resolv-conf.ts';
import { routesOf } from '../../../plan/subnet-routes.ts';
import type { ElementId } from '../../../topology/id.ts';
import type { Vpc, Route as WrittenRoute } from '../../../topology/vpc.ts';
import { amazonServices } from './amazon-services.ts';
import { egressOnlyInterface, gatewayInterface } from './router-interfaces.ts';

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
    ({ at, what, resolves }): Route =>
      resolves && hasResolver(plan, vpc.id)
        ? { to: at, type: 'local', dev: gatewayInterface, entry: `${showCidr(at)}: ${what}`, default: true }
        : { to: at, type: 'unicast', entry: showCidr(at), unmodelled: what, default: true },
  );
  for (const subnet of vpc.subnets) {
    const { id, name, routes } = routesOf(vpc, subnet);
    const table = id ?? mainTable;
    const iif = names.get(subnet.id);
    if (!tables.has(table))
      tables.set(table, [
        ...local,
        ...services,
        ...routes.flatMap((route) => routeOf(plan, vpc.id, route, names) ?? []),
      ]);
    called.set(table, `route table ${name}`);
    if (iif === undefined) continue;
    rules.push({ priority: 100, iif, table });
    unmodelled.push(...routes.flatMap((route) => prefixListMark(plan, planned, route, iif) ?? []));
  }
  tables.set('local', []);
  tables.set(edgeTable, local);
  rules.push({ priority: 200, table: edgeTable });
  return { rules, tables, words: { table: (key) => called.get(key) ?? key, noRoute: 'VPC-NOROUTE' }, unmodelled };
}

/**
 * A route to a prefix list, whose entries netk does not know: one of a gateway endpoint has public addresses (VPC user guide,
 * gateway endpoints), any other may have all but those of the VPC itself.
 */
function prefixListMark(plan: Plan, { id, cidrs }: PlannedVpc, route: WrittenRoute, iif: string): Mark | undefined {
  const { destination, target } = route;
  if (parseCidr(destination) !== undefined) return undefined;
  const { endpoints } = plan.topology.vpcs.find((each) => each.id === id)!;
  const endpoint = target.kind === 'element' ? endpoints.find((each) => each.id === target.of) : undefined;
  return {
    hook: 'routing',
    why: notModelled(`route ${destination}${endpoint ? ` of vpc-endpoint ${endpoint.name}` : ''}`),
    iif,
    ...(endpoint ? { public: true } : { outside: cidrs.map(cidr) }),
  };
}

function routeOf(
  plan: Plan,
  vpc: ElementId,
  route: WrittenRoute,
  names: ReadonlyMap<ElementId, string>,
): Route | undefined {
  const to: Cidr | undefined = parseCidr(route.destination)?.cidr;
  if (!to) return undefined;
  const { target } = route;
  const base = { to, source: route.id };
  if (target.kind === 'local') return undefined;
  if (target.kind === 'blackhole') return { ...base, type: 'blackhole', entry: `${route.destination} → blackhole` };
  const gateway = plan.gateways.find((each) => each.id === target.of);
  const entry = (name: string) => `${route.destination} → ${name}`;
  if (gateway?.kind === 'internet-gateway' && gateway.vpc === vpc)
    return { ...base, type: 'unicast', dev: gatewayInterface, entry: entry(gateway.name) };
  if (gateway?.kind === 'egress-only-internet-gateway' && gateway.vpc === vpc && typeof to.base === 'bigint')
    return { ...base, type: 'unicast', dev: egressOnlyInterface, entry: entry(gateway.name) };
  if (gateway?.kind === 'nat-gateway' && typeof to.base === 'bigint')
    return { ...base, type: 'unicast', entry: entry(gateway.name), unmodelled: `NAT64 of ${gateway.name}` };
  const written = plan.topology.vpcs.flatMap((vpc) => vpc.gateways).find((each) => each.id === target.of);
  const nat = written && (isPrivateNat(written) ? 'private' : isRegionalNat(written) ? 'regional' : undefined);
  if (written && nat)
    return {
      ...base,
      type: 'unicast',
      entry: entry(written.name),
      unmodelled: `the ${nat} NAT gateway ${written.name}`,
    };
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
