import type { Sending } from './answer.ts';
import type { Leasing } from './lease.ts';
import type { Resolving } from './names/resolving.ts';

/** How a conversation begins: with a packet to an address, with a name that has to be found first, or by asking for an address of one's own. */
export type Opening = Sending | Resolving | Leasing;
