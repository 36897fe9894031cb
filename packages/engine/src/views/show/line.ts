/** One line of a tool's output. */
export interface Line {
  readonly text: string;
  /** The entry as the steps of a trace say it, where the line is a rule, a route or a neighbour. */
  readonly entry?: string;
  /** The table that the entry stands in: `nat`, `main`, `2`. */
  readonly table?: string;
}

export const comment = (text: string): Line => ({ text: `# ${text}` });
