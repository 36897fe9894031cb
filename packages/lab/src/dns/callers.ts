import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { python } from '../run/python.ts';
import type { Caller, DnsSeen } from './lookup.ts';

/** What a caller's program said. */
export interface Said {
  readonly out: string;
  readonly err: string;
  /** Undefined: it was ended. */
  readonly code: number | null;
}

type Answer = Pick<DnsSeen, 'addresses' | 'error'>;

const source = fileURLToPath(new URL('../../agent/lookup.c', import.meta.url));

const inPython = `
import socket, sys
name, family, flags = sys.argv[1:]
families = {"inet": socket.AF_INET, "inet6": socket.AF_INET6, "unspec": socket.AF_UNSPEC}
try:
    for found in socket.getaddrinfo(name, 80, families[family], socket.SOCK_STREAM, 0, socket.AI_ADDRCONFIG if flags == "1" else 0):
        print(found[4][0])
except socket.gaierror as error:
    print("error", error.errno)
`;

const inNode = (call: string): string =>
  `require('node:dns').${call}.then(found => console.log(found.map(each => each.address ?? each).join('\\n')), error => console.log('error ' + error.code))`;

/** The program of musl, compiled once, with the folder that it is in. */
let compiled: { readonly program: string } | { readonly lacks: string } | undefined;

function muslProgram(): NonNullable<typeof compiled> {
  if (compiled) return compiled;
  const folder = mkdtempSync(path.join(tmpdir(), 'netk-musl-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const program = path.join(folder, 'lookup');
  const { error, status, stderr } = spawnSync('musl-gcc', ['-static', '-O1', '-o', program, source], {
    encoding: 'utf8',
  });
  compiled = error
    ? { lacks: `musl-gcc is not installed (${error.message})` }
    : status === 0
      ? { program }
      : { lacks: `musl-gcc: ${stderr.trim().split('\n').at(-1)}` };
  return compiled;
}

/** Why a library cannot be called here; undefined where it can. */
export function lacksLibrary({ library }: Caller): string | undefined {
  if (library === 'glibc' || library === 'getent ahosts') {
    const { error, stdout } = spawnSync('getconf', ['GNU_LIBC_VERSION'], { encoding: 'utf8' });
    return error || !stdout.startsWith('glibc') ? 'the C library here is not glibc' : undefined;
  }
  if (library !== 'musl') return undefined;
  const found = muslProgram();
  return 'lacks' in found ? found.lacks : undefined;
}

/** The version of a library here, as far as it says one. */
export function libraryVersion(library: Caller['library']): string {
  switch (library) {
    case 'glibc':
    case 'getent ahosts':
      return spawnSync('getconf', ['GNU_LIBC_VERSION'], { encoding: 'utf8' }).stdout.trim();
    case 'musl': {
      const { stdout } = spawnSync('dpkg-query', ['-W', 'musl-dev'], { encoding: 'utf8' });
      return `musl ${/\s([\d.]+)/.exec(stdout ?? '')?.[1] ?? ''}`.trim();
    }
    case 'node lookup':
      return `node ${process.version}`;
    case 'c-ares':
      return `c-ares ${process.versions.ares}`;
  }
}

/** The program that makes a lookup. */
export function commandOf(caller: Caller, name: string): readonly string[] {
  switch (caller.library) {
    case 'glibc':
      return [python, '-c', inPython, name, caller.family ?? 'unspec', caller.addrconfig ? '1' : '0'];
    case 'musl': {
      const found = muslProgram();
      if ('lacks' in found) throw new TypeError(found.lacks);
      return [found.program, name, caller.family ?? 'unspec', caller.addrconfig ? '1' : '0'];
    }
    case 'getent ahosts':
      return ['getent', 'ahosts', name];
    case 'node lookup':
      return [process.execPath, '-e', inNode(`promises.lookup(${JSON.stringify(name)}, { all: true })`)];
    case 'c-ares': {
      const call = caller.family === 'inet6' ? 'resolve6' : 'resolve4';
      return [process.execPath, '-e', inNode(`promises.${call}(${JSON.stringify(name)})`)];
    }
  }
}

/** The errors of getaddrinfo by their numbers, which glibc and musl have in common (netdb.h). */
const errors: Readonly<Record<string, string>> = {
  '-2': 'EAI_NONAME',
  '-3': 'EAI_AGAIN',
  '-4': 'EAI_FAIL',
  '-5': 'EAI_NODATA',
  '-9': 'EAI_ADDRFAMILY',
  '-11': 'EAI_SYSTEM',
};

/** What a program got of its library. */
export function readAnswer({ library }: Caller, { out, err, code }: Said): Answer {
  if (code === null) return { addresses: [], error: 'ended' };
  const lines = out.split('\n').filter((line) => line !== '');
  const failed = /^error (\S+)/.exec(lines[0] ?? '')?.[1];
  if (failed !== undefined) return { addresses: [], error: errors[failed] ?? failed };
  if (library === 'getent ahosts') {
    // a line for each type of socket; it has no words for errors
    if (code !== 0) return { addresses: [], error: `status ${code}` };
    const streams = lines.filter((line) => line.includes('STREAM'));
    return { addresses: streams.map((line) => line.split(/\s+/)[0]!) };
  }
  if (code !== 0) throw new Error(err.trim() || `ended with ${code}`);
  return { addresses: lines };
}
