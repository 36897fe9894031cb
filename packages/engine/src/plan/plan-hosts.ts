import { notModelled } from '../base/not-modelled.ts';
import { type ElementId, elementId } from '../topology/id.ts';
import type { Gateway, Host, Port, Vpc } from '../topology/vpc.ts';
import { answersOf } from './answers.ts';
import { type Draft, inOrder } from './draft.ts';
import { nextOutside } from './drawn-addresses.ts';
import { externalOf } from './external-ip.ts';
import { isRegionalNat } from './nat-kinds.ts';
import type { Listen } from './plan.ts';
import { written4, written6 } from './take-addresses.ts';

const modelled: ReadonlySet<string> = new Set([
  'internet-gateway',
  'egress-only-internet-gateway',
  'nat-gateway',
  'vpn-gateway',
  'cloud-nat',
]);

/** Gateways and machines that are no nodes, with their addresses. */
export function planHosts(draft: Draft): void {
  const { topology } = draft;
  for (const vpc of topology.vpcs) {
    if (!draft.cloudOf(vpc.cloud)) continue;
    for (const gateway of inOrder(vpc.gateways)) {
      const address =
        written4(gateway.addresses) ??
        (gateway.kind === 'nat-gateway' ? assign(draft, gateway.subnet, gateway.id) : undefined);
      const { id, name, kind } = gateway;
      if (!modelled.has(kind)) draft.lacks(id, kind);
      const eip = written4(gateway.eips);
      draft.gateways.push({
        id,
        name,
        kind,
        vpc: vpc.id,
        ...(gateway.subnet === undefined ? {} : { subnet: gateway.subnet }),
        ...(address === undefined ? {} : { address }),
        ...(eip === undefined ? {} : { eip }),
        ...(isRegionalNat(gateway) ? { regional: zonesOf(draft, vpc, gateway) } : {}),
      });
    }
    for (const host of inOrder(vpc.hosts)) planHost(draft, host);
  }
  // written in the block of the Internet, and placed in a subnet
  for (const host of inOrder(topology.internet?.hosts ?? [])) if (host.place.kind === 'subnet') planHost(draft, host);
}

/**
 * The public addresses of a regional NAT gateway: of each zone that has subnets, in their order. Without `eip` AWS takes some, and takes
 * more as zones come (VPC user guide, regional NAT gateways).
 */
function zonesOf(draft: Draft, vpc: Vpc, gateway: Gateway): NonNullable<Draft['gateways'][number]['regional']> {
  const zones = [...new Set(vpc.subnets.map(({ zone }) => zone))].sort((a = '', b = '') => (a < b ? -1 : 1));
  const written = gateway.eips.flatMap((each) => written4([each]) ?? []);
  return zones.map((zone, at) => {
    const where = zone === undefined ? {} : { zone };
    const own = written[Math.min(at, written.length - 1)];
    if (own !== undefined) return { ...where, address: own, drawn: false };
    const address = nextOutside(draft.drawn);
    draft.drawn.set(elementId(`${gateway.id}#${zone ?? ''}`), address);
    return { ...where, address, drawn: true };
  });
}

function planHost(draft: Draft, host: Host): void {
  const inside = host.place.kind === 'subnet';
  const subnet = host.place.kind === 'subnet' ? host.place.of : subnetOf(draft, host);
  const own6 = written6(host.addresses);
  const wrote = written4(host.addresses) ?? (inside || host.place.kind === 'vpc' ? undefined : own6);
  const address = wrote ?? (inside ? assign(draft, subnet, host.id) : undefined);
  const eip = written4(host.eips) ?? externalOf(host);
  const known = own6 === undefined || own6 === address || carriesSix(draft, subnet);
  if (!known) {
    draft.lacks(host.id, 'IPv6');
    draft.foreign.set(own6, `IPv6 of ${host.name}`);
  }
  draft.hosts.push({
    id: host.id,
    name: host.name,
    kind: inside || host.place.kind === 'vpc' ? 'host' : 'server',
    ...(host.place.kind === 'as' ? { as: host.place.of } : {}),
    ...(subnet === undefined ? {} : { subnet }),
    ...(address === undefined ? {} : { address }),
    addressAssigned: wrote === undefined,
    ...(own6 === undefined || own6 === address || !known ? {} : { address6: own6 }),
    ...(known ? {} : { unknownSix: notModelled(`IPv6 of ${host.name}`) }),
    ...(host.machine === undefined ? {} : { machine: host.machine }),
    ...(eip === undefined ? {} : { eip }),
    securityGroups: host.securityGroups ?? [],
    listens: host.ports.map((port) => listenOf(port, answersOf(host.settings))),
  });
}

/** Whether packets of IPv6 are followed in the network of a subnet, as they are on the Internet. */
function carriesSix(draft: Draft, subnet: ElementId | undefined): boolean {
  const vpc = subnet === undefined ? undefined : draft.subnets.get(subnet)?.subnet.vpc;
  const cloud = draft.topology.vpcs.find(({ id }) => id === vpc);
  return !cloud || draft.cloudOf(cloud.cloud)?.carriesSix === true;
}

/** `host postgres 10.20.8.20` directly in a VPC stands in the subnet that contains its address. */
function subnetOf(draft: Draft, host: Host): ElementId | undefined {
  const address = written4(host.addresses);
  if (host.place.kind !== 'vpc' || address === undefined) return undefined;
  for (const book of draft.subnets.values())
    if (book.subnet.vpc === host.place.of && book.has(address)) return book.subnet.id;
  return undefined;
}

function assign(draft: Draft, subnet: ElementId | undefined, owner: ElementId): string | undefined {
  const book = subnet === undefined ? undefined : draft.subnets.get(subnet);
  const address = book?.next(owner);
  if (address !== undefined) draft.supply(owner, address, `The lowest free address of ${book!.subnet.name}.`);
  return address;
}

export const listenOf = (port: Port, answers: Listen['answers'] = [], container?: string): Listen => ({
  id: port.id,
  ...(port.name === undefined ? {} : { name: port.name }),
  protocol: port.protocol,
  port: port.port,
  ...(port.listen === undefined ? {} : { address: port.listen }),
  ...(container === undefined ? {} : { container }),
  ...(port.hostPort === undefined ? {} : { hostPort: port.hostPort }),
  ...(port.hostIp === undefined ? {} : { hostIp: port.hostIp }),
  ...(answers.length === 0 ? {} : { answers }),
});
