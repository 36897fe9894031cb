import type { Branch, Hop } from './trace.ts';

const between = (hops: readonly Pick<Hop, 'zone'>[]): number => {
  const zones = hops.flatMap(({ zone }) => zone ?? []);
  return zones.filter((zone, i) => i > 0 && zone !== zones[i - 1]).length;
};

/** How often a packet and its answer go from a machine of one zone to a machine of another: what clouds charge for. */
export const crossingsOf = ({ forward, reply }: Pick<Branch, 'forward' | 'reply'>): number =>
  between(forward) + between(reply);
