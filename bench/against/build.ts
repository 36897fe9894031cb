import { existsSync } from 'node:fs';
import path from 'node:path';
import type { ServerCommand } from '../server/lsp-client.ts';

/** A folder of netk that was built: what of it can be run from outside, wherever its sources are. */
export interface Build {
  readonly folder: string;
  /** The command line, for this Node. */
  readonly command: string;
  readonly server: ServerCommand;
}

/** The command's bundle, by the names that it had. */
const commands = ['dist/cli.cjs', 'dist/cli.mjs'];

/** The bundles that `npm run build` left in a folder of netk; undefined where there are none. */
export function buildIn(folder: string): Build | undefined {
  const found = (files: readonly string[]) => files.map((file) => path.resolve(folder, file)).find(existsSync);
  const [command, script] = [found(commands), found(['dist/server.js'])];
  if (command === undefined || script === undefined) return undefined;
  return { folder: path.resolve(folder), command, server: { script, words: ['--stdio'] } };
}
