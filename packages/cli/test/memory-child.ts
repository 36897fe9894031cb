import { runProgram } from '../src/program.ts';
import { hostileInputs } from './hostile-inputs.ts';

/** What netk said to one input. */
export interface Answer {
  readonly name: string;
  readonly code: number;
  /** Whether the diagnostic that belongs to it is there; or none, where none belongs. */
  readonly told: boolean;
  readonly lines: number;
  readonly err: string;
}

// Asks about the inputs whose names are given, one after the other, in a process whose heap has a hard limit: what needs
// more ends it. Prints an Answer as one line of JSON for each.
for (const name of process.argv.slice(2)) {
  const input = hostileInputs.find((each) => each.name === name);
  if (!input) throw new Error(`there is no input '${name}'`);
  const text = input.text();
  let [out, err] = ['', ''];
  let said = false;
  const io = {
    cwd: import.meta.dirname,
    colour: false,
    // All traces together are not kept here either.
    out: (words: string) => {
      if (input.command) said ||= input.told?.test(words) ?? false;
      else out += words;
    },
    err: (words: string) => {
      err += words;
    },
    stdin: async () => text,
  };
  const code = await runProgram([input.command ?? 'check', '-'], io, async () => {});
  const told = said || (input.told ? input.told.test(out) : out === '');
  const answer: Answer = { name, code, told, lines: out.split('\n').length - 1, err };
  console.log(JSON.stringify(answer));
}
