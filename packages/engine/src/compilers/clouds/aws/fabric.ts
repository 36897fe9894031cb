import {
  type Cidr,
  cidr,
  cidrFamily,
  contains,
  type Family,
  familyOf,
  type Ip,
  ip,
  parseIp,
  showCidr,
  showIp,
} from '../../../base/addr/index.ts';
import type { Guard, InterfaceFilters, Peers, Tracking } from '../../../network/guard.ts';
import { macOf } from '../../../network/mac.ts';
import type { Device, HandedBack, Interface, Link } from '../../../network/network.ts';
import { amazonStandIns, listedIn } from '../../../plan/amazon-services.ts';
import { clusterGroup } from '../../../plan/cluster-group.ts';
import { refersTo } from '../../../plan/joined-vpcs.ts';
import type { Plan, PlannedCluster, PlannedGateway } from '../../../plan/plan.ts';
import { routesOf } from '../../../plan/subnet-routes.ts';
import type { PacketFilter } from '../../../topology/filter.ts';
import { type ElementId, elementId } from '../../../topology/id.ts';
import { type Setting, settingOf } from '../../../topology/setting.ts';
import type { Vpc } from '../../../topology/vpc.ts';
import type { Fabric, Plug } from '../cloud.ts';
import { unfiltered } from './amazon-services.ts';
import { egressOnlyGateway } from './egress-only.ts';
import { trackingOf } from './facts/tracking.ts';
import { interfaceEndpoint } from './interface-endpoint.ts';
import { internetGateway, outside } from './internet-gateway.ts';
import { endpointMtu } from './joints/gateway-endpoint.ts';
import { jointsOf } from './joints/index.ts';
import { metadataService } from './metadata.ts';
import { jumbo } from './mtu.ts';
import { natGateway, natGatewayMtu } from './nat-gateway.ts';
import { aclFilters } from './network-acl.ts';
import { egressOnlyInterface, gatewayInterface, routerInterfaces } from './router-interfaces.ts';
import { GroupMembers, groupList, ownGroup } from './security-groups.ts';
import { segmentOf } from './segments.ts';
import { attachmentInterface } from './transit-gateway.ts';
import { vpcRoutes } from './vpc-routes.ts';

/** One VPC: its router, its gateways, and a segment per subnet. */
export function vpcFabric(plan: Plan, id: ElementId, fabricOf: (vpc: ElementId) => Fabric | undefined): Fabric {
  const vpc = plan.topology.vpcs.find((each) => each.id === id)!;
  const planned = plan.vpcs.find((each) => each.id === id)!;
  const subnets = plan.subnets.filter((each) => each.vpc === id && each.cidr !== undefined);
  const members = new Map<string, { device: string; interface: string }[]>();
  const join = (link: string, device: string, name: string) => {
    const list = members.get(link);
    if (list) list.push({ device, interface: name });
    else members.set(link, [{ device, interface: name }]);
  };
  const routerId = `${id}#router`;
  const gatewayOf = (kind: PlannedGateway['kind']) =>
    plan.gateways.find((each) => each.vpc === id && each.kind === kind);
  const [igw, eigw] = [gatewayOf('internet-gateway'), gatewayOf('egress-only-internet-gateway')];
  const blocks6 = planned.cidrs.map(cidr).filter((block) => cidrFamily(block) === 6);
  const joints = jointsOf(plan, id);
  const names = routerInterfaces(subnets, joints);
  const ofGateway = { inside: `uplink ${id}`, outside: `world ${id}` };
  const ofEgressOnly = { inside: `uplink6 ${id}`, outside: `world6 ${id}` };

  const resolver = planned.resolver === undefined ? undefined : parseIp(planned.resolver);
  const interfaces: Interface[] = subnets.map((subnet) => {
    const own = parseIp(subnet.gateway!)!;
    const name = names.get(subnet.id)!;
    join(segmentOf(subnet.id), routerId, name);
    const six = subnet.cidr6 === undefined ? [] : [{ ip: routerOfSix, bits: cidr(subnet.cidr6).bits }];
    return {
      name,
      mac: macOf('router', own),
      addresses: [{ ip: own, bits: cidr(subnet.cidr!).bits }, ...six],
      answers: [
        own,
        // a machine in the subnet of the resolver's address asks for it on its segment
        ...(resolver !== undefined && contains(cidr(subnet.cidr!), resolver) ? [resolver] : []),
        ...six.map((each) => each.ip),
      ],
      link: segmentOf(subnet.id),
      mtu: jumbo,
      source: subnet.id,
    };
  });
  const exempt = unfiltered(planned.resolver);
  const filters = new Map<string, InterfaceFilters>();
  for (const subnet of vpc.subnets) {
    const name = names.get(subnet.id);
    const acl = vpc.networkAcls.find((each) => each.id === subnet.networkAcl?.of);
    if (name !== undefined) filters.set(name, aclFilters(acl, subnet.id, exempt));
  }
  for (const [gateway, name, link] of [
    [igw, gatewayInterface, ofGateway.inside],
    [eigw, egressOnlyInterface, ofEgressOnly.inside],
  ] as const) {
    if (!gateway) continue;
    interfaces.push({ name, addresses: [], answers: [], link, mtu: jumbo });
    join(link, routerId, name);
    join(link, gateway.id, 'vpc');
  }
  for (const joint of joints) {
    const name = names.get(joint.target)!;
    interfaces.push({ name, addresses: [], answers: [], link: joint.link, mtu: joint.mtu });
    join(joint.link, routerId, name);
    join(joint.link, joint.device, joint.interface);
  }
  const router: Device = {
    id: routerId,
    name: 'VPC router',
    kind: 'router',
    source: id,
    interfaces,
    ...vpcRoutes(plan, vpc, planned, names),
    neighbours: [],
    conntrack: false,
    forwarding: true,
    six: { forwarding: true },
    sockets: [metadataService(plan, id)],
    rpFilter: {},
    filters,
    handsBack: handedBack(plan, id, names),
    silent: true,
  };

  const groups = groupsOf(plan, vpc.securityGroups, id);
  const groupMembers = new GroupMembers(
    (group, direction) => peerCarriers(plan, id, { group, direction }, fabricOf),
    (list) => listedIn(plan, list),
  );
  const unchecked = uncheckedIds(plan);
  const bitsOf = new Map(subnets.map((each) => [each.id, cidr(each.cidr!).bits]));
  const attach = (plug: Plug): Interface => {
    join(segmentOf(plug.subnet), plug.device, plug.name);
    const own = [plug.primary, ...plug.secondaries, ...(plug.six === undefined ? [] : [plug.six])];
    const { blocks = [] } = plug;
    const carried = plug.securityGroups.length > 0 ? plug.securityGroups : [defaultGroup(id)];
    if (plug.guarded)
      for (const group of carried) {
        groupMembers.add(group, own);
        for (const block of blocks) groupMembers.addBlock(group, block);
      }
    const nic: Interface = {
      name: plug.name,
      mac: macOf('nic', plug.primary),
      addresses: plug.bare
        ? []
        : [
            { ip: plug.primary, bits: bitsOf.get(plug.subnet)! },
            // DHCPv6 gives it alone; its subnet is on the link because the router says so
            ...(plug.six === undefined ? [] : [{ ip: plug.six, bits: 128 }]),
          ],
      answers: own,
      ...(blocks.length > 0 ? { blocks } : {}),
      link: segmentOf(plug.subnet),
      mtu: plug.mtu ?? jumbo,
      source: plug.id,
    };
    if (!plug.guarded) return nic;
    const filtersOf = carried.flatMap((each) => groups.get(each) ?? []);
    return {
      ...nic,
      guard: guardOf(plug, filtersOf, {
        members: groupMembers,
        exempt,
        check: plug.checked !== false && !unchecked.has(plug.eni ?? plug.id),
        tracks: trackingBy(plug),
      }),
    };
  };

  const devices: Device[] = [router];
  for (const gateway of plan.gateways) {
    if (
      gateway.vpc !== id ||
      gateway.kind !== 'nat-gateway' ||
      gateway.address === undefined ||
      gateway.subnet === undefined
    )
      continue;
    const at = routerOf(gateway.subnet);
    const primary = parseIp(gateway.address);
    if (!at || primary === undefined) continue;
    const nic = attach({
      id: gateway.id,
      name: 'eth0',
      device: gateway.id,
      subnet: gateway.subnet,
      primary,
      secondaries: [],
      securityGroups: [],
      guarded: false,
      mtu: natGatewayMtu,
    });
    const { zone } = subnets.find((each) => each.id === gateway.subnet)!;
    devices.push({ ...natGateway(gateway, nic, at), ...(zone === undefined ? {} : { zone }) });
  }
  for (const attachment of plan.attachments) {
    if (attachment.vpc !== id) continue;
    for (const node of attachment.nodes)
      join(segmentOf(node.subnet), attachment.gateway, attachmentInterface(plan, attachment, node).name);
  }
  for (const endpoint of plan.endpoints) {
    if (endpoint.vpc !== id) continue;
    for (const node of endpoint.nodes) {
      const at = routerOf(node.subnet);
      const primary = parseIp(node.address);
      if (!at || primary === undefined) continue;
      const nic = attach({
        ...{ id: endpoint.id, name: 'eth0', device: node.id, subnet: node.subnet, primary, secondaries: [] },
        ...{ securityGroups: endpoint.securityGroups, guarded: true, mtu: endpointMtu },
      });
      devices.push(interfaceEndpoint(endpoint, node, nic, at));
    }
  }
  if (igw) {
    devices.push(internetGateway(plan, igw, ofGateway, blocks6));
    join(ofGateway.outside, igw.id, outside);
  }
  if (eigw) {
    devices.push(egressOnlyGateway(eigw, ofEgressOnly, blocks6));
    join(ofEgressOnly.outside, eigw.id, outside);
  }
  function routerOf(subnet: ElementId, family: Family = 4) {
    const found = interfaces.find((each) => each.source === subnet);
    return found?.addresses.find(({ ip }) => familyOf(ip) === family);
  }
  const publics = devices.flatMap((device) => [...(device.mapping?.pairs.values() ?? [])].map((pair) => pair.public));
  return {
    devices,
    attach,
    routerOf,
    carriersOf: (group) => groupMembers.of(group),
    links: () =>
      [...members].map(([link, list]): Link => ({ id: link, l2: link.startsWith('segment '), members: list })),
    uplinks: [
      ...(igw
        ? [
            {
              ...{ device: igw.id, interface: outside, publics, blocks: blocks6, system: amazon },
              standIns: amazonStandIns(plan),
            },
          ]
        : []),
      ...(eigw
        ? [
            {
              ...{ device: eigw.id, interface: outside, publics: [], system: amazon },
              blocks: igw ? egressOnlyBlocks(plan, vpc, eigw.id) : blocks6,
            },
          ]
        : []),
    ],
  };
}

/** The router of every subnet with IPv6 (VPC user guide, subnet routing). */
const routerOfSix = ip('fe80:ec2::1');

/**
 * The blocks whose answers come back by an egress-only gateway beside an internet gateway: those of the subnets that send
 * there. Which gateway takes what comes in unasked AWS does not say: by both it reaches nobody in them.
 */
function egressOnlyBlocks(plan: Plan, vpc: Vpc, gateway: ElementId): readonly Cidr[] {
  return vpc.subnets.flatMap((subnet) => {
    const { routes } = routesOf(vpc, subnet);
    const leads = routes.some(
      ({ destination, target }) => destination === '::/0' && target.kind === 'element' && target.of === gateway,
    );
    const block = leads ? plan.subnets.find(({ id }) => id === subnet.id)?.cidr6 : undefined;
    return block === undefined ? [] : [cidr(block)];
  });
}

/** Amazon's autonomous system (peeringdb.com, AS16509). */
const amazon = { number: 16509, name: 'AWS' };

/** Who carries a group of a VPC that is joined, where lines may name it; undefined: no line here means any of them. */
function peerCarriers(
  { topology }: Plan,
  own: ElementId,
  { group, direction }: { readonly group: ElementId; readonly direction: 'ingress' | 'egress' },
  fabricOf: (vpc: ElementId) => Fabric | undefined,
): ReadonlySet<Ip> | undefined {
  const home = topology.vpcs.find(({ securityGroups }) => securityGroups.some(({ id }) => id === group));
  if (!home || home.id === own || !refersTo(topology, own, home.id, direction)) return undefined;
  return fabricOf(home.id)?.carriersOf?.(group);
}

/** The group that AWS gives to interfaces that name none. */
const defaultGroup = (vpc: ElementId): ElementId => elementId(`${vpc}#default-security-group`);

function groupsOf(plan: Plan, written: readonly PacketFilter[], vpc: ElementId): ReadonlyMap<ElementId, PacketFilter> {
  const out = new Map(written.map((group) => [group.id, group]));
  out.set(defaultGroup(vpc), ownGroup(defaultGroup(vpc), 'default'));
  for (const cluster of plan.clusters)
    if (cluster.vpc === vpc)
      out.set(clusterGroup(cluster), ownGroup(clusterGroup(cluster), cluster.groupName, podBlockOf(cluster)));
  for (const group of plan.filters.groups) if (group.vpc === vpc) out.set(group.id, group);
  for (const { group, line } of plan.filters.lines) {
    const known = out.get(group);
    if (known) out.set(group, { ...known, lines: [...known.lines, line] });
  }
  return out;
}

/** The block of a cluster's pods, where their addresses are none of the VPC. */
const podBlockOf = ({ clusterCidr, podsApart }: PlannedCluster): string | undefined =>
  podsApart ? clusterCidr : undefined;

/** Nodes of load balancers that keep their clients' addresses: the network brings the answers of their targets back to them. */
const handedBack = (plan: Plan, vpc: ElementId, names: ReadonlyMap<ElementId, string>): readonly HandedBack[] =>
  plan.balancers
    .filter((balancer) => balancer.vpc === vpc && balancer.groups.some(({ preserveClientIp }) => preserveClientIp))
    .flatMap(({ nodes }) =>
      nodes.flatMap(({ id, subnet, address }) => {
        const [dev, via] = [names.get(subnet), parseIp(address)];
        return dev === undefined || via === undefined ? [] : [{ device: id, via, dev }];
      }),
    );

const trackings = new Map<string, Tracking>();

/** Equal machines have one. */
function trackingBy({ machine = '' }: Plug): Tracking {
  const known = trackings.get(machine);
  if (known) return known;
  const seconds = trackingOf(machine);
  const made: Tracking = {
    ...(seconds === undefined ? {} : { seconds }),
    ...{ shortest: 350, what: machine === '' ? 'its interface' : `an interface of ${machine}`, cause: 'SG-TRACK' },
  };
  trackings.set(machine, made);
  return made;
}

function guardOf(
  plug: Plug,
  groups: readonly PacketFilter[],
  {
    members,
    exempt,
    check,
    tracks,
  }: { readonly members: GroupMembers; readonly exempt: Peers; readonly check: boolean; readonly tracks: Tracking },
): Guard {
  const own = new Set([plug.primary, ...plug.secondaries, ...(plug.six === undefined ? [] : [plug.six])]);
  const { blocks } = plug;
  const text = `the addresses of ${plug.name} (${showIp(plug.primary)}${plug.six === undefined ? '' : `, ${showIp(plug.six)}`}${plug.secondaries.length > 0 ? ` and ${plug.secondaries.length} secondary` : ''})${blocks ? ` and ${blocks.map(showCidr).join(', ')}` : ''}`;
  return {
    ...(check
      ? { addresses: { of: own, ...(blocks ? { blocks } : {}), text, stage: 'source/dest check', cause: 'SRCDST' } }
      : {}),
    ...members.listsOf(groups, () => ({
      egress: { ...groupList('egress', groups, members), exempt },
      ingress: { ...groupList('ingress', groups, members), exempt },
    })),
    tracks,
  };
}

/** Interfaces whose address check is off: `source-dest-check false` on the ENI, or on its node, group or host. */
function uncheckedIds(plan: Plan): ReadonlySet<ElementId> {
  const out = new Set<ElementId>();
  const off = (element: { readonly settings: readonly Setting[] }) =>
    settingOf(element.settings, 'source-dest-check')?.values[0] === 'false';
  for (const cluster of plan.topology.clusters) {
    const machines = new Set<ElementId>();
    const written = [...cluster.nodes, ...cluster.nodeGroups];
    for (const each of written) if (off(each)) machines.add(each.id);
    const exceptions = new Map(cluster.nodeGroups.flatMap((group) => [...(group.exceptions ?? [])]));
    for (const node of plan.nodes) {
      const exception = exceptions.get(node.id);
      const isOff = exception ? off(exception) : machines.has(node.id) || machines.has(node.group ?? node.id);
      if (isOff) for (const eni of node.enis) out.add(eni.id);
    }
    for (const eni of [...cluster.nodes, ...exceptions.values()].flatMap((node) => node.enis))
      if (off(eni)) out.add(eni.id);
  }
  for (const host of plan.topology.vpcs.flatMap((vpc) => vpc.hosts)) if (off(host)) out.add(host.id);
  return out;
}
