import { parseIp, single } from '../addr/index.ts';
import type { Fabric } from '../clouds/cloud.ts';
import type { Device, Interface, Link } from '../network/network.ts';
import type { Route } from '../network/route.ts';
import type { Plan } from '../plan/plan.ts';
import { connected, defaultVia, endSystem } from './machine.ts';

/** The device that stands for everything between a client and the edge of a cloud. */
export const internetId = '#internet';

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
    interfaces.push({ name, addresses: [], answers: [], link });
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
      addresses: [{ ip, bits: typeof ip === 'number' ? 24 : 64 }],
      answers: [ip],
      link,
    };
    const address = nic.addresses[0]!;
    interfaces.push({ name, addresses: [], answers: [], link });
    routes.push({ to: single(ip), type: 'unicast', dev: name, entry: `${host.name} is reached by its provider` });
    links.push({
      id: link,
      l2: false,
      members: [
        { device: internetId, interface: name },
        { device: host.id, interface: 'eth0' },
      ],
    });
    const gateway = connected('eth0', address).to.base;
    const main = [{ ...defaultVia(gateway, 'eth0'), entry: 'default dev eth0 (to its provider)', src: ip }];
    devices.push(endSystem({ ...host, source: host.id, nic, main }));
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
    words: { table: () => 'Internet', noRoute: 'BGP-NOROUTE' },
  });
  return { devices, links };
}
