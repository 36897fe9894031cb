import { contains, type Ip, mayBePublic, parseCidr } from '../../base/addr/index.ts';
import { isIcmp, showIcmp } from '../../base/icmp.ts';
import type { FilterRule, Peers } from '../../network/guard.ts';
import { protocols } from '../../network/header.ts';
import type { FilterLine, PortSpec } from '../../topology/filter.ts';

/** `tcp/443` as the console lists it. */
function showPorts(spec: PortSpec): string {
  if (spec.protocol === 'all') return 'all';
  if (spec.icmp && isIcmp(spec.protocol)) return `${spec.protocol} ${showIcmp(spec.protocol, spec.icmp)}`;
  if (spec.from === undefined) return spec.named === undefined ? spec.protocol : `${spec.protocol} ${spec.named}`;
  return `${spec.protocol} ${spec.from === spec.to ? spec.from : `${spec.from}-${spec.to}`}`;
}

/** Addresses of a block, as peers of a line. */
export function blockPeers(text: string): Peers | undefined {
  const earlier = blocks.get(text);
  if (earlier) return earlier;
  const block = parseCidr(text)?.cidr;
  if (!block) return undefined;
  const somePublic = block.bits > 0 && mayBePublic(block);
  const peers = { text, ...(somePublic ? { somePublic: true as const } : {}), has: (ip: Ip) => contains(block, ip) };
  if (blocks.size >= mostBlocks) blocks.clear();
  blocks.set(text, peers);
  return peers;
}

/** Blocks that are remembered: many lines name the same ones. */
const blocks = new Map<string, Peers>();
const mostBlocks = 10_000;

/** A line for a protocol that no walk has, such as ESP, or for a port without number matches no packet. */
const isWalked = ({ protocol, named }: PortSpec): boolean =>
  named === undefined && (protocol === 'all' || protocols.some((each) => each === protocol));

const anybody: Peers = { text: '0.0.0.0/0', has: () => true };

/** One line of a filter, spread over its ports and peers. */
export function rulesOf(
  line: FilterLine,
  entry: (ports: string, peer: string) => string,
  peersOf: (peer: FilterLine['peers'][number]) => Peers | undefined,
): FilterRule[] {
  const peers = line.peers.length === 0 ? [anybody] : line.peers.flatMap((peer) => peersOf(peer) ?? []);
  return line.ports.filter(isWalked).flatMap((spec) =>
    peers.map((peer): FilterRule => {
      const protocol = protocols.find((each) => each === spec.protocol);
      return {
        ...(protocol === undefined ? {} : { protocol }),
        ...(spec.from === undefined ? {} : { ports: { from: spec.from, to: spec.to ?? spec.from } }),
        ...(spec.icmp === undefined ? {} : { icmp: spec.icmp }),
        peers: peer,
        action: line.action ?? 'allow',
        entry: entry(showPorts(spec), peer.text),
        source: line.id,
      };
    }),
  );
}
