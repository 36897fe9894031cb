import { type Cidr, cidr, parseCidr, parseIp } from '../../../base/addr/index.ts';
import { macOf } from '../../../network/mac.ts';
import type { Device, Interface } from '../../../network/network.ts';
import type { PolicyRule, Route } from '../../../network/route.ts';
import type { Plan, PlannedAttachment, PlannedEdgeNode } from '../../../plan/plan.ts';
import type { ElementId } from '../../../topology/id.ts';
import { settingOf } from '../../../topology/setting.ts';
import type { Attachment, TransitGateway, Route as WrittenRoute } from '../../../topology/vpc.ts';
import type { CauseCode } from '../../../trace/cause.ts';
import { firstOfEach } from './first-of-each.ts';
import { segmentOf } from './segments.ts';

/** Bytes between VPCs (transit gateway guide, Maximum transmission unit). */
export const transitMtu = 8500;

/** The interface of a transit gateway in one zone of an attached VPC: called as the VPC, with the zone where it has several. */
export function attachmentInterface(plan: Plan, attachment: PlannedAttachment, node: PlannedEdgeNode): Interface {
  const ip = parseIp(node.address)!;
  const subnet = plan.subnets.find((each) => each.id === node.subnet)!;
  return {
    name: interfaceName(plan, attachment, node),
    mac: macOf('nic', ip),
    addresses: [{ ip, bits: cidr(subnet.cidr!).bits }],
    answers: [ip],
    link: segmentOf(node.subnet),
    mtu: transitMtu,
    source: attachment.id,
  };
}

function interfaceName(
  plan: Plan,
  { gateway, vpc, nodes }: PlannedAttachment,
  { zone, subnet }: PlannedEdgeNode,
): string {
  const nameOf = (id: ElementId): string => plan.vpcs.find((each) => each.id === id)?.name ?? id;
  const twice =
    plan.attachments.filter((each) => each.gateway === gateway && nameOf(each.vpc) === nameOf(vpc)).length > 1;
  const own = twice ? vpc : nameOf(vpc);
  return nodes.length > 1 ? `${own}-${zone ?? subnet}` : own;
}

/** Where packets of a zone of a VPC enter a transit gateway that is attached to it; undefined: it has no interface there. */
export function entryOf(
  { attachments }: Plan,
  gateway: ElementId,
  vpc: ElementId,
  zone: string | undefined,
): { readonly attached: boolean; readonly node?: PlannedEdgeNode } {
  const own = attachments.filter((each) => each.gateway === gateway && each.vpc === vpc);
  const node = own.flatMap(({ nodes }) => nodes).find((each) => each.zone === zone);
  return { attached: own.length > 0, ...(node ? { node } : {}) };
}

/** Somebody that is attached to a transit gateway by a line of its own: a VPN connection, a virtual interface. */
export interface AttachedLine {
  readonly id: ElementId;
  readonly name: string;
  /** The blocks on premises that it tells of; routes of a VPN count less than those of Direct Connect. */
  readonly blocks: readonly string[];
  readonly rank: number;
  readonly interface: Interface;
}

/**
 * A transit gateway: a router with an interface in one subnet of each zone of every attached VPC. A packet is routed by the
 * table that its attachment is associated with, and stays in its zone where it can (transit gateway guide, How transit
 * gateways work).
 */
export function transitGateway(plan: Plan, gateway: TransitGateway, lines: readonly AttachedLine[]): Device {
  const { id, name } = gateway;
  const own = plan.attachments.filter((each) => each.gateway === id);
  const interfaces = own.flatMap((each) => each.nodes.map((node) => attachmentInterface(plan, each, node)));
  const rules: PolicyRule[] = [];
  const tables = new Map<string, readonly Route[]>();
  const called = new Map<string, string>();
  const enter = (written: Attachment | undefined, iif: string, zone: string | undefined): void => {
    const table = tableOf(gateway, written);
    const key = table === undefined ? unassociated : `${table.id}@${zone ?? ''}`;
    if (!tables.has(key)) {
      const routes = table ? routesOf(plan, { gateway, own, lines, zone }, table) : dropped(gateway);
      tables.set(key, routes);
      called.set(key, table ? `route table ${table.name} of ${name}` : `attachment of ${name}`);
    }
    rules.push({ priority: 100, iif, table: key });
  };
  for (const attachment of own) {
    const written = gateway.attachments.find((each) => each.id === attachment.id);
    for (const node of attachment.nodes) enter(written, interfaceName(plan, attachment, node), node.zone);
  }
  for (const line of lines)
    enter(
      gateway.attachments.find(({ vpc }) => vpc === line.id),
      line.interface.name,
      undefined,
    );
  return {
    ...{ id, name, kind: 'transit-gateway', source: id, rules, tables },
    interfaces: [...interfaces, ...lines.map((line) => line.interface)],
    ...{ neighbours: [], conntrack: false, forwarding: true, sockets: [], rpFilter: {}, silent: true },
    words: { table: (key) => called.get(key) ?? key, noRoute: 'TGW-NOROUTE' },
  };
}

const unassociated = '#unassociated';
const everything = [cidr('0.0.0.0/0'), cidr('::/0')];

const dropped = ({ id, name }: TransitGateway): readonly Route[] =>
  everything.map((to) => drop(to, id, 'TGW-NOASSOC', `${name}: the attachment is associated with no route table`));

const drop = (to: Cidr, source: ElementId, cause: CauseCode, entry: string): Route => ({
  ...{ to, type: 'blackhole', cause, entry, source },
});

interface Table {
  readonly id: string;
  readonly name: string;
  readonly routes: readonly WrittenRoute[];
}

const defaultTable = ({ id, routes }: TransitGateway): Table => ({ id: `${id}#default`, name: 'default', routes });

/** The table that packets of an attachment are routed by. */
function tableOf(gateway: TransitGateway, attachment: Attachment | undefined): Table | undefined {
  const { association } = attachment ?? {};
  if (association !== undefined) return gateway.routeTables?.find((each) => each.id === association);
  const off = settingOf(gateway.settings, 'default-route-table-association')?.values[0] === 'disable';
  return off ? undefined : defaultTable(gateway);
}

/** Whether a table learns the blocks of an attachment. */
function learns(gateway: TransitGateway, { id }: Table, attachment: Attachment | undefined): boolean {
  const { propagations } = attachment ?? {};
  if (propagations !== undefined) return propagations.some((each) => each === id);
  const off = settingOf(gateway.settings, 'default-route-table-propagation')?.values[0] === 'disable';
  return !off && id === defaultTable(gateway).id;
}

interface Around {
  readonly gateway: TransitGateway;
  readonly own: readonly PlannedAttachment[];
  readonly lines: readonly AttachedLine[];
  readonly zone: string | undefined;
}

/** The routes of a table for packets of one zone: of equal blocks a static one counts, then that of a VPC, then those of lines. */
function routesOf(plan: Plan, around: Around, table: Table): readonly Route[] {
  const { gateway, own, lines } = around;
  const statics = table.routes.flatMap((route) => {
    const to = parseCidr(route.destination)?.cidr;
    if (!to) return [];
    const { target } = route;
    if (target.kind === 'blackhole')
      return [{ ...drop(to, route.id, 'VPC-BLACKHOLE', `${route.destination} → blackhole`) }];
    const found = target.kind === 'element' ? wayTo(plan, around, target.of) : undefined;
    return found ? [{ ...found, to, entry: `${route.destination} → ${found.entry}`, source: route.id }] : [];
  });
  const ofVpcs = own.flatMap((attachment) => {
    const written = gateway.attachments.find((each) => each.id === attachment.id);
    const found = learns(gateway, table, written) ? wayTo(plan, around, attachment.vpc) : undefined;
    const blocks = plan.vpcs.find((each) => each.id === attachment.vpc)?.cidrs ?? [];
    return found
      ? blocks.map((text) => ({ ...found, to: cidr(text), entry: `${text} → ${found.entry} (propagated)` }))
      : [];
  });
  const ofLines = [...lines]
    .sort((a, b) => a.rank - b.rank)
    .flatMap((line) => {
      const written = gateway.attachments.find(({ vpc }) => vpc === line.id);
      const found = learns(gateway, table, written) ? wayTo(plan, around, line.id) : undefined;
      return found
        ? line.blocks.map((text) => ({ ...found, to: cidr(text), entry: `${text} → ${found.entry} (propagated)` }))
        : [];
    });
  return firstOfEach([...statics, ...ofVpcs, ...ofLines]);
}

/** The way to an attachment: by its interface in the packet's zone, or in any where it has none there. */
function wayTo(plan: Plan, { gateway, own, lines, zone }: Around, id: ElementId): Omit<Route, 'to'> | undefined {
  const line = lines.find((each) => each.id === id);
  if (line) return { type: 'unicast', dev: line.interface.name, entry: line.name };
  const attachment = own.find(({ vpc }) => vpc === id);
  if (!attachment) return undefined;
  const written = gateway.attachments.find((each) => each.id === attachment.id);
  const isAppliance = settingOf(written?.settings ?? [], 'appliance-mode-support')?.values[0] === 'enable';
  const [first] = attachment.nodes;
  const near = isAppliance ? undefined : attachment.nodes.find((each) => each.zone === zone);
  const node = near ?? first;
  const subnet = node && plan.subnets.find((each) => each.id === node.subnet);
  if (!node || subnet?.gateway === undefined) return undefined;
  const name = plan.vpcs.find((each) => each.id === id)?.name ?? id;
  const one = attachment.nodes.length > 1;
  const how =
    isAppliance && one
      ? ` in ${node.zone}, as one zone takes both directions (appliance mode; netk takes the first)`
      : '';
  return {
    ...{ type: 'unicast', dev: interfaceName(plan, attachment, node), via: parseIp(subnet.gateway)! },
    entry: `${name}${how === '' && one && node.zone !== undefined ? ` in ${node.zone}` : how}`,
  };
}
