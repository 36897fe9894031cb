import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { crc32 } from 'node:zlib';

/** What V8 made of a program, kept between runs. */
export interface CodeCache {
  /** Undefined where there is none, or none that is whole. */
  read(): Buffer | undefined;
  /** Keeps it, if that can be done: whoever runs a program is never disturbed by its cache. */
  write(code: Buffer): void;
}

/** Bytes before the code: its checksum. */
const head = 4;
/** Files that are kept, a few megabytes each: one for each command of the two builds that were used last. */
const mostFiles = 12;

/** A user's own folder for what may be made again: code that another user wrote would be run. */
function userFolder(env: NodeJS.ProcessEnv): string {
  if (env.XDG_CACHE_HOME && isAbsolute(env.XDG_CACHE_HOME)) return env.XDG_CACHE_HOME;
  if (process.platform === 'win32') return env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local');
  return process.platform === 'darwin' ? join(homedir(), 'Library', 'Caches') : join(homedir(), '.cache');
}

/** The bytes of a file of this user's own. */
function ownBytes(file: string): Buffer | undefined {
  const opened = openSync(file, 'r');
  try {
    const isOwn = process.getuid === undefined || fstatSync(opened).uid === process.getuid();
    return isOwn ? readFileSync(opened) : undefined;
  } finally {
    closeSync(opened);
  }
}

/** Removes what was not written for longest. */
function prune(folder: string): void {
  const files = readdirSync(folder)
    .filter((name) => name.includes('.bin'))
    .map((name) => ({ file: join(folder, name), at: statSync(join(folder, name)).mtimeMs }))
    .sort((a, b) => b.at - a.at);
  for (const { file } of files.slice(mostFiles)) rmSync(file, { force: true });
}

/** Undefined for what throws: no file, no home, no right, no room. */
function attempted<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/**
 * Where V8's code of a program is kept. The name of the file is made of everything that it depends on, the text of the
 * program and the versions of Node and V8, so that no other is ever read, and V8 refuses what was made under other flags.
 * A file appears whole, and its checksum is compared. Undefined where nothing can be kept, or is not wanted.
 *
 * @param use what of the program runs: another command calls other functions
 */
export function codeCache(source: Buffer, use: string, env: NodeJS.ProcessEnv = process.env): CodeCache | undefined {
  // Node 22.0 and 22.1 have no `crc32`.
  if (env.NODE_DISABLE_COMPILE_CACHE || typeof crc32 !== 'function') return undefined;
  const folder = attempted(() => join(userFolder(env), 'netk'));
  if (folder === undefined) return undefined;
  // V8's own tag would load `node:v8`, which takes as long as all the rest here: V8 compares its flags itself.
  const key = [crc32(source), source.length].map((part) => part.toString(36)).join('-');
  const file = join(folder, `${process.version}-${process.versions.v8}-${process.arch}-${key}-${use}.bin`);
  return {
    read: () =>
      attempted(() => {
        const bytes = ownBytes(file);
        const code = bytes?.subarray(head);
        return bytes && code?.length && bytes.readUInt32LE(0) === crc32(code) ? code : undefined;
      }),
    write(code) {
      const sum = Buffer.alloc(head);
      sum.writeUInt32LE(crc32(code));
      const own = `${file}.${process.pid}`;
      attempted(() => {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        writeFileSync(own, Buffer.concat([sum, code]), { mode: 0o600 });
        renameSync(own, file);
        prune(folder);
      });
      attempted(() => rmSync(own, { force: true }));
    },
  };
}
