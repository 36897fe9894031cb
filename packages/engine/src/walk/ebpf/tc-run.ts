import type { Header } from '../../network/header.ts';

/** A program at work on one packet. */
export interface TcRun {
  readonly stage: string;
  /** The packet as it came to the program. */
  readonly first: Header;
  /** The packet was translated here. */
  translated: boolean;
}
