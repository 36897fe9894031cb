import { spawnSync } from 'node:child_process';

/** What a command says, line by line. */
export const lines = (command: string, ...args: string[]): string[] =>
  spawnSync(command, args, { encoding: 'utf8' })
    .stdout.trim()
    .split('\n')
    .filter((line) => line !== '');
/** Processes below one. */
export const below = (pid: number): number[] =>
  lines('pgrep', '-P', String(pid))
    .map(Number)
    .flatMap((child) => [child, ...below(child)]);
export const alive = (pid: number): boolean =>
  lines('ps', '-o', 'stat=', '-p', String(pid)).some((state) => !state.startsWith('Z'));
