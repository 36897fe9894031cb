import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { constants, Script } from 'node:vm';
import { codeCache } from './code-cache.ts';

/** Commands whose code is kept; anything else that is asked for is an error or a word of help. */
const commands = new Set(['check', 'walk', 'test', 'capacity', 'show', 'lab']);

/**
 * Runs a bundle in CommonJS with the code that V8 made of it in an earlier run: compiling it, and each of its functions when it
 * is first called, takes longer than most commands. Where no code can be kept it runs all the same.
 */
export function launch(file: string): void {
  const source = readFileSync(file);
  const [command = ''] = process.argv.slice(2);
  const cache = commands.has(command) ? codeCache(source, command) : undefined;
  const cachedData = cache?.read();
  // The bundle is ASCII; the line stays the first, so that places in it are right.
  const text = `(function (require, __filename, __dirname) {${source.toString('latin1')}\n})`;
  const script = new Script(text, {
    filename: file,
    ...(cachedData ? { cachedData } : {}),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  script.runInThisContext()(createRequire(file), file, dirname(file));
  if (!cache || (cachedData && !script.cachedDataRejected)) return;
  // At the end, when the functions that the command calls are compiled.
  process.once('exit', () => cache.write(script.createCachedData()));
}
