import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProgram } from '../src/program.ts';

/** The project's root. */
export const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs one command line at the project's root, or in another folder. */
export async function netk(words: readonly string[], { stdin = '', cwd = root, colour = false } = {}): Promise<Ended> {
  let out = '';
  let err = '';
  const io = {
    cwd,
    colour,
    out: (text: string) => {
      out += text;
    },
    err: (text: string) => {
      err += text;
    },
    stdin: async () => stdin,
  };
  const code = await runProgram(words, io, async () => {});
  return { code, out, err };
}

/** A new folder with files. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'netk-cli-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

/** Two subnets of which one lies in the other. */
export const overlapping = `vpc v 10.0.0.0/16 on aws {
  subnet a 10.0.0.0/24 zone az1
  subnet b 10.0.0.128/25 zone az1
}
`;
