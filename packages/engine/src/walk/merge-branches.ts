import type { Choice } from '../trace/trace.ts';
import { type Fraction, showFraction, sum, toNumber } from './fraction.ts';
import { passedBack, passedThere, type Ways } from './leg-ways.ts';
import { type PortSet, showPorts, union } from './port-set.ts';

/** A branch with its exact probability, and with the ports that stand behind each of its choices. */
export interface Weighed<M> {
  readonly answer: Ways;
  readonly choices: readonly Choice[];
  readonly probability: Fraction;
  readonly ports: readonly { readonly set: PortSet; readonly probability: Fraction; readonly assumes?: string }[];
  /** What its draws take for granted. */
  readonly told?: readonly string[];
  readonly more: M;
}

const isPort = ({ kind }: Choice): boolean => kind === 'source port';

/** What came of a branch, beside the ports that were drawn: equal for branches that nobody needs to tell apart. */
function outcomeOf({ choices, answer }: Weighed<unknown>): string {
  const { verdict, to, cause, client, location, logged, died, assumes } = answer;
  const others = choices.filter((each) => !isPort(each)).map(({ kind, id, of, picked }) => [kind, id, of, picked]);
  const ids = [passedThere(answer), passedBack(answer)].map((way) => way.map(({ device }) => device.id));
  return JSON.stringify([others, verdict, to, cause, client, location, logged, died, assumes, ids]);
}

/** Whether two branches differ in the ports of one draw alone: its place among the draws. */
function onlyDifference(a: Weighed<unknown>, b: Weighed<unknown>): number | undefined {
  if (a.ports.length !== b.ports.length) return undefined;
  const at = a.ports.flatMap(({ set }, i) => (showPorts(set) === showPorts(b.ports[i]!.set) ? [] : [i]));
  return at.length === 1 ? at[0] : undefined;
}

/** Two branches as one: the likelier one's way, for the ports of both. */
function joined<M>(a: Weighed<M>, b: Weighed<M>, at: number): Weighed<M> {
  const shown = toNumber(a.probability) >= toNumber(b.probability) ? a : b;
  const set = union(a.ports[at]!.set, b.ports[at]!.set);
  const probability = sum(a.probability, b.probability);
  const share = sum(a.ports[at]!.probability, b.ports[at]!.probability);
  const ports = shown.ports.map((each, i) => (i === at ? { ...each, set, probability: share } : each));
  const seen = (side: Weighed<M>) => side.choices.filter(isPort)[at]!;
  const choices = shown.choices.map((choice) =>
    choice === seen(shown) ? { ...choice, picked: showPorts(set), probability: toNumber(share) } : choice,
  );
  return { ...shown, choices, probability, ports };
}

/** Branches that differ in drawn ports and in nothing that came of them, as one each; a draw that decides nothing is no choice. */
export function mergeBranches<M>(all: readonly Weighed<M>[]): Weighed<M>[] {
  const groups = new Map<string, Weighed<M>[]>();
  for (const each of all) {
    const key = outcomeOf(each);
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    let next = each;
    for (let i = 0; i < group.length; i++) {
      const at = onlyDifference(group[i]!, next);
      if (at === undefined) continue;
      next = joined(group[i]!, next, at);
      group.splice(i, 1);
      i = -1;
    }
    group.push(next);
  }
  return [...groups.values()].flat().map(withoutWhole);
}

/** Without the draws that decide nothing, and with what the others take for granted. */
function withoutWhole<M>(weighed: Weighed<M>): Weighed<M> {
  const { ports } = weighed;
  const drawn = weighed.choices.filter(isPort);
  const whole = new Set(drawn.filter((_, i) => showFraction(ports[i]!.probability) === '1'));
  const own = ports.flatMap(({ assumes }, i) => (assumes === undefined || whole.has(drawn[i]!) ? [] : [assumes]));
  const told = [...(weighed.told ?? []), ...own];
  const choices = weighed.choices.filter((each) => !whole.has(each));
  return { ...weighed, choices, ...(told.length > 0 ? { told } : {}) };
}
