import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, release, totalmem, type as typeOfSystem } from 'node:os';
import path from 'node:path';

/** What the figures were measured on. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly versions: Readonly<Record<string, string>>;
}

const require = createRequire(import.meta.url);

/** The version of an installed package, found by its manifest: some packages do not export it. */
function versionOf(name: string): string {
  for (const folder of require.resolve.paths(name) ?? []) {
    try {
      return JSON.parse(readFileSync(path.join(folder, name, 'package.json'), 'utf8')).version;
    } catch {
      // not in this folder
    }
  }
  return 'not installed';
}

/** The machine, Node and the libraries that the measurements depend on. */
export const machine = (): Machine => ({
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: availableParallelism(),
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  system: `${typeOfSystem()} ${release()}`,
  versions: {
    node: process.versions.node,
    v8: process.versions.v8,
    langium: versionOf('langium'),
    chevrotain: versionOf('chevrotain'),
    'vscode-languageserver': versionOf('vscode-languageserver'),
    '@hpcc-js/wasm-graphviz': versionOf('@hpcc-js/wasm-graphviz'),
    elkjs: versionOf('elkjs'),
  },
});
