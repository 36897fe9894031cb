import { contains, familyOf, type Ip, parseCidr, parseIp, widthOf } from '../../base/addr/index.ts';
import type { FilterList, FilterRule } from '../../network/guard.ts';
import { macOf } from '../../network/mac.ts';
import type { Device, Interface, Link } from '../../network/network.ts';
import type { Plan, PlannedHost, PlannedLan } from '../../plan/plan.ts';
import { settingOf } from '../../topology/setting.ts';
import { connected, defaultVia, endSystem } from '../machine.ts';
import { linesAt } from '../premises.ts';
import { dhcpServer } from './dhcp-server.ts';
import { homeRouter, lanLink } from './home-router.ts';
import { publicMtu } from './lines.ts';

/** A machine with a line of its own to its provider: whatever its address is, nothing else is on the line. */
export function lineMachine(host: PlannedHost, ip: Ip): Device {
  const nic: Interface = {
    name: 'eth0',
    addresses: [{ ip, bits: widthOf(familyOf(ip)) }],
    answers: [ip],
    link: `line ${host.id}`,
    mtu: publicMtu,
    ...(host.admits ? { guard: { ingress: admitting(host.admits) } } : {}),
  };
  const to = { base: typeof ip === 'number' ? 0 : 0n, bits: 0 };
  const entry = 'default dev eth0 (to its provider)';
  return endSystem({
    ...host,
    source: host.source ?? host.id,
    nic,
    main: [{ to, type: 'unicast', dev: 'eth0', entry, src: ip }],
  });
}

/** What a provider lets in to a machine of its own: some blocks. Who is in none of them gets no answer. */
const admitting = ({ blocks, source }: NonNullable<PlannedHost['admits']>): FilterList => ({
  stage: 'public access',
  rules: blocks.map((text): FilterRule => {
    const block = parseCidr(text)!.cidr;
    const some = block.bits > 0 ? { somePublic: true as const } : {};
    return {
      ...{ action: 'allow', entry: `${text} may use the public endpoint`, source },
      peers: { text, ...some, has: (ip) => contains(block, ip) },
    };
  }),
  otherwise: blocks.length === 0 ? 'the public endpoint is switched off' : 'none of publicAccessCidrs has it',
  ...{ cause: 'API-REACH', source },
});

/** A network at home: its routers and machines on one segment. What has no address in its block is not on it. */
export function homeNetwork(plan: Plan, lan: PlannedLan): { readonly devices: readonly Device[]; readonly link: Link } {
  const block = parseCidr(lan.cidr)!.cidr;
  const within = ({ address }: { readonly address?: string }): boolean => {
    const ip = address === undefined ? undefined : parseIp(address);
    return ip !== undefined && contains(block, ip);
  };
  const routers = plan.routers.filter((each) => each.lan === lan.id && within(each));
  const hosts = plan.hosts.filter((each) => each.lan === lan.id && within(each));
  const gateway = routers.find(({ id }) => id === lan.router);
  const via = gateway && parseIp(gateway.address);
  const machines = hosts.map((host) => {
    const ip = parseIp(host.address!)!;
    const nic: Interface = {
      ...{ name: 'eth0', mac: macIn(plan, host) ?? macOf('nic', ip), link: lanLink(lan), mtu: publicMtu },
      addresses: [{ ip, bits: block.bits }],
      answers: [ip],
    };
    const main = [...(via === undefined ? [] : [defaultVia(via, 'eth0')]), connected('eth0', { ip, bits: block.bits })];
    return endSystem({ ...host, source: host.id, nic, main });
  });
  return {
    devices: [
      ...routers.map((router) => {
        const device = homeRouter(router, lan, linesAt(plan, router.id));
        const dhcp = dhcpServer(plan, lan, router, machines);
        return dhcp ? { ...device, sockets: [...device.sockets, dhcp] } : device;
      }),
      ...machines,
    ],
    link: {
      ...{ id: lanLink(lan), l2: true },
      members: [
        ...routers.map(({ id }) => ({ device: id, interface: 'lan' })),
        ...machines.map(({ id }) => ({ device: id, interface: 'eth0' })),
      ],
    },
  };
}

/** A written MAC address, where no other machine has it. */
function macIn({ topology, hosts }: Plan, { id, lan }: PlannedHost): string | undefined {
  const { internet } = topology;
  const written = (of: string): string | undefined => {
    const found = [...(internet?.clients ?? []), ...(internet?.hosts ?? [])].find((each) => each.id === of);
    const mac = settingOf(found?.settings ?? [], 'mac')?.values[0]?.toLowerCase();
    return mac !== undefined && /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/.test(mac) ? mac : undefined;
  };
  const own = written(id);
  const others = hosts.filter((each) => each.lan === lan && each.id !== id);
  return own !== undefined && others.some((each) => written(each.id) === own) ? undefined : own;
}
