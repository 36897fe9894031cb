import { allFolded } from '@netk/diagram';
import type { State } from './state.ts';

/** A walk among those of all files: what was unfolded in it stays so while the panel is open. */
export const walkKey = ({ uri = '', walk = '' }: Pick<State, 'uri' | 'walk'>): string => `${uri} ${walk}`;

/** The keys of the runs that are unfolded in the shown walk. */
export const unfoldedIn = (state: Pick<State, 'uri' | 'walk' | 'unfolded'>): ReadonlySet<string> =>
  state.unfolded.get(walkKey(state)) ?? allFolded;
