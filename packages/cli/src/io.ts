/** The outside of the program, so that a test can stand in for it. */
export interface Io {
  readonly cwd: string;
  /** Standard output: the answer. */
  out(text: string): void;
  /** Standard error: everything else. */
  err(text: string): void;
  stdin(): Promise<string>;
  readonly colour: boolean;
}
