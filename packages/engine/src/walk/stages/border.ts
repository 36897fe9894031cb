import { contains, type Ip, showIp } from '../../base/addr/index.ts';
import type { AddressMapping } from '../../network/network.ts';
import type { ElementId } from '../../topology/id.ts';
import type { Outcome, Passage } from '../passage.ts';

/**
 * Crosses a border that translates addresses one to one and keeps no state: private → public outwards, the inverse
 * inwards. Undefined: `passage.oif` is the way on.
 */
export function crossBorder(passage: Passage, mapping: AddressMapping): Outcome | undefined {
  const outwards = passage.iif === mapping.inside;
  const { packet } = passage;
  if (isKept(mapping, outwards ? packet.src : packet.dst)) return keep(passage, mapping, outwards);
  if (packet.ttl <= 1) return passage.drop({ stage: 'routing', entry: 'TTL exceeded' }, 'TTL');
  const inside = packet.about && (outwards ? packet.about.dst : packet.about.src);
  if (inside !== undefined && translates(mapping, inside))
    return passage.unknown(`whether the ${mapping.stage} translates the packet inside an ICMP error is not documented`);
  passage.packet = { ...packet, ttl: packet.ttl - 1 };
  passage.oif = outwards ? mapping.outside : mapping.inside;
  return outwards ? toPublic(passage, mapping) : toPrivate(passage, mapping);
}

const isKept = ({ kept = [] }: AddressMapping, ip: Ip): boolean => kept.some((block) => contains(block, ip));

/** What has an address that is public as it is passes as it is. */
function keep(passage: Passage, mapping: AddressMapping, outwards: boolean): Outcome | undefined {
  const { packet } = passage;
  if (packet.ttl <= 1) return passage.drop({ stage: 'routing', entry: 'TTL exceeded' }, 'TTL');
  passage.packet = { ...packet, ttl: packet.ttl - 1 };
  passage.oif = outwards ? mapping.outside : mapping.inside;
  const ip = showIp(outwards ? packet.src : packet.dst);
  passage.log?.add({ kind: 'route', stage: mapping.stage, entry: `${ip} is not translated` });
  return undefined;
}

/** Whether an address is one of a pair. */
function translates({ pairs }: AddressMapping, ip: Ip): boolean {
  return pairs.has(ip) || [...pairs.values()].some((pair) => pair.public === ip);
}

function toPublic(passage: Passage, { pairs, stage, cause }: AddressMapping): Outcome | undefined {
  const { src, sport } = passage.packet;
  const pair = pairs.get(src);
  if (!pair) return passage.drop({ stage, entry: `${showIp(src)} has no public address` }, cause);
  // an address that is public already crosses as it is
  if (pair.public === src) return undefined;
  passage.around.draws.renamed(src, sport, pair.public, sport);
  const before = passage.moment();
  passage.packet = { ...passage.packet, src: pair.public };
  if (before)
    passage.changed(before, {
      kind: 'nat',
      stage,
      entry: `${showIp(src)} → ${publicOf(pair)}`,
      ...sourceOf(pair),
    });
  return undefined;
}

function toPrivate(passage: Passage, { pairs, stage, cause }: AddressMapping): Outcome | undefined {
  const { dst } = passage.packet;
  for (const [inner, pair] of pairs) {
    if (pair.public !== dst) continue;
    if (inner === dst) return undefined;
    const before = passage.moment();
    passage.packet = { ...passage.packet, dst: inner };
    if (before)
      passage.changed(before, {
        kind: 'nat',
        stage,
        entry: `${publicOf(pair)} → ${showIp(inner)}`,
        ...sourceOf(pair),
      });
    return undefined;
  }
  return passage.drop({ stage, entry: `${showIp(dst)} belongs to no interface` }, cause);
}

type Pair = AddressMapping['pairs'] extends ReadonlyMap<Ip, infer P> ? P : never;

const publicOf = ({ public: ip, drawn }: Pair): string => (drawn ? `${showIp(ip)}, ${drawn}` : showIp(ip));

const sourceOf = ({ source, drawn }: Pair): { readonly source?: ElementId; readonly random?: true } => ({
  ...(source === undefined ? {} : { source }),
  ...(drawn ? { random: true } : {}),
});
