import { type Branch, deathOf, type HopPlace } from '@netk/engine';
import { branchesOf } from './branches.ts';
import { branchOf, momentsOf, type State } from './state.ts';

/** Where a walk opens: a blocked one at the step that stops it, as a debugger does; any other at its first step. */
export function openingStep(state: State): number {
  const branch = branchOf(state);
  if (!branch || state.predict || branch.verdict === 'delivered') return 0;
  const death = deathOf(branch);
  if (death) return momentsOf(state).find(({ step, hop }) => step === death.step && hop === death.hop)?.index ?? 0;
  return branch.verdict === 'undetermined' ? Math.max(0, momentsOf(state).length - 1) : 0;
}

/** The cursor at a hop that somebody else named. Where branches are put together, the first that passes its device there, or that ends badly. */
export function atHop(state: State, { branch, direction, hop, device }: HopPlace): State {
  const branches = state.trace ? branchesOf(state.trace) : [];
  const passes = (each: Branch | undefined): boolean => each?.[direction][hop]?.id === device;
  const alike = passes(branches[branch]) ? branch : branches.findIndex(passes);
  const found = alike < 0 ? branches.findIndex(({ verdict }) => verdict !== 'delivered') : alike;
  const there = { ...state, branch: Math.max(0, found), asked: undefined, playing: false };
  const { died } = branchOf(there) ?? {};
  const isDeath = died?.direction === direction && died.hop === hop;
  const moment = momentsOf(there).find((each) => each.direction === direction && each.hopIndex === hop);
  return { ...there, step: isDeath ? openingStep(there) : (moment?.index ?? openingStep(there)) };
}
