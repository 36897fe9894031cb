import { type Ip, showIp } from '../base/addr/index.ts';
import type { AddressMapping } from '../network/network.ts';
import type { ElementId } from '../topology/id.ts';
import type { Crossed, Outcome, Passage } from './passage.ts';

/** Crosses a border that translates addresses one to one and keeps no state: private → public outwards, the inverse inwards. */
export function crossMapping(
  passage: Passage,
  mapping: AddressMapping,
  transmit: (passage: Passage) => Crossed,
): Crossed {
  const outwards = passage.iif === mapping.inside;
  const { packet } = passage;
  if (packet.ttl <= 1) return passage.drop({ stage: 'routing', entry: 'TTL exceeded' }, 'TTL');
  passage.packet = { ...packet, ttl: packet.ttl - 1 };
  const stopped = outwards ? toPublic(passage, mapping) : toPrivate(passage, mapping);
  if (stopped) return stopped;
  passage.oif = outwards ? mapping.outside : mapping.inside;
  return transmit(passage);
}

function toPublic(passage: Passage, mapping: AddressMapping): Outcome | undefined {
  const { src } = passage.packet;
  const pair = mapping.pairs.get(src);
  if (!pair)
    return passage.drop({ stage: mapping.stage, entry: `${showIp(src)} has no public address` }, mapping.cause);
  passage.draws.renamed({ ip: src, port: passage.packet.sport }, { ip: pair.public, port: passage.packet.sport });
  passage.change(
    { kind: 'nat', stage: mapping.stage, entry: `${showIp(src)} → ${publicOf(pair)}`, ...sourceOf(pair) },
    () => {
      passage.packet = { ...passage.packet, src: pair.public };
    },
  );
  return undefined;
}

function toPrivate(passage: Passage, mapping: AddressMapping): Outcome | undefined {
  const { dst } = passage.packet;
  for (const [inner, pair] of mapping.pairs) {
    if (pair.public !== dst) continue;
    passage.change(
      { kind: 'nat', stage: mapping.stage, entry: `${publicOf(pair)} → ${showIp(inner)}`, ...sourceOf(pair) },
      () => {
        passage.packet = { ...passage.packet, dst: inner };
      },
    );
    return undefined;
  }
  return passage.drop({ stage: mapping.stage, entry: `${showIp(dst)} belongs to no interface` }, mapping.cause);
}

type Pair = AddressMapping['pairs'] extends ReadonlyMap<Ip, infer P> ? P : never;

const publicOf = ({ public: ip, drawn }: Pair): string => (drawn ? `${showIp(ip)}, ${drawn}` : showIp(ip));

const sourceOf = ({ source, drawn }: Pair): { readonly source?: ElementId; readonly random?: true } => ({
  ...(source === undefined ? {} : { source }),
  ...(drawn ? { random: true } : {}),
});
