/** A program at work on one packet. */
export interface TcRun {
  readonly stage: string;
  /** The packet was translated here. */
  translated: boolean;
}
