import { type Ip, isPublic, parseCidr, parseIp } from '../../base/addr/index.ts';
import type { Device, Link } from '../../network/network.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Fabric } from '../clouds/cloud.ts';
import { carrierNat } from './carrier-nat.ts';
import type { Line } from './lines.ts';
import { homeNetwork, lineMachine } from './machines.ts';
import { type Behind, type Foreign, systemDevices, wholeInternet } from './system.ts';
import { type Systems, speakersOf, systemsOf } from './systems.ts';

export { internetId } from './systems.ts';

/** What is known of an address that a provider draws. */
const drawnByProvider = 'an address that its provider draws';

/** The part of a network outside of clouds. */
export interface Outside {
  readonly devices: readonly Device[];
  readonly links: readonly Link[];
  /** Addresses that providers draw, with what they are. */
  readonly drawn: ReadonlyMap<Ip, string>;
}

/**
 * The Internet: autonomous systems, one router each, that tell each other their prefixes, with a line to every internet
 * gateway, home and machine out there. Without `as` lines it is one router that has a way to everything.
 */
export function internetOf(plan: Plan, fabrics: readonly Fabric[]): Outside {
  const systems = systemsOf(plan, fabrics);
  const devices: Device[] = [];
  const links: Link[] = [];
  const lines = [...cloudLines(fabrics, systems), ...machineLines(plan, systems, devices), ...homeLines(plan, systems)];
  for (const carrier of plan.carriers) {
    const ip = parseIp(carrier.address)!;
    const own = carrierNat(
      carrier,
      lines.filter(({ to }) => to === carrier.id),
    );
    devices.push(own.device);
    links.push(...own.links);
    lines.push({
      ...{ to: systems.of(carrier.as, ip), name: 'cgnat', link: `line ${carrier.id}`, ips: [ip] },
      ...{ end: { device: carrier.id, interface: 'out' }, entry: `${carrier.name} translates to it` },
    });
  }
  for (const lan of plan.lans) {
    const home = homeNetwork(plan, lan);
    devices.push(...home.devices);
    links.push(home.link);
  }
  const drawn = drawnOf(plan);
  const foreign = foreignOf(plan, systems);
  const standIns = standInsOf(fabrics, systems);
  const routers = systems.isWritten
    ? systemDevices(systems, speakersOf(systems, extraOf(systems, lines, drawn, { foreign, standIns })), lines, {
        foreign,
        standIns,
      })
    : wholeInternet(lines, { foreign, standIns });
  return { devices: [...devices, ...routers.devices], links: [...links, ...routers.links], drawn };
}

function cloudLines(fabrics: readonly Fabric[], systems: Systems): Line[] {
  return fabrics.flatMap((fabric, i): Line[] => {
    const { uplink } = fabric;
    if (!uplink) return [];
    const igw = fabric.devices.find((device) => device.id === uplink.device)!;
    const link = igw.interfaces.find((each) => each.name === uplink.interface)!.link!;
    // who is no system itself is a customer of the one that has its address
    const [first] = uplink.publics;
    const to = uplink.system || first === undefined ? systems.ofCloud(fabric) : systems.of(undefined, first);
    return [{ to, name: `edge${i}`, link, ips: uplink.publics, entry: `${igw.name} announces it` }];
  });
}

/** What an interface to a machine is called: by its name, or by its id where two have one name. */
function nameIn(plan: Plan): (of: { readonly id: string; readonly name: string }) => string {
  const count = new Map<string, number>();
  for (const { name } of [...plan.hosts, ...plan.routers]) count.set(name, (count.get(name) ?? 0) + 1);
  return ({ id, name }) => `to-${count.get(name) === 1 ? name : id}`;
}

/** The machines with a line of their own, which join the devices. */
function machineLines(plan: Plan, systems: Systems, devices: Device[]): Line[] {
  const nameOf = nameIn(plan);
  return plan.hosts.flatMap((host): Line[] => {
    const isOutside = host.subnet === undefined && host.lan === undefined && host.kind !== 'host';
    const ip = isOutside && host.address !== undefined ? parseIp(host.address) : undefined;
    if (ip === undefined) return [];
    devices.push(lineMachine(host, ip));
    const end = { device: host.id, interface: 'eth0' };
    const entry = `${host.name} is reached by its provider`;
    return [{ to: systems.of(host.as, ip), name: nameOf(host), link: `line ${host.id}`, end, ips: [ip], entry }];
  });
}

function homeLines(plan: Plan, systems: Systems): Line[] {
  const nameOf = nameIn(plan);
  return plan.routers.map((router): Line => {
    const ip = parseIp(router.wan)!;
    const name = nameOf(router);
    const block = router.napt ? undefined : parseCidr(plan.lans.find(({ id }) => id === router.lan)!.cidr)?.cidr;
    const entry = `${router.name} is reached by its provider`;
    return {
      ...{ to: router.carrier ?? systems.of(router.as, ip), name, link: `line ${router.id}`, ips: [ip], entry },
      end: { device: router.id, interface: 'wan' },
      // a provider has a way back to the block only if it is one of the Internet
      ...(block && isPublic(block.base) ? { routes: [{ to: block, type: 'unicast', dev: name, entry }] } : {}),
    };
  });
}

/** Addresses that stand for what a provider draws. */
function drawnOf(plan: Plan): ReadonlyMap<Ip, string> {
  const outside = [
    ...plan.hosts.filter(({ id, subnet }) => subnet === undefined && plan.drawn.has(id)).map(({ address }) => address),
    ...plan.routers.filter(({ wanDrawn }) => wanDrawn).map(({ wan }) => wan),
    ...plan.carriers.filter(({ drawn }) => drawn).map(({ address }) => address),
  ];
  return new Map(outside.flatMap((text) => (text === undefined ? [] : [[parseIp(text)!, drawnByProvider] as const])));
}

/** What stands for addresses of clouds' own services, by the system of the cloud. */
function standInsOf(fabrics: readonly Fabric[], systems: Systems): Behind['standIns'] {
  const out = new Map<string, readonly Ip[]>();
  for (const fabric of fabrics) if (fabric.uplink?.standIns) out.set(systems.ofCloud(fabric), fabric.uplink.standIns);
  return out;
}

/** Public addresses of what netk reads and does not model. */
function foreignOf(plan: Plan, systems: Systems): Foreign {
  const out = new Map<string, { ip: Ip; address: string; what: string }[]>();
  for (const { address, what } of plan.foreign) {
    const ip = parseIp(address);
    if (ip === undefined || !isPublic(ip)) continue;
    const at = systems.of(undefined, ip);
    out.set(at, [...(out.get(at) ?? []), { ip, address, what }]);
  }
  return out;
}

/**
 * What a system announces without a line that says so: a cloud the public addresses that its gateways have, everybody who
 * is not written its own, and each what stands for an address that it draws, as that is one of its blocks.
 */
function extraOf(
  { all }: Systems,
  lines: readonly Line[],
  drawn: ReadonlyMap<Ip, string>,
  { foreign, standIns }: Behind,
): ReadonlyMap<string, readonly Ip[]> {
  return new Map(
    all.map(({ id, written }) => {
      const own = lines.filter(({ to }) => to === id);
      const clouds = own.filter(({ end }) => end === undefined).flatMap(({ ips }) => ips);
      const ends = own.filter(({ end }) => end !== undefined).flatMap(({ ips }) => ips);
      const others = written ? [] : (foreign.get(id) ?? []).map(({ ip }) => ip);
      return [
        id,
        [...clouds, ...(written ? ends.filter((ip) => drawn.has(ip)) : ends), ...others, ...(standIns.get(id) ?? [])],
      ];
    }),
  );
}
