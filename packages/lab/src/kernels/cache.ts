import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

// Only Node's own modules: scripts/kernel.mjs reads this file as it is.

/** Where kernels are kept that were built or fetched: outside of any clone, so that one is enough. */
export const kernelCache = (env: NodeJS.ProcessEnv = process.env): string =>
  path.join(
    env.NETK_KERNEL_CACHE || path.join(env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'netk'),
    'kernels',
  );

/** What tells a configuration from another one in the names of the cache. */
export const configHash = (file: string): string =>
  createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 12);

/** Folders of the cache whose names begin and end so, the newest first. A folder there is complete: it was renamed when it was. */
export function cached(begin: string, end: string, folder = kernelCache()): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.startsWith(begin) && name.endsWith(end))
      .map((name) => path.join(folder, name))
      .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  } catch {
    return []; // there is no cache yet
  }
}
