import { type Ip, showIp } from '../../base/addr/index.ts';
import { type Ebpf, type Frontend, frontendOf, scopeOf, showBackend, showFrontend } from '../../network/ebpf.ts';
import { type Header, hasPorts, sameTuple, type Tuple } from '../../network/header.ts';
import type { Device } from '../../network/network.ts';
import { meets } from '../../network/unmodelled.ts';
import type { Step } from '../../trace/trace.ts';
import { sourceTo } from '../fib.ts';
import type { Outcome, Passage, Surroundings } from '../passage.ts';
import { pickBackend } from './backend.ts';

/** What the hook at a socket made of a destination. */
export interface Bound {
  /** What the program asked for, with the address that its packets have. */
  readonly dialled: Header;
  /** Whom its packets are for; or how the call ended. */
  readonly ends: { readonly packet: Header } | { readonly outcome: Outcome };
  readonly step: Omit<Step, 'before' | 'after'>;
}

/** What sockets were bound to in one walk, by their machines. */
const bound = new WeakMap<Surroundings['ebpf'], { readonly device: string; readonly of: Bound }[]>();

const stageOf = ({ protocol }: Tuple): string => (protocol === 'tcp' ? 'cgroup/connect4' : 'cgroup/sendmsg4');

const isLoopback = (ip: Ip): boolean => typeof ip === 'number' && ip >>> 24 === 127;

/**
 * What programs of eBPF at cgroup/connect4 and sendmsg4 do before there is a packet: a destination that is a frontend becomes one of
 * its backends, and the address that the program's packets come from is chosen for that (bpf/bpf_sock.c of Cilium 1.19;
 * net/ipv4/af_inet.c). Undefined: nothing.
 */
export function atSocket(journey: Surroundings, device: Device, packet: Header): Bound | undefined {
  const kernel = device.kernel === undefined ? device : journey.network.devices.get(device.kernel);
  const ebpf = kernel?.ebpf;
  if (!ebpf?.connect || !hasPorts(packet.protocol) || typeof packet.dst !== 'number') return undefined;
  const all = bound.get(journey.ebpf) ?? [];
  const known = all.find((each) => each.device === device.id && sameTuple(each.of.dialled, packet));
  if (known) return known.of;
  journey.footprint?.packet(packet);
  const found = bind(journey, device, ebpf, packet);
  if (found) bound.set(journey.ebpf, [...all, { device: device.id, of: found }]);
  return found;
}

function bind(journey: Surroundings, device: Device, ebpf: Ebpf, packet: Header): Bound | undefined {
  const stage = stageOf(packet);
  const mark = ebpf.services.unmodelled.find((each) => meets(each, packet, undefined));
  if (mark)
    return {
      dialled: packet,
      ends: { outcome: { kind: 'undetermined', assumes: mark.why } },
      step: { kind: 'filter', stage: 'not modelled', entry: mark.why },
    };
  const frontend = frontendFor(ebpf, packet, device.kernel === undefined);
  if (!frontend) return undefined;
  const source = frontend.source === undefined ? {} : { source: frontend.source };
  const { inside, cause } = frontend;
  const scope = scopeOf(frontend, inside);
  if (inside.length === 0) {
    const entry = `${showFrontend(frontend, scope)}: no backend, the call fails with EHOSTUNREACH`;
    const outcome: Outcome = { kind: 'unreachable', cause, packet, told: true };
    return { dialled: packet, ends: { outcome }, step: { kind: 'drop', stage, entry, cause, ...source } };
  }
  const { backend, slot } = pickBackend(journey, device, frontend, inside);
  const { address: dst, port: dport } = backend;
  const src = sourceOf(device, ebpf, packet, dst);
  if (src !== packet.src) journey.draws.renamed(packet.src, packet.sport, src, packet.sport);
  const from = backend.source === undefined ? source : { source: backend.source };
  return {
    dialled: { ...packet, src },
    ends: { packet: { ...packet, src, dst, dport } },
    step: { kind: 'nat', stage, entry: showBackend(frontend, backend, slot, scope), ...from },
  };
}

/** A program that binds no address gets the one of the way to its backend. One of a pod has no other. */
function sourceOf(device: Device, { own }: Ebpf, { src }: Header, dst: Ip): Ip {
  const isAny = own.has(src) || isLoopback(src);
  return (device.kernel === undefined && isAny ? sourceTo(device, dst) : undefined) ?? src;
}

/**
 * A frontend with the address, or a node port of any machine of the cluster, which has no address in the map; 127.0.0.1 stands for the
 * machine where its own programs dial it. External addresses of others are left to who has them (bpf_sock.c, sock4_skip_xlate).
 */
function frontendFor(ebpf: Ebpf, packet: Header, isMachine: boolean): Frontend | undefined {
  const { services, hosts, own } = ebpf;
  const { dst, protocol, dport } = packet;
  const loopback = isMachine && isLoopback(dst);
  const exact = frontendOf(services, packet);
  if (exact) {
    const skips = exact.type === 'ExternalIPs' || exact.type === 'HostPort';
    return skips && !own.has(dst) ? undefined : exact;
  }
  const wild = services.nodePorts.get(`${protocol} ${dport}`);
  if (!wild) return undefined;
  const isMeant = loopback || (wild.type === 'HostPort' ? own : hosts).has(dst);
  return isMeant ? wild : undefined;
}

/** The program is told the address that it asked for, by recvmsg() or getpeername(). */
export function backAtSocket(passage: Passage, { dialled, ends }: Bound): void {
  if (!('packet' in ends)) return;
  const before = passage.moment();
  const { packet } = passage;
  passage.packet = { ...packet, src: dialled.dst, sport: dialled.dport };
  const call = packet.protocol === 'tcp' ? 'getpeername' : 'recvmsg';
  const entry = `${call}() says ${showIp(dialled.dst)}:${dialled.dport}`;
  passage.changed(before, { kind: 'nat', stage: `cgroup/${call}4`, entry });
}
