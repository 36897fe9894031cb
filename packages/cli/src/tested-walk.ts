/** One walk with its expectations, judged, or one expectation at the top of a file. */
export interface TestedWalk {
  readonly file: string;
  /** Of an expectation of a file: for how many pairs it was asked. */
  readonly name: string;
  readonly expectations: readonly {
    readonly text: string;
    /** Line of the file, from 1. */
    readonly line: number;
    readonly result: 'holds' | 'fails' | 'undetermined';
    /** Why not; empty where it holds. */
    readonly why: string;
  }[];
}
