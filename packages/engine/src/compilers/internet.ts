import { familyOf, isPublic, parseCidr, parseIp, single, widthOf } from '../base/addr/index.ts';
import type { Device, Interface, Link } from '../network/network.ts';
import type { Route } from '../network/route.ts';
import type { Beyond } from '../network/unmodelled.ts';
import type { Plan } from '../plan/plan.ts';
import type { Fabric } from './clouds/cloud.ts';
import { endSystem } from './machine.ts';

/** The device that stands for everything between a client and the edge of a cloud. */
export const internetId = '#internet';

/** Bytes that pass everywhere on the Internet: those of an Ethernet. */
const publicMtu = 1500;

/** The Internet: one router with a way to every internet gateway and to every machine out there. */
export function internetOf(
  plan: Plan,
  fabrics: readonly Fabric[],
): { readonly devices: readonly Device[]; readonly links: readonly Link[] } {
  const interfaces: Interface[] = [];
  const routes: Route[] = [];
  const links: Link[] = [];
  const devices: Device[] = [];
  fabrics.forEach((fabric, i) => {
    const { uplink } = fabric;
    if (!uplink) return;
    const igw = fabric.devices.find((device) => device.id === uplink.device)!;
    const link = igw.interfaces.find((each) => each.name === uplink.interface)!.link!;
    const name = `edge${i}`;
    interfaces.push({ name, addresses: [], answers: [], link, mtu: publicMtu });
    links.push({ id: link, l2: false, members: [{ device: internetId, interface: name }] });
    for (const ip of uplink.publics)
      routes.push({ to: single(ip), type: 'unicast', dev: name, entry: `${igw.name} announces it` });
  });
  const names = new Map<string, number>();
  for (const { name } of plan.hosts) names.set(name, (names.get(name) ?? 0) + 1);
  for (const host of plan.hosts) {
    const ip =
      host.subnet !== undefined || host.address === undefined || host.kind === 'host'
        ? undefined
        : parseIp(host.address);
    if (ip === undefined) continue;
    const name = `to-${names.get(host.name) === 1 ? host.name : host.id}`;
    const link = `line ${host.id}`;
    const nic: Interface = {
      name: 'eth0',
      addresses: [{ ip, bits: widthOf(familyOf(ip)) }],
      answers: [ip],
      link,
      mtu: publicMtu,
    };
    interfaces.push({ name, addresses: [], answers: [], link, mtu: publicMtu });
    routes.push({ to: single(ip), type: 'unicast', dev: name, entry: `${host.name} is reached by its provider` });
    links.push({
      id: link,
      l2: false,
      members: [
        { device: internetId, interface: name },
        { device: host.id, interface: 'eth0' },
      ],
    });
    // a line to its provider: whatever its address is, nothing else is on it
    const everything = { base: typeof ip === 'number' ? 0 : 0n, bits: 0 };
    const entry = 'default dev eth0 (to its provider)';
    const main: Route[] = [{ to: everything, type: 'unicast', dev: 'eth0', entry, src: ip }];
    devices.push(endSystem({ ...host, source: host.id, nic, main }));
  }
  const known = new Set(routes.map(({ to }) => to.base));
  for (const { address, what } of plan.foreign) {
    const ip = parseIp(address);
    if (ip !== undefined && isPublic(ip) && !known.has(ip))
      routes.push({ to: single(ip), type: 'unicast', entry: address, unmodelled: what });
  }
  devices.push({
    id: internetId,
    name: 'Internet',
    kind: 'internet',
    interfaces,
    rules: [{ priority: 100, table: 'world' }],
    tables: new Map([['world', routes]]),
    neighbours: [],
    conntrack: false,
    forwarding: true,
    sockets: [],
    rpFilter: {},
    silent: true,
    beyond: beyond(plan),
    words: { table: () => 'Internet', noRoute: 'BGP-NOROUTE' },
  });
  return { devices, links };
}

/** What the autonomous systems announce, where there are any. */
const beyond = ({ topology }: Plan): Beyond => ({
  announced: (topology.internet?.systems ?? []).flatMap(({ announces }) =>
    announces.flatMap(({ text }) => parseCidr(text)?.cidr ?? []),
  ),
});
