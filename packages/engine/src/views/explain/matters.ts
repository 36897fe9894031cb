import { type Moment, rewrites } from './timeline.ts';

/** What a reader in a hurry wants to see: the two ends, rewrites, choices, relays, tunnels, policies, and drops. */
const always: readonly string[] = ['originate', 'deliver', 'drop', 'connect', 'balance', 'resolve'];

/** Whether a step changed something about the packet or its way, or ended it. */
export const matters = (moment: Moment): boolean =>
  always.includes(moment.step.kind) || rewrites(moment) || (moment.step.policy?.policies.length ?? 0) > 0;
