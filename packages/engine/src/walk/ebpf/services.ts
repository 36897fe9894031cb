import { contains, type Ip, showIp } from '../../base/addr/index.ts';
import {
  type Backend,
  ebpfPorts,
  type Frontend,
  frontendOf,
  type ServiceAction,
  type ServiceMap,
  scopeOf,
  showBackend,
  showFrontend,
} from '../../network/ebpf.ts';
import { type Header, hasPorts, tupleOf } from '../../network/header.ts';
import { meets } from '../../network/unmodelled.ts';
import type { Step } from '../../trace/trace.ts';
import type { Outcome, Passage } from '../passage.ts';
import { pickBackend } from './backend.ts';
import type { TranslatedFlow } from './flows.ts';
import type { TcRun } from './tc-run.ts';

/**
 * Sends a packet to a Service on to one of its backends (bpf/lib/nodeport.h, nodeport_svc_lb4; bpf/lib/lb.h, lb4_local, of
 * Cilium): who is on this machine keeps the client's address, others get this machine's, or answer the client themselves.
 */
export function toService(passage: Passage, action: ServiceAction, run: TcRun): Outcome | undefined {
  const { packet, device, around } = passage;
  if (!hasPorts(packet.protocol)) return undefined;
  const flows = around.ebpf.at(device.id);
  const known = flows.sent(packet, 'services');
  if (known) {
    sendOn(passage, known, { kind: 'nat', stage: run.stage, entry: 'known flow: to its backend' }, run);
    return undefined;
  }
  const { services } = device.ebpf!;
  const mark = services.unmodelled.find((each) => meets(each, packet, passage.iif));
  if (mark) return passage.unknown(mark.why);
  const frontend = frontendOf(services, packet);
  if (!frontend) return otherPort(passage, action);
  if (action.by === 'pods' && frontend.type !== 'ClusterIP' && !action.every) return undefined;
  if (action.by === 'others' && frontend.type === 'LocalRedirect') return passage.unknown(redirectedOthers);
  const refused = turnedAway(passage, action, frontend, run.stage);
  if (refused) return refused;
  const backends = action.by === 'pods' ? frontend.inside : frontend.outside;
  if (backends.length === 0) return noBackend(passage, action, frontend, run.stage);
  if (action.unknownChoice !== undefined && action.by === 'others' && backends.length > 1)
    return passage.unknown(action.unknownChoice);
  const { backend, slot } = pickBackend(around, device, frontend, backends);
  const flow = flowTo(passage, action, backend);
  flows.add(flow);
  const { asked } = flow;
  const how = asked ? `, answers come from ${showIp(asked.dst)}:${asked.dport} (DSR)` : '';
  const entry = `${showBackend(frontend, backend, slot, scopeOf(frontend, backends))}${how}`;
  const source = backend.source ?? frontend.source;
  sendOn(passage, flow, { kind: 'nat', stage: run.stage, entry, ...(source === undefined ? {} : { source }) }, run);
  return undefined;
}

const redirectedOthers =
  "what Cilium does with others' packets to an address that is redirected to a pod of the node is not known";

/** Which address and port a packet to a backend has, and what it says of its client's question. */
function flowTo(passage: Passage, action: ServiceAction, { address, port, node }: Backend): TranslatedFlow {
  const { packet, device } = passage;
  const from = tupleOf(packet);
  const to = { ...from, dst: address, dport: port };
  if (action.by === 'pods')
    return { from, to: address === packet.src ? { ...to, src: action.loopback } : to, by: 'services' };
  if (node === device.id) return { from, to, by: 'services' };
  if (action.forward[packet.protocol === 'tcp' ? 'tcp' : 'udp'] === 'dsr')
    return { from, to, by: 'services', asked: { dst: packet.dst, dport: packet.dport } };
  const inTunnel = action.inTunnel?.to.some(({ block }) => contains(block, address));
  const src = inTunnel ? action.inTunnel!.snat : action.snat;
  return { from, to: { ...to, src, sport: portFor(passage, src) }, by: 'services' };
}

/** A port of source that is among those that may be taken is kept; else one of them is drawn (bpf/lib/nat.h, snat_v4_new_mapping). */
export function portFor({ packet, around, device }: Passage, address: Ip): number {
  const { src, sport } = packet;
  if (!hasPorts(packet.protocol)) return sport;
  const { from, to } = ebpfPorts;
  around.draws.compared(src, sport, packet.protocol, ebpfPorts);
  if (sport >= from && sport <= to) {
    around.draws.renamed(src, sport, address, sport);
    return sport;
  }
  return around.draws.draw({ range: ebpfPorts, how: 'uniform' }, device, around.decider, {
    ip: address,
    seed: () => `${around.seed()} ${device.id} ${address} ${src}:${sport}`,
    taken: [packet.dport],
  });
}

function sendOn(
  passage: Passage,
  { to, asked }: TranslatedFlow,
  step: Omit<Step, 'before' | 'after'>,
  run: TcRun,
): void {
  const before = passage.moment();
  passage.packet = { ...passage.packet, ...to, asked };
  passage.changed(before, step);
  run.translated = true;
}

/** Who may not ask: others than the cluster for a cluster IP, and whoever is in none of the ranges of a balancer. */
function turnedAway(
  passage: Passage,
  { by, clusterIps }: ServiceAction,
  frontend: Frontend,
  stage: string,
): Outcome | undefined {
  const { packet } = passage;
  const source = frontend.source === undefined ? {} : { source: frontend.source };
  const entry = showFrontend(frontend);
  if (by === 'others' && frontend.type === 'ClusterIP' && !clusterIps)
    return passage.stop({ stage, entry: `${entry}: not for others than the cluster`, ...source }, 'SVC-PORT');
  if (by === 'pods' || !frontend.sources || frontend.sources.some((block) => contains(block, packet.src)))
    return undefined;
  return passage.stop(
    { stage, entry: `${entry}: ${showIp(packet.src)} is in no source range`, ...source },
    'SVC-SRCRANGE',
  );
}

function noBackend(
  passage: Passage,
  { refuses, unknownEmpty }: ServiceAction,
  frontend: Frontend,
  stage: string,
): Outcome | undefined {
  const { cause, source } = frontend;
  if (unknownEmpty !== undefined) return passage.unknown(unknownEmpty);
  const own = source === undefined ? {} : { source };
  const dropped = passage.stop({ stage, entry: `${showFrontend(frontend)}: no backend`, ...own }, cause);
  if (!dropped || !refuses) return dropped;
  const { packet, iif } = passage;
  return { kind: 'refused', packet, cause, by: 'icmp', ...(iif === undefined ? {} : { reflected: iif }) };
}

/** An address that Services have, at a port that none has. */
function otherPort(passage: Passage, { by, unknownPorts }: ServiceAction): Outcome | undefined {
  if (by === 'pods' || unknownPorts === undefined || !isOfService(passage.packet, passage)) return undefined;
  return passage.unknown(unknownPorts);
}

const isOfService = ({ dst }: Header, { device: { ebpf } }: Passage): boolean =>
  !ebpf!.own.has(dst) && addressesOf(ebpf!.services).has(dst);

const known = new WeakMap<ServiceMap, ReadonlySet<Ip>>();

/** Addresses of balancers, and external ones. */
function addressesOf(services: ServiceMap): ReadonlySet<Ip> {
  const earlier = known.get(services);
  if (earlier) return earlier;
  const made = new Set(
    [...services.frontends.values()].flatMap(({ address, type }) =>
      address !== undefined && (type === 'LoadBalancer' || type === 'ExternalIPs') ? [address] : [],
    ),
  );
  known.set(services, made);
  return made;
}
