import type { Ip } from '../../base/addr/index.ts';
import { hasPorts } from '../../network/header.ts';
import { ipvsPriorities } from '../../network/hook-priorities.ts';
import { type RealServer, showReal, showVirtual, type VirtualServer, virtualKey } from '../../network/ipvs.ts';
import type { HookName } from '../../network/netfilter.ts';
import type { Connection } from '../conntrack.ts';
import type { Option } from '../decider.ts';
import { fraction } from '../fraction.ts';
import type { HookEntry, HookMember } from '../hook-entry.ts';
import type { Outcome, Passage } from '../passage.ts';
import { decide, offLoopback, outInterface, rerouteElsewhere } from '../stages/route.ts';
import { fitsThrough } from '../stages/size.ts';

const stage = 'ipvs';

/**
 * IP Virtual Server: a packet to a virtual server is taken from INPUT, or from OUTPUT where a program of the machine sent it,
 * and goes on through OUTPUT and POSTROUTING to one of its servers; answers get the address back that was asked.
 */
export const ipvsAt: HookMember = (device, hook, family) => {
  const at = ipvsPriorities[hook];
  if (!at || family !== 4 || !device.ipvs) return [];
  const entry = (priority: number, run: HookEntry['run']): HookEntry => ({
    priority,
    stages: [{ stage, priority }],
    run,
  });
  return [
    entry(at.back, (passage) => giveBack(passage, hook)),
    ...(at.take === undefined ? [] : [entry(at.take, take)]),
  ];
};

/** Whom a connection's packets go to: where they went before, or one that the scheduler picks for the first of them. */
function take(passage: Passage): Outcome | undefined {
  const { device, packet, tracked, log } = passage;
  if (passage.balanced || !tracked || tracked.direction !== 'original' || !hasPorts(packet.protocol)) return undefined;
  const { connection } = tracked;
  if (connection.served) {
    const { address, port } = connection.served;
    const quiet = isQuiet(connection.served, device.ipvs!.virtual.get(virtualKey(packet)));
    return pass(
      passage,
      connection,
      connection.served,
      `known connection: to ${virtualKey({ ...packet, dst: address, dport: port })}${quiet ? ', whose weight is 0: it gets no other' : ''}`,
    );
  }
  const virtual = device.ipvs!.virtual.get(virtualKey(packet));
  if (!virtual) return undefined;
  const source = virtual.source === undefined ? {} : { source: virtual.source };
  log?.add({ kind: 'balance', stage, entry: showVirtual(virtual), ...source });
  if (virtual.servers.length === 0) return nobody(passage, virtual);
  const server = pick(passage, virtual);
  return pass(passage, connection, server, showReal(virtual, server));
}

/**
 * A server that is an endpoint no more keeps its connections: kube-proxy gives it the weight 0, and takes it out when none is
 * left (pkg/proxy/ipvs/graceful_termination.go).
 */
const isQuiet = (served: RealServer, virtual: VirtualServer | undefined): boolean =>
  virtual?.servers.some(({ address, port }) => address === served.address && port === served.port) === false;

/** It says itself that nobody is there, for every protocol: ICMP port unreachable (ip_vs_core.c, ip_vs_leave). */
function nobody(passage: Passage, { cause = 'SVC-NOEP', source }: VirtualServer): Outcome | undefined {
  const { packet, iif } = passage;
  const step = { stage, entry: 'no real server', ...(source === undefined ? {} : { source }) };
  if (!passage.stop(step, cause)) return undefined;
  return { kind: 'refused', packet, cause, by: 'icmp', ...(iif === undefined ? { within: 'call' as const } : {}) };
}

const known = new WeakMap<VirtualServer, readonly Option[]>();

/** One client has one server: which, follows from a hash and from the order of the servers. */
const byHash: readonly string[] = ['sh', 'mh', 'dh', 'lblc', 'lblcr'];

/**
 * The servers of a virtual server as alternatives. kube-proxy adds them in no order, each with the weight 1: whatever the
 * scheduler makes of the order, and wherever it stands, each of them is as likely.
 */
function optionsOf(virtual: VirtualServer): readonly Option[] {
  const kept = known.get(virtual);
  if (kept) return kept;
  const { scheduler, servers } = virtual;
  const assumes = byHash.includes(scheduler)
    ? `${scheduler} of IPVS sends a client to one server, by a hash and the order in which kube-proxy added them, which nobody knows: each is as likely`
    : `where ${scheduler} of IPVS stands is not known: each server is as likely`;
  const out = servers.map(({ label }) => ({
    label,
    probability: fraction(1, servers.length),
    ...(servers.length > 1 ? { assumes } : {}),
  }));
  known.set(virtual, out);
  return out;
}

/** Who is known again keeps its server (ip_vs_core.c, ip_vs_sched_persist). */
function pick(passage: Passage, virtual: VirtualServer): RealServer {
  if (virtual.persistent === undefined) return drawn(passage, virtual);
  const { device, around, packet } = passage;
  const key = `${device.id} ${virtualKey({ protocol: virtual.protocol, dst: virtual.address, dport: virtual.port })}`;
  const list = around.remembered.get(key) ?? new Map<Ip, string>();
  around.remembered.set(key, list);
  const before = virtual.servers.find(({ label }) => label === list.get(packet.src));
  const server = before ?? drawn(passage, virtual);
  list.set(packet.src, server.label);
  return server;
}

function drawn({ device, around }: Passage, virtual: VirtualServer): RealServer {
  // who is behind it is not asked here: each of them is walked
  if (around.footprint) around.footprint.alone = true;
  return virtual.servers[around.decider.choose('endpoint', device, virtual.of, optionsOf(virtual))]!;
}

/**
 * Sends a packet on to a server, on the way that the server's address alone has (ip_vs_xmit.c, do_output_route4): its source
 * and its mark count only when it is routed anew. One of the machine itself stays where it is, with another destination.
 */
function pass(passage: Passage, connection: Connection, server: RealServer, entry: string): Outcome | undefined {
  const { device, log } = passage;
  const { address, port } = server;
  const ended = decide(passage, { packet: { src: 0, dst: address, mark: 0 }, iif: undefined });
  if (ended) return ended;
  const route = passage.route!;
  const stays = route.type === 'local';
  if (!stays) {
    const martian = offLoopback(passage, 'out', route.dev);
    if (martian) return martian;
    if (passage.packet.ttl <= 1) return passage.drop({ stage, entry: 'TTL exceeded' }, 'TTL');
    passage.oif = outInterface(device, route);
    const tooLarge = fitsThrough(passage);
    if (tooLarge) return tooLarge;
  }
  const before = passage.moment();
  const { packet } = passage;
  passage.packet = { ...packet, dst: address, dport: port, ttl: stays ? packet.ttl : packet.ttl - 1 };
  if (!connection.served) {
    connection.reply = { ...connection.reply, src: address, sport: port };
    connection.served = server;
  }
  passage.balanced = true;
  passage.taken = !stays;
  if (log) {
    const source = server.source === undefined ? {} : { source: server.source };
    passage.changed(before, { kind: 'nat', stage, entry, ...source, ...passage.connectionText });
  }
  return undefined;
}

/** An answer of a server, or an error about what was sent to it, comes from the address that was asked. */
function giveBack(passage: Passage, hook: HookName): Outcome | undefined {
  const { tracked, packet, log } = passage;
  if (passage.balanced || !tracked || tracked.direction !== 'reply' || !tracked.connection.served) return undefined;
  const { dst, dport } = tracked.connection.original;
  const before = passage.moment();
  const was = virtualKey({ ...packet, dst: packet.src, dport: packet.sport });
  passage.packet = packet.about
    ? { ...packet, src: dst, about: { ...packet.about, dst, dport } }
    : { ...packet, src: dst, sport: dport };
  passage.balanced = true;
  const what = packet.about ? 'error about a known connection' : `known connection: ${was}`;
  const entry = `${what} → ${virtualKey({ ...packet, dst, dport })}`;
  if (log) passage.changed(before, { kind: 'nat', stage, entry, ...passage.connectionText });
  // ip_vs_core.c, ip_vs_route_me_harder
  return hook === 'INPUT' || !passage.route || passage.route.type === 'local' ? undefined : rerouteElsewhere(passage);
}
