import { familyOf, type Ip, showIp } from '../../base/addr/index.ts';
import { notModelled } from '../../base/not-modelled.ts';
import type { Header } from '../../network/header.ts';
import type { Interface } from '../../network/network.ts';
import {
  encapsulate,
  hasFrames,
  headerBytes,
  peerOf,
  showPeer,
  showTunnel,
  type Tunnel,
} from '../../network/tunnel.ts';
import { sourceFor } from '../fib.ts';
import type { Outcome, Passage, Surroundings } from '../passage.ts';
import { localPorts } from '../port-draws.ts';
import { decide } from './route.ts';

/**
 * Sends a packet into a tunnel: the passage goes on with the outer packet, which is the machine's own. Undefined: it is
 * ready for its route.
 */
export function intoTunnel(passage: Passage, out: Interface, tunnel: Tunnel, remote?: Ip): Outcome | undefined {
  const { log, packet } = passage;
  passage.around.footprint?.tunnel();
  const nextHop = passage.route?.via ?? packet.dst;
  // a program that names the other end sends the frame as it is
  const framed = hasFrames(tunnel) && remote === undefined ? frameFor(passage, out, tunnel, nextHop) : packet;
  if ('kind' in framed) return framed;
  const inner = framed;
  log?.add({
    kind: 'send',
    stage: 'send',
    entry: out.name,
    interface: out.name,
    after: passage.shown({ ...inner, mark: 0 }),
  });
  const peer = tunnel.kind === 'wireguard' ? peerOf(tunnel, packet.dst) : undefined;
  if (tunnel.kind === 'wireguard' && !peer) return noPeer(passage, out);
  const known = hasFrames(tunnel)
    ? (tunnel.forwarding?.get(inner.dmac!) ?? tunnel.remote)
    : (peer?.endpoint ?? tunnel.remote ?? nextHop);
  const to = remote ?? known;
  // the frame is on the interface of the tunnel, and goes no further (VXLAN asks nobody who has it)
  if (to === undefined)
    return lost(passage, 'ARP-FAIL', `${inner.dmac} is not in the forwarding database of ${out.name}`);
  const src = tunnel.local ?? sourceTo(passage, to, tunnel.kind === 'wireguard' ? 0 : packet.mark);
  if (src === undefined) return lost(passage, 'HOST-NOROUTE', `${out.name}: no route to ${showIp(to)}`);
  const sport = hasFrames(tunnel) ? sourcePort(passage, out, src) : (tunnel.port ?? 0);
  const dport = peer?.port ?? tunnel.port ?? 0;
  const outer = encapsulate(inner, tunnel, { src, dst: to, sport, dport, most: out.mtu });
  const before = passage.shown(inner);
  passage.packet = outer;
  passage.tracked = undefined;
  passage.untracked = false;
  passage.iif = undefined;
  passage.oif = undefined;
  log?.add({
    kind: 'encapsulate',
    stage: 'tunnel',
    entry: `${out.name}: ${showTunnel(tunnel)}${peer ? ` ${showPeer(peer)}` : ''}`,
    interface: out.name,
    ...(out.source === undefined ? {} : { source: out.source }),
    before,
    after: passage.shown(),
    ...(hasFrames(tunnel) ? { random: true as const } : {}),
  });
  return undefined;
}

/** WireGuard tells the sender that nobody has the key (device.c, wg_xmit; seen on 6.12: a host that is not there, and to a call ENOKEY). */
function noPeer(passage: Passage, out: Interface): Outcome {
  const { packet, iif } = passage;
  const entry = `no peer of ${out.name} has ${showIp(packet.dst)} among its allowed IPs`;
  passage.drop({ stage: 'tunnel', entry }, 'ARP-FAIL');
  return { kind: 'unreachable', cause: 'ARP-FAIL', packet, ...(iif === undefined ? { failed: true } : {}) };
}

/** More headers around a packet than the kernel puts there (dev.h, XMIT_RECURSION_LIMIT). */
const mostLayers = 8;

/** Routes the outer packet. That it has no route is told to the sender of the inner one by IP in IP alone (ip_tunnel.c, vxlan_core.c). */
export function routeOuter(passage: Passage, out: Interface, tunnel: Tunnel): Outcome | undefined {
  const { packet } = passage;
  const ended = decide(passage);
  if (ended?.kind === 'unreachable') return hidden(ended.cause, tunnel, packet);
  if (ended) return ended;
  const { dev } = passage.route!;
  if (dev === out.name || layersOf(packet) > mostLayers)
    return lost(passage, 'HOST-NOROUTE', `the way to ${showIp(packet.dst)} leads into ${out.name} again`);
  if (tunnel.dev !== undefined && dev !== tunnel.dev && passage.route!.type === 'unicast')
    return passage.unknown(
      notModelled(`a route of ${showIp(packet.dst)} by ${dev}, where the tunnel ${out.name} sends by ${tunnel.dev},`),
    );
  return toldBySize(passage, tunnel);
}

/** IP in IP tells the sender of what may not be fragmented the size that fits on its way (ip_tunnel.c, tnl_update_pmtu). */
function toldBySize({ packet, route, compiled, log }: Passage, tunnel: Tunnel): Outcome | undefined {
  const { size, carried, dst } = packet;
  const mtu = tunnel.kind !== 'ipip' || !size?.df || !carried ? undefined : compiled.interface(route?.dev ?? '')?.mtu;
  if (mtu === undefined || !carried || size!.bytes <= mtu) return undefined;
  const fits = mtu - headerBytes(dst);
  log?.add({
    kind: 'drop',
    stage: 'mtu',
    entry: `${size!.bytes} bytes, mtu of ${route?.dev} is ${mtu}: ${fits} fit`,
    cause: 'MTU',
  });
  return { kind: 'unreachable', cause: 'MTU', packet: carried.packet, mtu: fits };
}

const hidden = (
  cause: 'HOST-NOROUTE' | Extract<Outcome, { kind: 'unreachable' }>['cause'],
  tunnel: Tunnel,
  packet: Header,
): Outcome =>
  tunnel.kind !== 'ipip' || !packet.carried
    ? { kind: 'dropped', cause }
    : { kind: 'unreachable', cause, packet: packet.carried.packet };

function layersOf(packet: Header): number {
  let layers = 0;
  for (let inner = packet.carried; inner; inner = inner.packet.carried) layers += 1;
  return layers;
}

const lost = (passage: Passage, cause: 'HOST-NOROUTE' | 'ARP-FAIL', entry: string): Outcome =>
  passage.drop({ stage: 'tunnel', entry }, cause);

/** The frame for a next hop, whose MAC is among the neighbours. */
function frameFor(passage: Passage, out: Interface, { remote }: Tunnel, nextHop: Ip): Outcome | Header {
  const { device, compiled, log, packet } = passage;
  const neighbour = compiled.neighbour(out.name, nextHop);
  if (!neighbour && remote !== undefined)
    return passage.unknown(notModelled(`a question for the MAC of ${showIp(nextHop)} through the tunnel ${out.name}`));
  if (!neighbour) {
    const outcome = passage.drop(
      { stage: 'neighbour', entry: `nobody answers for ${showIp(nextHop)} on ${out.name}` },
      'ARP-FAIL',
    );
    return device.silent ? outcome : { kind: 'unreachable', cause: 'ARP-FAIL', packet };
  }
  const { mac, state } = neighbour;
  log?.add({
    kind: 'neighbour',
    stage: 'neighbour',
    entry: `${showIp(nextHop)} dev ${out.name} lladdr ${mac} ${state}`,
    interface: out.name,
  });
  // the other end looks at the frame's addresses, which a plain wire keeps only for show
  return { ...packet, smac: out.mac, dmac: mac };
}

/** The source that the machine's own route to the other end gives. */
function sourceTo({ device, compiled }: Passage, to: Ip, mark: number): Ip | undefined {
  const found = compiled.rulesFor(to).lookup(compiled, { src: familyOf(to) === 4 ? 0 : 0n, dst: to, mark }, undefined);
  return found && sourceFor(device, found.route);
}

const ports = new WeakMap<Surroundings, Map<string, number>>();

/**
 * A hash of the inner flow, as a port of net.ipv4.ip_local_port_range (udp_tunnel.h, udp_flow_src_port; 32774 to 60969 in
 * 2,000 flows on 6.18): the same for every packet of a flow, another on another machine, whose hash has its own seed.
 */
function sourcePort({ device, packet, around }: Passage, out: Interface, ip: Ip): number {
  let known = ports.get(around);
  if (!known) {
    known = new Map();
    ports.set(around, known);
  }
  const flow = `${device.id} ${out.name} ${packet.protocol} ${packet.src}:${packet.sport}>${packet.dst}:${packet.dport}`;
  let port = known.get(flow);
  if (port === undefined) {
    port = around.draws.draw({ range: localPorts, how: 'uniform' }, device, around.decider, {
      ip,
      seed: () => `${around.seed()} ${flow}`,
      taken: [],
    });
    known.set(flow, port);
  }
  return port;
}
