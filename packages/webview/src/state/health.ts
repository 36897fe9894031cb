import { type Moment, poolStages, type Scene, type TargetCheck, type TargetHealth } from '@netk/engine';
import { healthAsked, healthWalk } from '@netk/protocol';
import type { State } from './state.ts';

export type HealthState = TargetHealth['state'];

/** The sign of a target, beside its colour. */
export const healthSigns: Readonly<Record<HealthState, string>> = {
  healthy: '✓',
  unhealthy: '✕',
  draining: '–',
  some: '△',
  unknown: '?',
  unchecked: '·',
};

export const healthWords: Readonly<Record<HealthState, string>> = {
  healthy: 'healthy',
  unhealthy: 'unhealthy',
  draining: 'draining: gets no new connection',
  some: 'healthy from some zones only',
  unknown: 'health not known',
  unchecked: 'not checked',
};

/** What stands on a chip of a shelf: several groups may share it. The worst of them is told. */
export interface Chip {
  readonly state: HealthState;
  /** A line for each group: `order:80 of ALB portal: unhealthy, timeout (SG-IN)`. */
  readonly lines: readonly string[];
}

/** What is told of several: a group that does not check a target says nothing of it. */
const badness: readonly HealthState[] = ['unhealthy', 'some', 'unknown', 'draining', 'healthy', 'unchecked'];

/** Why a target is not healthy, from the node that says it first. */
export const whyOf = ({ checks }: TargetHealth): string | undefined => checks.find(({ why }) => why !== undefined)?.why;

/** `unhealthy, timeout (SG-IN)`. */
export function stateText(target: TargetHealth): string {
  const why = whyOf(target);
  return `${healthWords[target.state]}${why === undefined ? '' : `, ${why}`}`;
}

/** What is known of a target on the shelf of some groups; undefined: nothing. */
export function chipOf(
  health: readonly TargetHealth[] | undefined,
  groups: ReadonlySet<string>,
  target: string,
): Chip | undefined {
  const own = health?.filter((each) => each.target === target && groups.has(each.group)) ?? [];
  if (own.length === 0) return undefined;
  return {
    state: badness.find((state) => own.some((each) => each.state === state))!,
    lines: own.map((each) => `${each.name} of ${each.of}: ${stateText(each)}`),
  };
}

/** The walk that a check is; on the network of the shown walk, where that is not the file's own. */
export function walkOfCheck({ walk, picture }: State, { group, at }: TargetHealth, { node }: TargetCheck): string {
  const own = walk === undefined ? undefined : (healthAsked(walk)?.walk ?? walk);
  const given = picture?.walks.some(({ id, given }) => id === own && given);
  return healthWalk({ node, group, at }, given ? own : undefined);
}

/** The check that is most worth a look: the first that failed, else the first. */
export const checkOf = ({ checks }: TargetHealth): TargetCheck | undefined =>
  checks.find(({ state }) => state !== 'healthy') ?? checks[0];

/** The walk that a chip opens: the check of the worst of the groups on its shelf; undefined: nobody checks it. */
export function checkWalkOf(state: State, chip: { readonly parent?: string; readonly element?: string }) {
  const groups = groupsOn(state.picture?.scene, chip.parent);
  const own = state.health?.filter(({ target, group }) => target === chip.element && groups.has(group)) ?? [];
  const [worst] = own.toSorted((a, b) => badness.indexOf(a.state) - badness.indexOf(b.state));
  const check = worst && checkOf(worst);
  return worst && check && walkOfCheck(state, worst, check);
}

/** The groups that share a shelf. */
export function groupsOn(scene: Scene | undefined, shelf: string | undefined): ReadonlySet<string> {
  const found = scene?.vpcs.flatMap(({ groups }) => groups).find(({ id }) => id === shelf);
  return new Set(found ? [found.id, ...found.others.map(({ id }) => id)] : []);
}

/** The targets of the group that a step is about, those that are not healthy first; empty for any other step. */
export function targetsAt(
  health: State['health'],
  { hop, step }: Pick<Moment, 'hop' | 'step'>,
): readonly TargetHealth[] {
  if (!poolStages.some((each) => each === step.stage)) return [];
  const own = health?.filter(({ balancer, source }) => balancer === hop.source && source === step.source) ?? [];
  // a rule may send to several groups
  const named = own.filter(({ name }) => step.entry.startsWith(`${name}:`));
  return (named.length > 0 ? named : own).toSorted((a, b) => badness.indexOf(a.state) - badness.indexOf(b.state));
}
