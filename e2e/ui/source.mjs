import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectDir } from '../../host/parts.mjs';

const lines = readFileSync(path.join(projectDir, 'examples/eks-talk.netk'), 'utf8').split('\n');

/** The number of the first line of the talk's example that contains a text. */
export function lineOf(text) {
  const index = lines.findIndex((line) => line.includes(text));
  if (index < 0) throw new Error(`the example has no line with ${text}`);
  return index + 1;
}
