import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectDir } from '../../host/parts.mjs';

/** The text of the talk's example. */
export const talk = readFileSync(path.join(projectDir, 'examples/eks-talk.netk'), 'utf8');

const lines = talk.split('\n');

/** The number of the first line of the talk's example that contains a text. */
export function lineOf(text) {
  const index = lines.findIndex((line) => line.includes(text));
  if (index < 0) throw new Error(`the example has no line with ${text}`);
  return index + 1;
}
