import { type WordedQuestion, writtenQuestion } from '@netk/language';
import { UsageError } from './exit-codes.ts';
import type { Input } from './read-inputs.ts';

/** A question on the command line: `--from pod51 --to app1 --port 80`. */
export type AdHoc = WordedQuestion;

/** The file with the question as its last line. Places of everything else stay what they are. */
export function withQuestion(input: Input, question: AdHoc): Input {
  const written = writtenQuestion(question);
  if (written.kind === 'refused') {
    const { part, why } = written;
    throw new UsageError(`--${part} ${question[part]}: ${part === 'port' ? '--to ' : ''}${why}`);
  }
  return { ...input, text: `${withLastLine(input.text)}walk ${written.text}\n` };
}

const withLastLine = (text: string): string => (text.trimEnd() === text ? `${text}\n` : text);
