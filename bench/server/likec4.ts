import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ServerCommand } from './lsp-client.ts';

/** What to do when there is nothing to compare with. */
export const howToInstall =
  'LikeC4 is an optional peer: `npm install --prefix /tmp/likec4 likec4`, and then `npm run bench -- --likec4 /tmp/likec4`.';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** LikeC4's language server, if it is installed in this folder or beside netk. */
export function likec4Server(folder: string = root): ServerCommand | undefined {
  const script = path.join(path.resolve(folder), 'node_modules/likec4/bin/likec4.mjs');
  return existsSync(script) ? { script, words: ['lsp', '--stdio'] } : undefined;
}
