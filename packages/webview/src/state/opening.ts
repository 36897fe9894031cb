import { deathOf } from '@netk/engine';
import { branchOf, momentsOf, type State } from './state.ts';

/** Where a walk opens: a blocked one at the step that stops it, as a debugger does; any other at its first step. */
export function openingStep(state: State): number {
  const branch = branchOf(state);
  if (!branch || branch.verdict === 'delivered') return 0;
  const death = deathOf(branch);
  if (death) return momentsOf(state).find(({ step, hop }) => step === death.step && hop === death.hop)?.index ?? 0;
  return branch.verdict === 'undetermined' ? Math.max(0, momentsOf(state).length - 1) : 0;
}
