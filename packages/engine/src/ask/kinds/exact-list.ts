import { type Cidr, type Ip, single } from '../../base/addr/index.ts';
import type { Frontend } from '../../network/ebpf.ts';
import type { IpSetElement } from '../../network/ipset.ts';
import type { VirtualServer } from '../../network/ipvs.ts';
import type { NetfilterRule } from '../../network/netfilter.ts';
import type { Neighbour } from '../../network/network.ts';
import type { PolicyRule, Route } from '../../network/route.ts';
import { isHost } from './writer.ts';

/** An item that concerns packets with one address alone, and its place among the items of a list that concern all. */
export interface Placed<T> {
  readonly place: string;
  readonly item: T;
}

/** A list of which each item acts only on what it fits, parted by whom it concerns. */
export interface PartedList<T> {
  readonly all: readonly T[];
  /** Under each address that a packet must have for the item to fit. */
  readonly exact: ReadonlyMap<Ip, readonly Placed<T>[]>;
}

interface Exact {
  readonly field: string;
  readonly ip: Ip;
}

const host = (field: string, block: Cidr | undefined): readonly Exact[] =>
  block && isHost(block) ? [{ field, ip: block.base }] : [];

/** What must be an address of a packet, exactly. */
export const exactIn = {
  rule: ({ from, to, sender }: PolicyRule) => [
    ...host('from', from),
    ...host('to', to),
    ...host('sender', sender && single(sender.address)),
  ],
  route: ({ to }: Route) => host('to', to),
  neighbour: ({ ip }: Neighbour) => [{ field: 'ip', ip }],
  filter: ({ matches }: NetfilterRule) =>
    matches.flatMap((match) =>
      (match.kind === 'src' || match.kind === 'dst') && !match.not ? host(match.kind, match.block) : [],
    ),
  element: ({ ip }: IpSetElement) => (ip === undefined ? [] : [{ field: 'ip', ip }]),
  frontend: ({ address }: Frontend) => (address === undefined ? [] : [{ field: 'dst', ip: address }]),
  endpoint: ([ip]: readonly [Ip, string]) => [{ field: 'ip', ip }],
  virtual: ({ address }: VirtualServer) => [{ field: 'dst', ip: address }],
} as const;

const known = new WeakMap<readonly unknown[], PartedList<unknown>>();

/** A list of filters, parted. Made once for each list: many devices have the same chains. */
export function partedOnce<T>(list: readonly T[], exactOf: (item: T) => readonly Exact[]): PartedList<T> {
  let parts = known.get(list) as PartedList<T> | undefined;
  if (!parts) {
    parts = parted(list, exactOf);
    known.set(list, parts);
  }
  return parts;
}

/** A list, parted. */
export function parted<T>(list: readonly T[], exactOf: (item: T) => readonly Exact[]): PartedList<T> {
  const all: T[] = [];
  const found: { readonly item: T; readonly of: readonly Exact[]; readonly gap: string; readonly at: number }[] = [];
  // between two items for all, items about one field exclude each other, and their order decides nothing
  const fields = new Map<string, Set<string>>();
  list.forEach((item, at) => {
    const of = exactOf(item);
    if (of.length === 0) {
      all.push(item);
      return;
    }
    const gap = `${all.length} ${priorityOf(item)}`;
    found.push({ item, of, gap, at });
    const asked = of.length === 1 ? of[0]!.field : of.map(({ field }) => field).join();
    const own = fields.get(gap);
    if (own) own.add(asked);
    else fields.set(gap, new Set([asked]));
  });
  const exact = new Map<Ip, Placed<T>[]>();
  for (const { item, of, gap, at } of found) {
    const place = fields.get(gap)!.size > 1 ? `${gap} ${at}` : gap;
    const under = { place, item };
    for (const { ip } of of) {
      const own = exact.get(ip);
      if (!own) exact.set(ip, [under]);
      // one item may name an address twice
      else if (own.at(-1) !== under) own.push(under);
    }
  }
  return { all, exact };
}

/** Lists with priorities are sorted by them. */
const priorityOf = (item: unknown): number | '' =>
  typeof item === 'object' && item !== null && 'priority' in item ? (item.priority as number) : '';
