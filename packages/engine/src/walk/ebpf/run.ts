import { contains, type Ip, showCidr, showIp } from '../../base/addr/index.ts';
import { notModelled } from '../../base/not-modelled.ts';
import type { MasqueradeAction, TcAction, TcProgram } from '../../network/ebpf.ts';
import { swapped, tupleOf } from '../../network/header.ts';
import type { Outcome, Passage } from '../passage.ts';
import { passProgram } from '../stages/policy.ts';
import { decide } from '../stages/route.ts';
import { portFor, toService } from './services.ts';
import type { TcRun } from './tc-run.ts';

/** Where a program sends a packet on to, past everything that the machine would do with it. */
export type Redirect =
  | { readonly kind: 'redirect'; readonly dev: string; readonly via?: Ip | undefined; readonly to: 'pod' | 'wire' }
  | { readonly kind: 'redirect'; readonly dev: string; readonly remote: Ip; readonly to: 'tunnel' };

type Does<A extends TcAction> = (passage: Passage, action: A, run: TcRun) => Outcome | Redirect | undefined;

/** What a program of sched_cls makes of a packet at an interface. Undefined: it goes on as if there were none. */
export function runTc(
  passage: Passage,
  name: string | undefined,
  way: 'ingress' | 'egress',
): Outcome | Redirect | undefined {
  const { ebpf } = passage.device;
  const program = name === undefined ? undefined : ebpf?.tc.get(name)?.[way];
  if (!program || typeof passage.packet.dst !== 'number') return undefined;
  passage.around.footprint?.packet(passage.packet);
  return runProgram(passage, program, { stage: `tc ${way} ${name}`, first: passage.packet, translated: false });
}

function runProgram(passage: Passage, { does }: TcProgram, run: TcRun): Outcome | Redirect | undefined {
  for (const action of does) {
    const end = (actions[action.kind] as Does<TcAction>)(passage, action, run);
    if (end) return end;
  }
  return undefined;
}

const actions: { readonly [K in TcAction['kind']]: Does<Extract<TcAction, { kind: K }>> } = {
  services: toService,
  policies: (passage, _, { first }) => passProgram(passage, first),
  reverse,
  asked: readAsked,
  endpoint: toPod,
  tunnel: toMachine,
  route: byRoute,
  masquerade,
  unroutable,
};

/** An answer gets the addresses back that were asked; of an ICMP error also the packet that it is about. */
function reverse(passage: Passage, { to: only }: Extract<TcAction, { kind: 'reverse' }>, run: TcRun): undefined {
  const { packet, device, around } = passage;
  if (only !== undefined && packet.dst !== only) return undefined;
  const flow = run.translated ? undefined : around.ebpf.at(device.id).answered(packet);
  if (!flow) return undefined;
  const { from, to, by } = flow;
  const before = passage.moment();
  run.translated = by === 'services';
  passage.packet = packet.about
    ? {
        ...packet,
        dst: from.src,
        ...(packet.src === to.dst ? { src: from.dst } : {}),
        about: { ...packet.about, ...from },
      }
    : { ...packet, ...swapped(from) };
  const what = packet.about ? 'error about a known flow' : 'answer of a known flow';
  const entry = `${what}: from ${showIp(passage.packet.src)}, to ${showIp(passage.packet.dst)}`;
  passage.changed(before, { kind: 'nat', stage: run.stage, entry });
  return undefined;
}

/** What the packet says of its client's question becomes the address that its answers have (bpf/lib/nodeport.h, nodeport_extract_dsr_v4). */
function readAsked(passage: Passage, _: TcAction, { stage, translated }: TcRun): undefined {
  const { packet, device, around, log } = passage;
  const { asked } = packet;
  if (!asked || translated) return undefined;
  const to = tupleOf(packet);
  const flows = around.ebpf.at(device.id);
  const from = { ...to, ...asked };
  if (!flows.sent(from, 'asked')) flows.add({ from, to, by: 'asked' });
  log?.add({
    kind: 'rule',
    stage,
    entry: `the client asked ${showIp(asked.dst)}:${asked.dport}: answers come from there (DSR)`,
  });
  passage.packet = { ...packet, asked: undefined };
  return undefined;
}

/** Takes one off the TTL, as a router does; what has none left is dropped, and nobody is told (bpf/lib/l3.h, ipv4_l3). */
function age(passage: Passage, stage: string): Outcome | undefined {
  const { packet } = passage;
  if (packet.ttl <= 1) return passage.drop({ stage, entry: 'TTL exceeded' }, 'TTL');
  passage.packet = { ...packet, ttl: packet.ttl - 1 };
  return undefined;
}

function toPod(passage: Passage, _: TcAction, { stage }: TcRun): Outcome | Redirect | undefined {
  const { packet, device, around, log } = passage;
  const dev = device.ebpf!.endpoints.get(packet.dst);
  if (dev === undefined) return undefined;
  const old = age(passage, stage);
  if (old) return old;
  around.ebpf.at(device.id).deliver(packet);
  log?.add({ kind: 'route', stage, entry: `endpoint ${showIp(packet.dst)}: redirect to ${dev}` });
  return { kind: 'redirect', dev, to: 'pod' };
}

/** No tunnel leads to a machine's own address. */
const untold = notModelled('a direct answer of a backend that is in the network of its node, told by Geneve');

function toMachine(
  passage: Passage,
  { dev, to, of }: Extract<TcAction, { kind: 'tunnel' }>,
  { stage, translated }: TcRun,
): Outcome | Redirect | undefined {
  const { packet, log } = passage;
  if ((of === 'translated' && !translated) || (of === 'asked' && !packet.asked)) return undefined;
  const end = to.find(({ block }) => contains(block, packet.dst));
  if (!end && packet.asked) return passage.unknown(untold);
  if (!end) return undefined;
  const entry = `${showCidr(end.block)} is of node ${showIp(end.node)}: redirect to ${dev}, remote ${showIp(end.node)}`;
  log?.add({ kind: 'route', stage, entry });
  return { kind: 'redirect', dev, remote: end.node, to: 'tunnel' };
}

/** Asks the routing tables, and nothing else of the machine (bpf_fib_lookup; bpf/lib/fib.h, fib_redirect). */
function byRoute(
  passage: Passage,
  { of }: Extract<TcAction, { kind: 'route' }>,
  { stage, translated }: TcRun,
): Outcome | Redirect | undefined {
  if (of === 'translated' && !translated) return undefined;
  const { compiled, packet, log } = passage;
  const found = compiled.rulesFor(packet.dst).lookup(compiled, packet, undefined);
  if (found?.route.type === 'local') return undefined;
  const ended = decide(passage);
  if (ended) return ended.kind === 'unreachable' ? { kind: 'dropped', cause: ended.cause } : ended;
  const { dev, via } = passage.route!;
  const old = age(passage, stage);
  if (old) return old;
  const { size } = packet;
  const mtu = compiled.interface(dev!)?.mtu;
  if (size && mtu !== undefined && (size.largest ?? size.bytes) > mtu)
    return passage.drop({ stage, entry: `${size.bytes} bytes: mtu of ${dev} is ${mtu}` }, 'MTU');
  log?.add({ kind: 'route', stage, entry: `redirect to ${dev}` });
  return { kind: 'redirect', dev: dev!, via, to: 'wire' };
}

/** bpf/lib/nat.h, snat_v4_needs_masquerade: what pods of the machine open to others than the cluster. */
function masquerade(passage: Passage, { address, except, exceptHosts }: MasqueradeAction, { stage }: TcRun): undefined {
  const { packet, device, around } = passage;
  const ebpf = device.ebpf!;
  const flows = around.ebpf.at(device.id);
  const known = flows.sent(packet, 'masquerade');
  if (!known && (!ebpf.endpoints.has(packet.src) || flows.isAnswer(packet))) return undefined;
  if (except.some((block) => contains(block, packet.dst)) || (exceptHosts && ebpf.hosts.has(packet.dst)))
    return undefined;
  const from = tupleOf(packet);
  const to = known?.to ?? { ...from, src: address, sport: portFor(passage, address) };
  if (!known) flows.add({ from, to, by: 'masquerade' });
  const before = passage.moment();
  passage.packet = { ...packet, ...to };
  passage.changed(before, {
    kind: 'nat',
    stage,
    entry: `${known ? 'known flow' : `masquerade ${showIp(packet.src)}`}: from ${showIp(address)}`,
  });
  return undefined;
}

function unroutable(passage: Passage, _: TcAction, { stage }: TcRun): Outcome {
  const { packet } = passage;
  return passage.drop({ stage, entry: `no endpoint and no node has ${showIp(packet.dst)}` }, 'ARP-FAIL');
}
