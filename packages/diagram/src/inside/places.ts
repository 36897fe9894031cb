import type { Inside, InsidePassage } from '@netk/engine';

/** What stands in a box of the map, in the order in which a packet meets it; `numbers`: of the packet's stages, once for each visit. */
export interface PlaceRow {
  readonly stage: string;
  readonly priority?: number;
  readonly numbers: readonly number[];
}

const isRouting = (stage: string): boolean => /^ip (-6 )?rule$|^table /.test(stage);

const firstOf = { PREROUTING: 0, OUTPUT: 3 } as const;

/**
 * The box in which each stage of a passage stands, by its place in the list; a stage at an interface stands in none. A packet goes
 * through the hooks in their order, and begins anew where it is put into another, taken out of one, or handed to another interface.
 */
export function placesOf(inside: Inside, { into, stages }: InsidePassage): ReadonlyMap<number, string> {
  const places = new Map<number, string>();
  let next: number = into === undefined ? firstOf.OUTPUT : firstOf.PREROUTING;
  stages.forEach(({ stage }, at) => {
    if (stage === 'receive') next = firstOf.PREROUTING;
    if (stage === 'tunnel') next = stages[at + 1]?.stage === 'receive' ? firstOf.PREROUTING : firstOf.OUTPUT;
    const link = inside.links.find((each) => each.stages.some((known) => known.stage === stage));
    if (isRouting(stage)) places.set(at, 'routing');
    else if (link) places.set(at, link.place);
    else {
      const own = inside.hooks.findIndex(
        ({ stages: known }, hook) => hook >= next && known.some((each) => each.stage === stage),
      );
      if (own < 0) return;
      next = own;
      places.set(at, inside.hooks[own]!.hook);
    }
  });
  return places;
}

/** Rows of a place beside netfilter that no packet of the passage met: more of them are counted. */
const mostUnmet = 3;

/** What stands in a box: everything that registered itself, or, of routing, what was asked. */
export function rowsOf(inside: Inside, passage: InsidePassage, name: string): readonly PlaceRow[] {
  const here = [...placesOf(inside, passage)].flatMap(([at, place]) => (place === name ? [at] : []));
  const numbersOf = (stage: string): readonly number[] =>
    here.flatMap((at) => (passage.stages[at]!.stage === stage ? [at + 1] : []));
  if (name === 'routing') return here.map((at) => ({ stage: passage.stages[at]!.stage, numbers: [at + 1] }));
  const hook = inside.hooks.find((each) => each.hook === name);
  if (hook) return hook.stages.map(({ stage, priority }) => ({ stage, priority, numbers: numbersOf(stage) }));
  const known = inside.links.find(({ place }) => place === name)?.stages ?? [];
  const rows = known.map(({ stage, at }) => {
    // of several tunnels or bridges it is the one at whose interface the step was
    const isOne = (number: number): boolean =>
      known.filter((each) => each.stage === stage).length === 1 || passage.stages[number - 1]!.at === at;
    return { stage: at ?? stage, numbers: numbersOf(stage).filter(isOne) };
  });
  const unmet = rows.filter(({ numbers }) => numbers.length === 0);
  const left = new Set(unmet.slice(mostUnmet));
  const shown = rows.filter((row) => !left.has(row));
  return left.size === 0 ? shown : [...shown, { stage: `${left.size} more`, numbers: [] }];
}
