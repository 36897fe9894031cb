import type { Branch } from '@netk/engine';
import { type Event, type Sight, showEvent } from './event.ts';
import { eventsOf, randomPorts } from './expected.ts';

/** The first place where the walk and the kernel part. */
export interface Difference {
  readonly where: 'forward' | 'reply' | 'client' | 'health' | 'rules' | 'connections';
  /** The number of the event on its way, from 0. */
  readonly at: number;
  readonly simulated: string;
  readonly observed: string;
}

/** Compares one branch with what was seen; undefined when they are equal. Random ports are equal when they play the same role. */
export const compare = (branch: Branch, sight: Sight): Difference | undefined => meet(branch, sight, new Map());

/** Ports of the walk that play a role → the kernel's ports in the same roles. */
export function rolesOf(branch: Branch, sight: Sight): ReadonlyMap<number, number> {
  const roles = new Map<number, number>();
  meet(branch, sight, roles);
  return roles;
}

function meet(branch: Branch, sight: Sight, roles: Map<number, number>): Difference | undefined {
  const random = randomPorts(branch);
  for (const where of ['forward', 'reply'] as const) {
    const simulated = eventsOf(branch[where]);
    const observed = eventsOf(seenBy(branch, sight)[where]);
    for (let at = 0; at < Math.max(simulated.length, observed.length); at++) {
      const [a, b] = [simulated[at], observed[at]];
      if (!a || !b || !same(a, b, random, roles))
        return { where, at, simulated: a ? showEvent(a) : 'nothing more', observed: b ? showEvent(b) : 'nothing more' };
    }
  }
  const [simulated, observed] = [branch, sight].map(gets);
  if (simulated !== observed) return { where: 'client', at: 0, simulated: simulated!, observed: observed! };
  return undefined;
}

/** What the client gets, in words. */
const gets = ({ client, location }: Pick<Sight, 'client' | 'location'>): string =>
  location === undefined ? client : `${client} → ${location}`;

const same = (a: Event, b: Event, random: ReadonlySet<number>, roles: Map<number, number>): boolean =>
  a.device === b.device && a.interface === b.interface && a.way === b.way && sameLayer(a, b, random, roles);

type Layer = Omit<Event, 'device' | 'interface' | 'way'>;

function sameLayer(a: Layer, b: Layer, random: ReadonlySet<number>, roles: Map<number, number>): boolean {
  const port = (x: number | undefined, y: number | undefined): boolean => {
    if (x === undefined || y === undefined) return x === y;
    if (!random.has(x)) return x === y;
    const known = roles.get(x);
    if (known === undefined) roles.set(x, y);
    return known === undefined || known === y;
  };
  return (
    a.protocol === b.protocol &&
    a.src === b.src &&
    a.dst === b.dst &&
    a.ttl === b.ttl &&
    a.flags === b.flags &&
    a.smac === b.smac &&
    a.dmac === b.dmac &&
    port(a.sport, b.sport) &&
    port(a.dport, b.dport) &&
    (a.inner && b.inner ? sameLayer(a.inner, b.inner, random, roles) : a.inner === b.inner)
  );
}

/** What was seen, with the end of a connection where the walk tells of that: a relay that reached nobody. */
export function seenBy(branch: Branch, { ended, ...sight }: Sight): Sight {
  const closes = ended && eventsOf(branch.reply).some(({ flags }) => flags.startsWith('FIN'));
  return closes ? { ...sight, reply: ended } : sight;
}

/** How far a difference is: the way with the most equal events is the one that the kernel took. */
const depth = (difference: Difference | undefined): number => {
  if (!difference) return Number.POSITIVE_INFINITY;
  const ways = { forward: 0, reply: 1, client: 2, health: 3, rules: 4, connections: 5 } as const;
  return ways[difference.where] * 10_000 + difference.at;
};

/** The branch that the kernel took among those that chance allows, and where it still differs. */
export function closest(
  branches: readonly Branch[],
  sight: Sight,
): { readonly branch: Branch; readonly difference: Difference | undefined } | undefined {
  let best: { branch: Branch; difference: Difference | undefined } | undefined;
  for (const branch of branches) {
    const difference = compare(branch, sight);
    if (!best || depth(difference) > depth(best.difference)) best = { branch, difference };
  }
  return best;
}
