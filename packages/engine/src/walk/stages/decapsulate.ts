import type { Interface } from '../../network/network.ts';
import { decapsulate, hasFrames, showTunnel, tunnelFits } from '../../network/tunnel.ts';
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
  if (hasFrames(found.tunnel!) && inner.dmac !== found.mac)
    return passage.drop(
      { stage: 'tunnel', entry: `the frame is for ${inner.dmac}, ${found.name} has ${found.mac}` },
      'ARP-FAIL',
    );
  return undefined;
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
