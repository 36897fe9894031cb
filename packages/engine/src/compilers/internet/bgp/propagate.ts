import { type Cidr, showCidr } from '../../../base/addr/index.ts';
import { type Candidate, decide } from './decide.ts';
import type { Announced, Relation, Speaker } from './speaker.ts';

/** A route of a system to a block that another announces. */
export interface Learned {
  readonly block: Cidr;
  /** The system that it leads to next. */
  readonly neighbour: string;
  readonly path: readonly number[];
  /** By what it beat the others; undefined: there was no other. */
  readonly why?: string;
}

/** What every system knows of one block; `unsettled`: their choices never come to rest. */
export type Known = { readonly block: Cidr } & (
  | { readonly unsettled: true; readonly routes?: never }
  | { readonly unsettled?: never; readonly routes: ReadonlyMap<string, Learned> }
);

/** The route that a system uses while routes spread: its own, or one that it learned. */
interface Used {
  readonly path: readonly number[];
  /** Undefined: its own. */
  readonly from?: { readonly neighbour: string; readonly relation: Relation };
  readonly why?: string;
  readonly own?: Announced;
}

/**
 * Whether a system passes a route on to a neighbour. To its customers it sends everything; to providers and peers only
 * what is its own and what it learned from customers: nobody carries traffic between two others for nothing. That makes
 * every path valley-free (Gao, On Inferring Autonomous System Relationships in the Internet, 2001; RFC 9234, section 3,
 * has the same four rules; what breaks them is a leak, RFC 7908).
 */
const passesOn = ({ from }: Used, to: Relation): boolean =>
  to === 'customer' || from === undefined || from.relation === 'customer';

/** More rounds than routes of a network of this size need to settle, where they do. */
const mostRounds = (count: number): number => 2 * count + 8;

/**
 * Spreads the announcements of all systems until nothing changes, block by block. Systems take their turns in the order
 * of the list, and hear their neighbours in the order of their sessions: that is the order of arrival. Preferences that
 * contradict each other in a circle never settle (Griffin, Shepherd, Wilfong, The Stable Paths Problem, 2002).
 */
export function propagate(speakers: readonly Speaker[]): readonly Known[] {
  const blocks = new Map<string, Cidr>();
  for (const { announces } of speakers) for (const { block } of announces) blocks.set(showCidr(block), block);
  const byId: Book = new Map(
    speakers.map((speaker) => [
      speaker.id,
      { speaker, relations: new Map(speaker.sessions.map(({ to, relation }) => [to, relation])) },
    ]),
  );
  const owners = new Map<string, Map<string, Announced>>();
  for (const { id, announces } of speakers)
    for (const own of announces) {
      const text = showCidr(own.block);
      const list = owners.get(text) ?? new Map<string, Announced>();
      if (!list.has(id)) owners.set(text, list.set(id, own));
    }
  return [...blocks].map(([text, block]) => spread(speakers, byId, owners.get(text) ?? new Map(), block));
}

/** Systems by id, each with what others are to it. */
type Book = ReadonlyMap<string, { readonly speaker: Speaker; readonly relations: ReadonlyMap<string, Relation> }>;

function spread(
  speakers: readonly Speaker[],
  byId: Book,
  announced: ReadonlyMap<string, Announced>,
  block: Cidr,
): Known {
  const used = new Map<string, Used>([...announced].map(([id, own]) => [id, { path: [], own }]));
  const owners = new Set(used.keys());
  for (let round = 0; round < mostRounds(speakers.length); round++) {
    let settled = true;
    for (const speaker of speakers) {
      // what a router originates itself has the highest weight
      if (owners.has(speaker.id)) continue;
      const before = used.get(speaker.id);
      const now = choose(speaker, byId, used);
      if (now) used.set(speaker.id, now);
      else used.delete(speaker.id);
      if (before?.from?.neighbour !== now?.from?.neighbour || before?.path.join() !== now?.path.join()) settled = false;
    }
    if (!settled) continue;
    const routes = [...used].flatMap(([id, { from, path, why }]) =>
      from ? [[id, { block, neighbour: from.neighbour, path, ...(why === undefined ? {} : { why }) }] as const] : [],
    );
    return { block, routes: new Map(routes) };
  }
  return { block, unsettled: true };
}

/** What a system takes of what its neighbours send it now. A path with its own number in it is dropped (RFC 4271, 9.1.2). */
function choose(speaker: Speaker, byId: Book, used: ReadonlyMap<string, Used>): Used | undefined {
  const arrivals = speaker.sessions.flatMap(({ to, localPreference }): Candidate[] => {
    const route = used.get(to);
    const { speaker: other, relations } = (route && byId.get(to)) ?? {};
    const back = relations?.get(speaker.id);
    if (!other || !route || !back || !passesOn(route, back)) return [];
    const path = [...Array<number>((route.own?.prepend ?? 0) + 1).fill(other.number), ...route.path];
    if (path.includes(speaker.number)) return [];
    // MED goes to the neighbour and no further (RFC 4271, 5.1.4)
    return [{ neighbour: to, path, localPreference, med: route.own?.med ?? 0, routerId: other.routerId }];
  });
  const decision = decide(arrivals, speaker.software);
  if (!decision) return undefined;
  const { best, why } = decision;
  const relation = byId.get(speaker.id)!.relations.get(best.neighbour)!;
  return { path: best.path, from: { neighbour: best.neighbour, relation }, ...(why === undefined ? {} : { why }) };
}
