import { type Cidr, contains, type Ip, mask, parseCidr, parseIp, showCidr } from '../../../base/addr/index.ts';
import type { Interface } from '../../../network/network.ts';
import type { Route } from '../../../network/route.ts';
import type { Plan } from '../../../plan/plan.ts';
import type { ElementId } from '../../../topology/id.ts';

/**
 * What nodes tell the router whose addresses they have as a peer: their blocks, with themselves as next hop. Another system has to be a neighbour on the
 * node's segment, as one hop is all that such a session may have; their own may be anywhere (RFC 4271; BIRD, `direct` and `multihop`).
 */
export function learnedRoutes(plan: Plan, vpc: ElementId, ports: readonly Interface[]): readonly Route[] {
  return plan.clusters.flatMap(({ id, vpc: of, bgp }) => {
    if (of !== vpc || !bgp) return [];
    const sessions = bgp.peers.flatMap((peer) => {
      const port = ports.find(({ addresses }) => addresses.some(({ ip }) => ip === parseIp(peer.address)));
      return port ? [{ ...peer, segment: segmentOf(port), isOwn: peer.as === bgp.as }] : [];
    });
    return plan.nodes.flatMap((node): readonly Route[] => {
      const via = node.cluster === id ? parseIp(node.address ?? '') : undefined;
      const port = via === undefined ? undefined : ports.find((each) => contains(segmentOf(each), via));
      const session = sessions.find(({ isOwn, segment }) => via !== undefined && (isOwn || contains(segment, via)));
      if (via === undefined || !port || !session) return [];
      return (node.podBlocks ?? []).flatMap((text) => {
        const to = parseCidr(text)?.cidr;
        return to ? [{ to, type: 'unicast', via, dev: port.name, proto: 'bgp', source: session.source }] : [];
      });
    });
  });
}

const segmentOf = ({ addresses: [own] }: Interface): Cidr => ({
  base: mask(own!.ip as Ip, own!.bits),
  bits: own!.bits,
});

/** A line that somebody wrote is preferred to a route that was heard of. */
export function withLearned(written: readonly Route[], learned: readonly Route[]): readonly Route[] {
  const known = new Set(written.map(({ to }) => showCidr(to)));
  return [...written, ...learned.filter(({ to }) => !known.has(showCidr(to)))];
}
