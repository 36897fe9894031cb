import { poolStages } from '../../network/balance.ts';
import { flowEnd } from '../../trace/flow-end.ts';
import type { Branch, Hop, Leg, Step } from '../../trace/trace.ts';

export type Direction = 'forward' | 'reply';

type Ways = Pick<Branch, 'forward' | 'reply' | 'legs'>;

/** A leg of a branch in one direction: its place among the legs, and its hops among all of that direction. */
export interface Section {
  readonly leg: Leg;
  readonly index: number;
  readonly direction: Direction;
  /** The letter of a connection; undefined for lookups and leases. */
  readonly letter: string | undefined;
  readonly from: number;
  /** Behind its last hop. */
  readonly to: number;
}

/**
 * The connections of a branch in the order in which its hops stand; where it connects nobody, the question that decided with those that
 * were asked because of it; empty where it has one connection.
 */
export function sectionsOf(ways: Ways, direction: Direction): readonly Section[] {
  const { legs = [] } = ways;
  const letters = lettersOf(legs);
  const all = legs.map((leg, index) => ({ leg, index }));
  const open = all.filter(({ leg }) => leg.kind === 'connection');
  const leases = all.length > 0 && all.every(({ leg }) => leg.kind === 'lease');
  const order = open.length > 0 ? open : leases ? all : decided(ways, all);
  let from = 0;
  return (direction === 'forward' ? order : order.toReversed()).map(({ leg, index }) => {
    const to = from + leg[direction].length;
    const section = { leg, index, direction, letter: letters[index], from, to };
    from = to;
    return section;
  });
}

/** The question whose ways a branch has, and all behind it. */
function decided<L extends { readonly leg: Leg }>({ forward }: Ways, all: readonly L[]): L[] {
  const groups: L[][] = [];
  for (const each of all) {
    if (each.leg.because === undefined) groups.push([each]);
    else groups.at(-1)?.push(each);
  }
  const idsOf = (hops: readonly Hop[]) => hops.map(({ id, steps }) => `${id} ${steps.length}`).join();
  const own = idsOf(forward);
  return groups.find((group) => idsOf(group.flatMap(({ leg }) => leg.forward)) === own) ?? [];
}

/** Connections are A, B, C, … in the order in which they open. */
function lettersOf(legs: readonly Leg[]): readonly (string | undefined)[] {
  let connections = 0;
  return legs.map(({ kind }) => (kind === 'connection' ? String.fromCodePoint(65 + connections++) : undefined));
}

/** Whom a connection is opened to: who took it, where a URL was asked for that says nothing of machines. */
export function partyOf({ leg: { flow, forward } }: Section): string {
  const last = forward.at(-1);
  const isTaken = flow.to.includes('://') && last?.steps.some(({ kind }) => kind === 'deliver');
  return flowEnd(isTaken ? { ...flow, to: last!.device } : flow);
}

/** `connection B from edge to app1:8080 tcp`, `question A app1.default.svc.cluster.local from pod51 to coredns-b udp`. */
export function connectionOf(section: Section): string {
  const { from, to, protocol } = section.leg.flow;
  if (section.leg.kind === 'lease') return `${section.leg.what} from ${from}`;
  if (section.letter === undefined) return `question ${section.leg.what} from ${from} to ${to} ${protocol}`;
  return `${section.leg.kept ? 'kept ' : ''}connection ${section.letter} from ${from} to ${partyOf(section)} ${protocol}`;
}

/** What a relay decides about a connection that it accepted, instead of opening the next. */
const decides: readonly string[] = [...poolStages, 'listener rule', 'URL map', 'listener', 'relay'];

/** The connection that is never opened, because the relay that took the last one has nobody to ask, and what it says of that. */
export function neverOpened({
  forward,
  legs,
}: Ways): { readonly letter: string; readonly relay: Hop; readonly step: Step } | undefined {
  const relay = forward.at(-1);
  const step = relay?.steps.at(-1);
  const isTaken = relay?.steps.at(-2)?.kind === 'deliver';
  if (!relay || !step || !isTaken || step.kind !== 'drop' || !decides.includes(step.stage)) return undefined;
  const opened = legs?.filter(({ kind }) => kind === 'connection').length ?? 1;
  return { letter: String.fromCodePoint(65 + opened), relay, step };
}

/** The leg in which a hop stands; undefined where a branch has one connection. */
export const sectionAt = (branch: Ways, direction: Direction, hop: number): Section | undefined =>
  branch.legs && sectionsOf(branch, direction).find(({ from, to }) => from <= hop && hop < to);

/** A branch as the connection sees it in which it dies, and who opened that: all that a sentence about the death needs. */
export function deadly<B extends Ways & Pick<Branch, 'died'>>(
  branch: B,
  asker: string,
): { readonly of: B; readonly from: string; readonly section: Section | undefined } {
  const { died } = branch;
  const section = died && sectionAt(branch, died.direction, died.hop);
  if (!died || !section) return { of: branch, from: asker, section: undefined };
  const { forward, reply, flow } = section.leg;
  const own = { direction: died.direction, hop: died.hop - section.from };
  return { of: { ...branch, forward, reply, died: own, legs: undefined }, from: flow.from, section };
}

/** The machines at which connections end and others begin, in their order. */
export const relaysOf = ({ legs = [] }: Ways): readonly Hop[] =>
  legs
    .filter(({ kind }) => kind === 'connection')
    .slice(0, -1)
    .flatMap(({ forward }) => forward.at(-1) ?? []);
