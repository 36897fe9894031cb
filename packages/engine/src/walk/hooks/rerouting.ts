import type { HookEntry } from '../hook-entry.ts';
import { reroute, rerouteElsewhere } from '../stages/route.ts';

/** A packet of the machine itself is routed anew where its firewall mark, or its destination, was changed. */
export const rerouting =
  (by: 'mark' | 'dst', run: HookEntry['run']): HookEntry['run'] =>
  (passage) => {
    const was = passage.packet[by];
    return run(passage) ?? (passage.packet[by] === was ? undefined : reroute(passage));
  };

/**
 * Translation sees in a connection's entry that IPVS sends it elsewhere, and has its packets routed anew by their source and
 * their mark, though they have not changed (nf_nat_proto.c, nf_nat_ipv4_local_fn; seen on 6.12: a pod on a secondary interface
 * of the VPC CNI reaches a server by that interface).
 */
export const reroutingServed =
  (run: HookEntry['run']): HookEntry['run'] =>
  (passage) => {
    const stopped = run(passage);
    if (stopped) return stopped;
    const { tracked } = passage;
    return tracked?.direction === 'original' && tracked.connection.served ? rerouteElsewhere(passage) : undefined;
  };
