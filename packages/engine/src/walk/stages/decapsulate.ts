import { contains, showIp } from '../../base/addr/index.ts';
import { notModelled } from '../../base/not-modelled.ts';
import type { Header } from '../../network/header.ts';
import type { Interface } from '../../network/network.ts';
import { decapsulate, hasFrames, showTunnel, type Tunnel, tunnelFits } from '../../network/tunnel.ts';
import type { Outcome, Passage } from '../passage.ts';

/**
 * Takes a packet that reached its machine out of the tunnel that it came through: the passage goes on with the inner packet,
 * which comes in by the tunnel's interface. `none`: no tunnel of the machine has it, and a socket may.
 */
export function outOfTunnel(passage: Passage): Outcome | 'none' | undefined {
  const { packet, compiled, log } = passage;
  const inner = decapsulate(packet);
  if (!inner) return 'none';
  passage.around.footprint?.tunnel();
  let found: Interface | undefined;
  let best = -1;
  for (const each of compiled.tunnels) {
    const fits = tunnelFits(each.tunnel!, packet);
    if (fits !== undefined && fits > best) {
      found = each;
      best = fits;
    }
  }
  if (!found) return nowhere(passage);
  const before = passage.shown();
  passage.packet = inner;
  passage.tracked = undefined;
  passage.untracked = false;
  passage.at = found;
  passage.iif = found.name;
  passage.oif = undefined;
  log?.add({
    kind: 'decapsulate',
    stage: 'tunnel',
    entry: `${found.name}: ${showTunnel(found.tunnel!)}`,
    interface: found.name,
    ...(found.source === undefined ? {} : { source: found.source }),
    before,
    after: passage.shown(),
  });
  if (found.tunnel!.kind === 'wireguard') return fromPeer(passage, found.name, found.tunnel!, packet, inner);
  if (hasFrames(found.tunnel!) && !found.tunnel!.external && inner.dmac !== found.mac)
    return passage.drop(
      { stage: 'tunnel', entry: `the frame is for ${inner.dmac}, ${found.name} has ${found.mac}` },
      'ARP-FAIL',
    );
  return undefined;
}

/**
 * WireGuard takes what the key of a peer sealed, with a source that this peer may have (receive.c, wg_packet_consume_data_done; seen on 6.12). To
 * where a peer was last seen it sends its answers.
 */
function fromPeer(passage: Passage, name: string, { peers = [] }: Tunnel, outer: Header, inner: Header) {
  const peer = peers.find(({ key }) => key === outer.carried?.key);
  if (!peer)
    return passage.drop({ stage: 'tunnel', entry: `no peer of ${name} has the key of the sender` }, 'ENC-PORT');
  if (!peer.allowed.some((block) => contains(block, inner.src)))
    return passage.drop(
      { stage: 'tunnel', entry: `${showIp(inner.src)} is not among the allowed IPs of the peer that sent it` },
      'ENC-PORT',
    );
  return outer.src === peer.endpoint && outer.sport === peer.port
    ? undefined
    : passage.unknown(notModelled('a peer of WireGuard that is seen at another address'));
}

/** The port of a tunnel drops what none of its virtual networks has; where no tunnel has the port, a program may. */
function nowhere(passage: Passage): Outcome | 'none' {
  const { packet, compiled } = passage;
  const { protocol, dport, carried } = packet;
  if (protocol === 'udp' && !compiled.tunnels.some(({ tunnel }) => tunnel!.port === dport)) return 'none';
  const entry =
    protocol === 'udp' ? `no tunnel at port ${dport} has id ${carried?.vni}` : `no tunnel takes ${protocol}`;
  return passage.drop({ stage: 'tunnel', entry }, 'SVC-TARGETPORT');
}
