import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Source, visible } from '@netk/language';
import { UsageError } from './exit-codes.ts';
import type { Io } from './io.ts';
import { expectGarbage } from './short-lived.ts';

/** A file to read, with the name that the user knows it by. */
export interface Input extends Source {
  readonly file: string;
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EACCES: 'permission denied',
  EISDIR: 'is a folder',
};

const unreadable = (path: string, error: unknown): never => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  throw new UsageError(`${path}: ${reasons[code] ?? 'cannot be read'}`);
};

/** All files of a folder and below, in the order of their paths. */
async function netkFilesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.netk') && !entry.parentPath.includes('node_modules'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

async function filesOf(path: string, cwd: string): Promise<readonly string[]> {
  const whole = resolve(cwd, path);
  const found = await stat(whole).catch((error) => unreadable(path, error));
  // a pipe ends, a device such as /dev/zero need not
  if (found.isBlockDevice() || (found.isCharacterDevice() && path !== '/dev/stdin'))
    throw new UsageError(`${path}: is a device, not a file`);
  const isOther = /\.[a-z]+$/i.test(path) && !path.endsWith('.netk') && found.isFile();
  if (isOther) throw new UsageError(`${path}: netk reads .netk files, folders of them, and - for standard input`);
  if (!found.isDirectory()) return [whole];
  const files = await netkFilesIn(whole).catch((error) => unreadable(path, error));
  if (files.length === 0) throw new UsageError(`${path}: no .netk file in this folder`);
  return files;
}

/** Characters from which on a network is large. */
const large = 40_000;

/** Reads files, folders and `-` for standard input. Each file once; throws UsageError for what cannot be read. */
export async function readInputs(paths: readonly string[], io: Io): Promise<readonly Input[]> {
  const inputs = new Map<string, Input>();
  for (const path of paths) {
    if (path === '-') {
      const uri = pathToFileURL(join(io.cwd, '-.netk')).href;
      inputs.set(uri, { file: '-', uri, text: await io.stdin() });
      continue;
    }
    for (const whole of await filesOf(path, io.cwd)) {
      const uri = pathToFileURL(whole).href;
      const file = relative(io.cwd, whole) || whole;
      const text = await readFile(whole, 'utf8').catch((error) => unreadable(file, error));
      if (!inputs.has(uri)) inputs.set(uri, { file: visible(file.startsWith('..') ? whole : file), uri, text });
    }
  }
  const size = [...inputs.values()].reduce((sum, { text }) => sum + text.length, 0);
  if (size > large) expectGarbage();
  return [...inputs.values()];
}
