import { type Moment, type StateEntry, stateEntryOf } from '@netk/engine';
import type { FromWebview } from '@netk/protocol';
import { momentOf, type State } from './state.ts';

/** The entry of the machine's tables that decided a step; undefined where no table did. */
export const tableOf = ({ hop, step }: Moment): StateEntry | undefined => stateEntryOf(hop, step);

/** `Show in iptables`. */
export const showIn = ({ view }: StateEntry): string => `Show in ${view}`;

/** What the extension is asked for at a step: by default, at the cursor's. Undefined where no table decided. */
export function askForState(
  state: State,
  moment = momentOf(state),
): Extract<FromWebview, { kind: 'showState' }> | undefined {
  const entry = moment && tableOf(moment);
  if (!moment || !entry || state.uri === undefined || state.walk === undefined) return undefined;
  const { direction, hopIndex, hop, step } = moment;
  const name = state.trace?.name ?? state.trace?.title ?? 'the walk';
  const words = `${direction === 'reply' ? 'reply ' : ''}hop ${hopIndex + 1} of ${name}, ${step.stage}`;
  return {
    kind: 'showState',
    uri: state.uri,
    walk: state.walk,
    node: hop.id,
    state: entry,
    words,
    number: hopIndex + 1,
  };
}
