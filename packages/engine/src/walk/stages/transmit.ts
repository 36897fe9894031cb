import { type Ip, showIp } from '../../base/addr/index.ts';
import { notModelled } from '../../base/not-modelled.ts';
import type { Header } from '../../network/header.ts';
import { possibleAt } from '../../network/unmodelled.ts';
import type { Crossed, Outcome, Passage } from '../passage.ts';
import { BridgedSegment, resolve } from '../wire.ts';
import { ontoBridge } from './bridge.ts';
import { passGuard, passMarks } from './guard.ts';
import { takerOn } from './hand-back.ts';
import { passPolicies, tellReflected, tellSkip } from './policy.ts';

/**
 * Puts the packet on the wire of `passage.oif`: neighbour, guard, frame. `via` is the next hop, if it is not the destination; who redirected it knows
 * the MAC. What is reflected, a program answers by the interface that the packet came in by.
 */
export function transmit(passage: Passage, via?: Ip, how?: 'redirected' | 'reflected'): Crossed {
  const { device, compiled, oif, log } = passage;
  const { network, flows } = passage.around;
  const out = oif === undefined ? undefined : compiled.interface(oif);
  if (!out) throw new Error(`${device.name}: no interface ${oif}`);
  const nextHop = via ?? passage.packet.dst;
  passage.around.footprint?.hop(out.link, nextHop, passage.packet);
  const { wires } = passage.around;
  const segment = out.bridge ? wires.ofBridge(compiled, out.name) : wires.of(out);
  const claimed = segment?.l2 ? network.unmodelled.known.get(nextHop) : undefined;
  if (claimed !== undefined) return passage.unknown(notModelled(`${showIp(nextHop)} is ${claimed}`));
  const found = segment && resolve(segment, compiled, out, nextHop);
  if (found === undefined) return nobody(passage, nextHop);
  const { mac, state } = found;
  const member = (out.guard && segment && takerOn(passage, segment)) ?? found.member;
  passage.towards = out.name;
  if (log && state !== undefined && how === undefined)
    log.add({
      kind: 'neighbour',
      stage: 'neighbour',
      entry: `${showIp(nextHop)} dev ${out.name} lladdr ${mac} ${state}`,
      interface: out.name,
    });
  if (out.guard) {
    const stopped = passGuard(passage, out.guard, out.name, 'egress', flows.at(device.id));
    if (stopped) return stopped;
  }
  if (out.unmodelled) {
    const marked = passMarks(passage, out.unmodelled, out.name, 'out', flows.at(device.id));
    if (marked) return marked;
  }
  if (out.policies) {
    if (how === 'reflected') tellReflected(passage, out.policies, out.name);
    else {
      const stopped = passPolicies(passage, out.policies, out.name, 'out', flows.at(device.id));
      if (stopped) return stopped;
    }
  }
  if (log && out.skips?.ingress) tellSkip(passage, out.skips.ingress, out.name);
  if (out.bridge) return ontoBridge(passage, out, segment as BridgedSegment, member);
  passage.tracked = undefined;
  passage.untracked = false;
  passage.left = out.name;
  const macs = segment?.l2 ? { smac: out.mac, dmac: mac } : {};
  const entry = segment instanceof BridgedSegment ? segment.entries.get(out.link!) : undefined;
  if (!entry) return { kind: 'next', member, packet: frame(passage, macs, member) };
  // a bridge reads to whom a frame is, whether anybody reads the trace or not
  return { kind: 'next', member: entry, packet: { ...frame(passage, macs, entry), ...macs } };
}

/** The packet on the wire: marks stay behind. Addresses of the frame are of no use where nobody reads them. */
function frame(
  passage: Passage,
  macs: Pick<Header, 'smac' | 'dmac'>,
  member: Extract<Crossed, { kind: 'next' }>['member'],
): Header {
  const { packet, log, left } = passage;
  if (!log) {
    // rules about senders read them
    if (member.device.rulesFor(packet.dst).knowsSenders) return { ...packet, ...macs, mark: 0 };
    return packet.mark === 0 ? packet : { ...packet, mark: 0 };
  }
  const wire: Header = { ...packet, ...macs, mark: 0 };
  log.add({
    kind: 'send',
    stage: 'send',
    entry: `${left} → ${member.device.device.name} ${member.interface.name}`,
    interface: left!,
    after: passage.shown(wire),
  });
  return wire;
}

function nobody(passage: Passage, nextHop: Ip): Outcome {
  const possible = possibleAt(passage.around.network.unmodelled, nextHop);
  if (possible !== undefined) return passage.unknown(notModelled(`${showIp(nextHop)} may be ${possible}`));
  const own = passage.device.interfaces.some(({ addresses }) => addresses.some(({ ip }) => ip === nextHop));
  const text = own
    ? `${showIp(nextHop)} is an address of ${passage.device.name} itself, which answers nobody`
    : `nobody answers for ${showIp(nextHop)} on ${passage.oif}`;
  const outcome = passage.drop({ stage: 'neighbour', entry: text }, 'ARP-FAIL');
  return passage.device.silent ? outcome : { kind: 'unreachable', cause: 'ARP-FAIL', packet: passage.packet };
}
