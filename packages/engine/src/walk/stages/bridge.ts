import { showIp } from '../../base/addr/index.ts';
import { notModelled } from '../../base/not-modelled.ts';
import type { Header } from '../../network/header.ts';
import type { Interface } from '../../network/network.ts';
import { pieceOf } from '../../network/size.ts';
import { passHook } from '../hooks.ts';
import type { Crossed, Outcome, Passage } from '../passage.ts';
import { type BridgedSegment, type Member, resolve } from '../wire.ts';
import { passGuard, passMarks } from './guard.ts';
import { tellSkip } from './policy.ts';
import { decide } from './route.ts';
import { fragment } from './size.ts';

/** Who of a frame's two ends are meant. */
type Macs = Pick<Header, 'smac' | 'dmac'>;

/**
 * What a bridge does with a frame that came in by one of its ports: it ends, leaves by another port, or is for the machine
 * itself. `asked`: it is, and the hook PREROUTING has seen it already. Where `bridge-nf-call-iptables` is on, that hook is
 * called by the bridge (net/bridge/br_netfilter_hooks.c): a packet whose destination it changes is routed, and stays on the
 * bridge with its TTL if the way leads out of the bridge again (observed on 6.18: C12–C14).
 */
export function fromPort(passage: Passage, port: Interface): Crossed | 'machine' | 'asked' {
  const { compiled, packet, around } = passage;
  const bridge = compiled.interface(port.port!.of)!;
  const { smac, dmac } = packet;
  let macs: Macs = { smac, dmac };
  const calls = bridge.bridge!.callsIptables;
  const segment = around.wires.ofBridge(compiled, bridge.name);
  if (!calls && dmac === bridge.mac) return 'machine';
  passage.iif = bridge.name;
  passage.packet = { ...packet, smac: undefined, dmac: undefined, mark: 0 };
  if (calls) {
    const stopped = passHook(passage, 'PREROUTING');
    if (stopped) return stopped;
  }
  if (passage.packet.dst !== packet.dst) {
    const led = routedAnew(passage, bridge, segment);
    if (typeof led === 'object' && 'kind' in led) return led;
    if (led === 'machine') return arrived(passage, { smac, dmac: bridge.mac });
    macs = { smac, dmac: led.mac };
  } else if (dmac === bridge.mac) return arrived(passage, macs);
  return switched(passage, { bridge, segment, port, macs, calls });
}

/** The frame as the machine gets it from its bridge, behind PREROUTING. */
function arrived(passage: Passage, macs: Macs): 'asked' {
  passage.packet = { ...passage.packet, ...macs };
  return 'asked';
}

/** Where a packet goes whose destination PREROUTING changed: up to the machine, or to a MAC on the bridge. */
function routedAnew(
  passage: Passage,
  bridge: Interface,
  segment: BridgedSegment,
): Outcome | 'machine' | { readonly mac: string | undefined } {
  const { device, compiled, log } = passage;
  const before = log?.steps.length ?? 0;
  const ended = decide(passage);
  if (ended) return ended;
  const route = passage.route!;
  if (route.type !== 'unicast' || route.dev !== bridge.name || !device.forwarding) {
    // the machine itself looks its way up, and says so where it forwards nothing: the steps are its own
    log?.steps.splice(before);
    passage.route = undefined;
    return 'machine';
  }
  // the frame was for the bridge's own MAC: the copy goes up as a packet for the machine, which routes it a second time (seen on 6.18)
  if (bridge.bridge!.promiscuous)
    return passage.unknown(
      notModelled(`the copy that the promiscuous bridge ${bridge.name} takes of a packet whose destination it changed`),
    );
  const nextHop = route.via ?? passage.packet.dst;
  const found = resolve(segment, compiled, bridge, nextHop);
  if (!found)
    return passage.drop(
      { stage: 'neighbour', entry: `nobody answers for ${showIp(nextHop)} on ${bridge.name}` },
      'ARP-FAIL',
    );
  log?.add({
    kind: 'neighbour',
    stage: 'neighbour',
    entry: `${showIp(nextHop)} dev ${bridge.name} lladdr ${found.mac} ${found.state}`,
    interface: bridge.name,
  });
  return { mac: found.mac };
}

/** From port to port. */
function switched(
  passage: Passage,
  of: {
    readonly bridge: Interface;
    readonly segment: BridgedSegment;
    readonly port: Interface;
    readonly macs: Macs;
    readonly calls: boolean;
  },
): Crossed {
  const { bridge, segment, port, macs, calls } = of;
  const { footprint } = passage.around;
  if (footprint) footprint.alone = true;
  const member = macs.dmac === undefined ? undefined : segment.withMac(macs.dmac);
  const out = member && segment.portTo(member);
  if (!member || !out)
    return passage.drop({ stage: 'bridge', entry: `nobody on ${bridge.name} has ${macs.dmac}` }, 'ARP-FAIL');
  if (out === port && !port.port!.hairpin)
    return passage.drop(
      {
        stage: 'bridge',
        entry: `${macs.dmac} is behind ${port.name}, where the frame came from: hairpin off`,
        interface: port.name,
      },
      'HAIRPIN',
    );
  foundPort(passage, bridge, out, macs);
  passage.oif = bridge.name;
  if (calls) {
    const stopped = passHook(passage, 'FORWARD') ?? passHook(passage, 'POSTROUTING');
    if (stopped) return stopped;
  } else passage.switched = true;
  return byPort(passage, out, member, macs, calls);
}

/** A packet of the machine itself, or one that it routed, leaves by its bridge: to whom has the MAC of its next hop. */
export function ontoBridge(passage: Passage, bridge: Interface, segment: BridgedSegment, member: Member): Crossed {
  const out = segment.portTo(member);
  const macs = { smac: bridge.mac, dmac: member.interface.mac };
  passage.log?.add({
    kind: 'send',
    stage: 'send',
    entry: bridge.name,
    interface: bridge.name,
    after: passage.shown({ ...passage.packet, ...macs, mark: 0 }),
  });
  if (!out)
    return passage.drop({ stage: 'bridge', entry: `${macs.dmac} is the bridge ${bridge.name} itself` }, 'ARP-FAIL');
  foundPort(passage, bridge, out, macs);
  return byPort(passage, out, member, macs, false);
}

function foundPort({ log }: Passage, bridge: Interface, out: Interface, { dmac }: Macs): void {
  log?.add({
    kind: 'bridge',
    stage: 'bridge fdb',
    entry: `${dmac} dev ${out.name} master ${bridge.name}`,
    interface: out.name,
  });
}

/**
 * Out of a port. What does not fit it is lost without a word (if_bridge.h, is_skb_forwardable); where netfilter is called and
 * the packet may be fragmented, it is (br_nf_dev_queue_xmit; observed on 6.18: A10).
 */
function byPort(passage: Passage, out: Interface, member: Member, macs: Macs, calls: boolean): Crossed {
  if (passage.log && out.skips?.ingress) tellSkip(passage, out.skips.ingress, out.name);
  const { device, around } = passage;
  const { size } = passage.packet;
  const { mtu } = out;
  if (size && mtu !== undefined && pieceOf(size) > mtu) {
    if (!calls || size.df)
      return passage.drop({ stage: 'mtu', entry: `${pieceOf(size)} bytes: mtu of ${out.name} is ${mtu}` }, 'MTU');
    passage.oif = out.name;
    fragment(passage);
  }
  const flows = around.flows.at(device.id);
  const stopped =
    (out.guard && passGuard(passage, out.guard, out.name, 'egress', flows)) ??
    (out.unmodelled && passMarks(passage, out.unmodelled, out.name, 'out', flows));
  if (stopped) return stopped;
  passage.towards = out.name;
  passage.left = out.name;
  passage.tracked = undefined;
  passage.untracked = false;
  const framed: Header = { ...passage.packet, ...macs, mark: 0 };
  passage.log?.add({
    kind: 'send',
    stage: 'send',
    entry: `${out.name} → ${member.device.device.name} ${member.interface.name}`,
    interface: out.name,
    after: passage.shown(framed),
  });
  return { kind: 'next', member, packet: framed };
}
