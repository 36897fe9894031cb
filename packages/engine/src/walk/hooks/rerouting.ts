import type { HookEntry } from '../hook-entry.ts';
import { reroute } from '../stages/route.ts';

/** A packet of the machine itself is routed anew where its firewall mark, or its destination, was changed. */
export const rerouting =
  (by: 'mark' | 'dst', run: HookEntry['run']): HookEntry['run'] =>
  (passage) => {
    const was = passage.packet[by];
    return run(passage) ?? (passage.packet[by] === was ? undefined : reroute(passage));
  };
