import type { Ip } from '../base/addr/index.ts';
import { sameTuple, swapped } from '../network/header.ts';
import type { HookName } from '../network/netfilter.ts';
import type { Interface } from '../network/network.ts';
import type { PolicySkip } from '../network/policy.ts';
import type { Bound } from './ebpf/flows.ts';
import { type Redirect, runTc } from './ebpf/run.ts';
import { isLocal } from './fib.ts';
import { passHook } from './hooks.ts';
import type { Crossed, Passage } from './passage.ts';
import { crossBorder } from './stages/border.ts';
import { fromPort } from './stages/bridge.ts';
import { outOfTunnel } from './stages/decapsulate.ts';
import { intoTunnel, routeOuter } from './stages/encapsulate.ts';
import { passGuard, passMarks } from './stages/guard.ts';
import { handBack } from './stages/hand-back.ts';
import { passPolicies, tellSkip } from './stages/policy.ts';
import { decide, offLoopback, outInterface } from './stages/route.ts';
import { crossSides, leaveSide } from './stages/sides.ts';
import { fitsOwn, fitsThrough, fragment, reassemble } from './stages/size.ts';
import { checkSource } from './stages/source-check.ts';
import { transmit } from './stages/transmit.ts';

/** One station of a packet's way through a device: where it goes on or how it ended; undefined: to the next station. */
type Stage = (passage: Passage) => Crossed | undefined;

/** What stands at a hook of netfilter. */
const at =
  (hook: HookName): Stage =>
  (passage) =>
    passHook(passage, hook);

const arrive: Stage = (passage) => {
  const { iif, packet, log } = passage;
  passage.entered ??= iif;
  log?.add({
    kind: 'receive',
    stage: 'receive',
    entry: packet.dmac === undefined ? `on ${iif}` : `frame for ${packet.dmac}`,
    interface: iif!,
    after: passage.shown(),
  });
  return undefined;
};

/** A machine whose zone is gone has nothing that takes the packet. */
const alive: Stage = (passage) => {
  const { down } = passage.device;
  const { cause, why, source } = down ?? {};
  return cause && passage.drop({ stage: 'machine', entry: why!, source: source! }, cause);
};

const guardIn: Stage = (passage) => {
  const { device, iif, around } = passage;
  const { guard, unmodelled, policies, skips } = passage.at!;
  const stopped = guard && passGuard(passage, guard, iif!, 'ingress', around.flows.at(device.id));
  if (stopped) return stopped;
  const flows = around.flows.at(device.id);
  if (passage.log && skips?.egress) tellSkip(passage, skips.egress, iif);
  return (
    passage.meet('all') ??
    (unmodelled && passMarks(passage, unmodelled, iif!, 'in', flows)) ??
    // a program asks for itself
    (policies?.program === undefined ? policies && passPolicies(passage, policies, iif!, 'in', flows) : undefined)
  );
};

/** Programs of eBPF at an interface may send the packet elsewhere, past all that comes behind them. */
const atTc =
  (way: 'ingress' | 'egress'): Stage =>
  (passage) => {
    const name = way === 'ingress' ? passage.iif : passage.oif;
    if (way === 'egress') frameOf(passage, name);
    const end = runTc(passage, name, way);
    return end?.kind === 'redirect' ? redirect(passage, end) : end;
  };

/** A program at the egress of an interface without ARP has a frame from it to itself. */
function frameOf(passage: Passage, name: string | undefined): void {
  const { device, compiled, packet } = passage;
  const out = name !== undefined && device.ebpf ? compiled.interface(name) : undefined;
  if (out?.noArp && out.mac !== undefined) passage.packet = { ...packet, smac: out.mac, dmac: out.mac };
}

/** What comes out of a redirect leaves by the interface that it names; a pod's end has no program of its own for what goes out to it. */
function redirect(passage: Passage, to: Redirect): Crossed {
  passage.oif = to.dev;
  passage.tracked = undefined;
  if (to.to === 'tunnel') return tunnelTo(passage, to.dev, to.remote);
  if (to.to === 'pod') return transmit(passage, undefined, 'redirected');
  const ended = atTc('egress')(passage);
  if (ended) return ended;
  const sent = transmit(passage, to.via);
  // it has no route that could tell anybody of a neighbour that does not answer (net/core/filter.c, bpf_out_neigh_v4; seen on 6.12)
  return sent.kind === 'unreachable' ? { kind: 'dropped', cause: sent.cause } : sent;
}

/** A frame that comes in by a port is its bridge's. Undefined: there is none, or the frame is for the machine itself. */
const offPort: Stage = (passage) => {
  const port = passage.at!;
  if (!port.port) return undefined;
  const end = fromPort(passage, port);
  if (end !== 'machine' && end !== 'asked') return end;
  passage.at = passage.compiled.interface(port.port.of)!;
  passage.iif = passage.at.name;
  arrive(passage);
  return end === 'asked' ? follow([offFrame, routeIn, checkSource, turn], passage) : undefined;
};

/** The frame and its mark stay outside of the IP stack. */
const intoStack: Stage = (passage) => {
  const { packet } = passage;
  passage.sender = packet.smac;
  if (packet.smac !== undefined || packet.dmac !== undefined || packet.mark !== 0)
    passage.packet = { ...packet, smac: undefined, dmac: undefined, mark: 0 };
  return undefined;
};

const border: Stage = (passage) => {
  const { mapping } = passage.device;
  return mapping && (crossBorder(passage, mapping) ?? fitsThrough(passage) ?? fragment(passage) ?? transmit(passage));
};

const routeIn: Stage = (passage) => {
  passage.routedAt = passage.log?.steps.length ?? 0;
  const martian = offLoopback(passage, 'in', passage.iif);
  if (martian) return martian;
  if (handBack(passage)) return undefined;
  const ended = decide(passage);
  return ended && (leaveSide(passage) ?? ended);
};

/** What is for the machine itself leaves by `lo`, whatever interface has the address (route.c, ip_route_output_key_hash_rcu). */
const outOf = ({ route }: Passage): string | undefined => (route!.type === 'local' ? 'lo' : route!.dev);

const leaving: Stage = (passage) => {
  const ended = offLoopback(passage, 'out', passage.route?.dev);
  if (ended) return ended;
  passage.oif = outOf(passage);
  return undefined;
};

/**
 * Whether a socket of the machine takes a packet of its own connection before it is routed (ip_input.c, ip_rcv_finish_core): one
 * that policy rules then send elsewhere is lost, as no packet with a socket is forwarded (ip_forward.c).
 */
const isTaken = ({ device, compiled, packet, tracked }: Passage): boolean =>
  packet.protocol === 'tcp' &&
  !device.lateDemux &&
  !device.words &&
  tracked?.direction === 'reply' &&
  tracked.connection.own &&
  isLocal(compiled, packet.dst) &&
  sameTuple(swapped(packet), tracked.connection.original);

const age: Stage = (passage) => {
  const { device, packet } = passage;
  const six = typeof packet.dst === 'bigint';
  if (!(six ? device.six?.forwarding : device.forwarding)) {
    const entry = six ? 'net.ipv6.conf.all.forwarding = 0' : 'net.ipv4.ip_forward = 0';
    return passage.drop({ stage: 'routing', entry }, 'IPFWD-OFF');
  }
  passage.oif = outInterface(device, passage.route!);
  if (isTaken(passage)) {
    const entry = `net.ipv4.tcp_early_demux = 1: a socket of ${device.name} has taken the packet, and what is taken is not forwarded`;
    return passage.drop({ stage: 'routing', entry }, 'EARLY-DEMUX');
  }
  if (packet.ttl <= 1) {
    const outcome = passage.drop({ stage: 'routing', entry: 'TTL exceeded' }, 'TTL');
    return device.silent ? outcome : { kind: 'unreachable', cause: 'TTL', packet };
  }
  const tooLarge = fitsThrough(passage);
  if (tooLarge) return tooLarge;
  passage.packet = { ...packet, ttl: packet.ttl - 1 };
  return undefined;
};

const socket: Stage = ({ packet }) => ({ kind: 'delivered', packet, owner: '' });

/** Where a hook routed the packet anew, it leaves by another interface than it entered the hook with. */
const rerouted: Stage = (passage) => {
  passage.oif = outOf(passage);
  return undefined;
};

/** Over `lo` the packet meets the device again, with the route that it has. */
const overLo: Stage = (passage) => {
  if (passage.route!.type !== 'local') return undefined;
  passage.log?.add({ kind: 'send', stage: 'send', entry: 'lo', interface: 'lo', after: passage.shown() });
  passage.left = 'lo';
  passage.iif = 'lo';
  passage.oif = undefined;
  return follow([arrive, at('PREROUTING'), ...localIn], passage);
};

const send: Stage = (passage) => {
  const { compiled, oif } = passage;
  const ended = atTc('egress')(passage);
  if (ended) return ended;
  return compiled.tunnels.some(({ name }) => name === oif)
    ? tunnelTo(passage, oif!)
    : transmit(passage, passage.route!.via);
};

/** Into a tunnel, to the end that a program of eBPF named, or the one that the tunnel knows. */
function tunnelTo(passage: Passage, name: string, remote?: Ip): Crossed {
  const out = passage.compiled.tunnels.find((each) => each.name === name);
  if (!out?.tunnel) throw new Error(`${passage.device.name}: ${name} is no tunnel`);
  const { tunnel } = out;
  return (
    intoTunnel(passage, out, tunnel, remote) ?? follow([(outer) => routeOuter(outer, out, tunnel), ...own], passage)
  );
}

/** What comes out of a tunnel comes in by its interface, as from a wire. */
const unpack: Stage = (passage) => {
  if (!passage.packet.carried) return undefined;
  const ended = outOfTunnel(passage);
  return ended === 'none' ? undefined : (ended ?? follow(unpacked, passage));
};

/** IPVS sends on what it took: the hook OUTPUT does not know where it came from, the one behind it does (ip_vs_xmit.c). */
const sentOn: Stage = (passage) => {
  if (!passage.taken) return undefined;
  passage.taken = false;
  const { iif } = passage;
  passage.iif = undefined;
  const stopped = passHook(passage, 'OUTPUT');
  passage.iif = iif;
  return stopped ?? follow(behindOutput, passage);
};

/** What IPVS gave back the address that was asked leaves by the way from there. */
const givenBack: Stage = (passage) => {
  if (passage.balanced) passage.oif = outInterface(passage.device, passage.route!);
  return undefined;
};

/** For the machine itself. */
const localIn: readonly Stage[] = [reassemble, at('INPUT'), sentOn, unpack, socket];

/** For somebody behind it. */
const forwarded: readonly Stage[] = [age, crossSides, at('FORWARD'), givenBack, at('POSTROUTING'), fragment, send];

const turn: Stage = (passage) => follow(passage.route!.type === 'local' ? localIn : forwarded, passage);

/** From a wire. */
const received: readonly Stage[] = [
  arrive,
  alive,
  guardIn,
  atTc('ingress'),
  offPort,
  intoStack,
  border,
  at('PREROUTING'),
  routeIn,
  checkSource,
  turn,
];

/** A frame out of a tunnel has the mark of the packet that carried it: both are in one machine. */
const offFrame: Stage = (passage) => {
  const { packet } = passage;
  if (packet.smac !== undefined || packet.dmac !== undefined)
    passage.packet = { ...packet, smac: undefined, dmac: undefined };
  return undefined;
};

/** Out of a tunnel. */
const unpacked: readonly Stage[] = [
  arrive,
  guardIn,
  atTc('ingress'),
  offFrame,
  at('PREROUTING'),
  routeIn,
  checkSource,
  turn,
];

/** The machine's own, behind its route. */
const behindOutput: readonly Stage[] = [rerouted, at('POSTROUTING'), fragment, overLo, send];
const own: readonly Stage[] = [leaving, at('OUTPUT'), sentOn, ...behindOutput];

/** From a program of the machine. */
const sent: readonly Stage[] = [(passage) => passage.meet('all'), decide, fitsOwn, ...own];

function follow(way: readonly Stage[], passage: Passage): Crossed {
  for (const stage of way) {
    const crossed = stage(passage);
    if (crossed) return crossed;
  }
  throw new Error(`${passage.device.name}: a way has no end`);
}

/** A packet that arrives at an interface. */
export function receive(passage: Passage, at: Interface): Crossed {
  passage.at = at;
  passage.iif = at.name;
  return follow(received, passage);
}

/** What a program of eBPF sends back goes to who sent it what it is about: a pod at the end of its link, or the next hop of the way back. */
function reflect(passage: Passage, name: string): Crossed {
  const { device, packet } = passage;
  passage.oif = name;
  if (device.ebpf?.endpoints.get(packet.dst) === name) return transmit(passage, undefined, 'reflected');
  return decide(passage) ?? transmit(passage, passage.route!.via, 'redirected');
}

/** A packet that a program of this device sends. `entry` says how; it is asked where the way is described. */
export function originate(
  passage: Passage,
  {
    entry,
    random,
    kind = 'originate',
    bound,
    reflected,
    skip,
  }: {
    readonly entry: () => string;
    readonly random: boolean;
    readonly kind?: 'originate' | 'connect';
    readonly bound?: Bound | undefined;
    readonly reflected?: string | undefined;
    readonly skip?: PolicySkip | undefined;
  },
): Crossed {
  passage.log?.add({
    kind,
    stage: 'socket',
    entry: entry(),
    after: passage.shown(),
    ...(random ? { random: true as const } : {}),
  });
  if (skip) tellSkip(passage, skip);
  if (reflected !== undefined) return reflect(passage, reflected);
  if (!bound) return follow(sent, passage);
  const before = passage.moment();
  if ('packet' in bound.ends) passage.packet = bound.ends.packet;
  passage.changed(before, bound.step);
  return 'outcome' in bound.ends ? bound.ends.outcome : follow(sent, passage);
}
