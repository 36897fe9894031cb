import type { Resolving } from './names/look-up.ts';
import type { Sending } from './there-and-back.ts';

/** How a conversation begins: with a packet to an address, or with a name that has to be found first. */
export type Opening = Sending | Resolving;
