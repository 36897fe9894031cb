import { spawnSync } from 'node:child_process';
import type { Build } from './build.ts';

/** Bytes that a command may print: traces of hundreds of walks are large. */
const mostPrinted = 2 ** 30;

/** How the commands end that found something wrong with what they were asked about. */
const foundWrong = 1;

/** Runs a command of a build as a process of its own, and returns what it printed. Throws where the command itself fails. */
export function runCommand({ command }: Build, words: readonly string[]): string {
  const { stdout, stderr, status } = spawnSync(process.execPath, [command, ...words], {
    encoding: 'utf8',
    maxBuffer: mostPrinted,
  });
  if (status !== 0 && status !== foundWrong)
    throw new Error(`${command} ${words.join(' ')} ended with ${status}: ${stderr}`);
  return stdout;
}
