import type { Device } from '../../network/network.ts';
import type { Home } from './device-text.ts';

/** A machine of the network that takes part, with where it lives. */
export interface Machine {
  readonly device: Device;
  readonly home: Home | undefined;
}

/**
 * What machines were made of by one code, but for their names and addresses: those that have it in common need not be looked
 * at one by one. Undefined: nobody says so.
 */
export type Like = (id: string) => string | undefined;
