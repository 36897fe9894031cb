import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { scratchFolder } from '../scratch-folder.ts';
import type { ServerCommand } from './lsp-client.ts';

const entry = fileURLToPath(new URL('../../packages/server/src/node.ts', import.meta.url));

/** The language server, bundled from the sources as esbuild.mjs bundles it for a release, into a folder of its own. */
export async function netkServer(): Promise<ServerCommand> {
  const script = path.join(scratchFolder(), 'server.cjs');
  await build({
    entryPoints: [entry],
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'es2023',
    minify: true,
    logLevel: 'warning',
  });
  return { script, words: ['--stdio'] };
}
