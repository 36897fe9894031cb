import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeCache } from '../src/code-cache.ts';
import { root } from './netk.ts';

const scratch = mkdtempSync(join(tmpdir(), 'netk-code-'));
const launcher = join(scratch, 'launch.cjs');
const program = join(scratch, 'program.cjs');
let runs = 0;

beforeAll(async () => {
  const contents = `import { launch } from './launch.ts'; launch(${JSON.stringify(program)});`;
  const resolveDir = join(root, 'packages/cli/src');
  await build({
    stdin: { contents, resolveDir },
    outfile: launcher,
    bundle: true,
    platform: 'node',
    logLevel: 'error',
  });
});
afterAll(() => rmSync(scratch, { recursive: true }));

const programSaying = (words: string): void =>
  writeFileSync(program, `function said() { return ${JSON.stringify(words)}; }\nconsole.log(said());\n`);
const newHome = (): string => join(scratch, `home-${runs++}`);

/** What the launcher's program prints, with its cache below this folder. */
function launched(home: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const own = { ...process.env, XDG_CACHE_HOME: home, NODE_DISABLE_COMPILE_CACHE: '', ...env };
  const child = spawn(process.execPath, [launcher, 'walk'], { env: own });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (part) => {
      said += part;
    });
  }
  return new Promise((done) => child.once('close', () => done(said.trim())));
}
const kept = (home: string): string[] => {
  const folder = join(home, 'netk');
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
};

describe('the code that V8 made of the command', () => {
  test('is kept by the first run and taken by the next', async () => {
    const home = newHome();
    programSaying('one');
    expect(await launched(home)).toBe('one');
    const [file, ...others] = kept(home);
    expect(others).toEqual([]);
    const before = statSync(file!).mtimeMs;
    expect(await launched(home)).toBe('one');
    expect(statSync(file!).mtimeMs).toBe(before);
  });

  test('of another text of the same length is never taken', async () => {
    const home = newHome();
    programSaying('one');
    await launched(home);
    programSaying('two');
    expect(await launched(home)).toBe('two');
    expect(kept(home)).toHaveLength(2);
  });

  test('that is broken is not taken, and made anew', async () => {
    const home = newHome();
    programSaying('one');
    await launched(home);
    const file = kept(home)[0]!;
    const whole = readFileSync(file);
    for (const breakIt of [
      () => truncateSync(file, whole.length - 9),
      () => truncateSync(file, 0),
      () => writeFileSync(file, Buffer.from(whole).fill(7, 100, 140)),
    ]) {
      breakIt();
      expect(await launched(home)).toBe('one');
      expect(readFileSync(file).length).toBeGreaterThan(whole.length / 2);
      expect(codeCacheOf(home)?.read()).toBeDefined();
    }
  });

  test('is not kept where nobody may write, where it is not wanted, or without a home', async () => {
    programSaying('one');
    const file = join(scratch, 'a-file');
    writeFileSync(file, '');
    expect(await launched(join(file, 'below'))).toBe('one');
    const home = newHome();
    expect(await launched(home, { NODE_DISABLE_COMPILE_CACHE: '1' })).toBe('one');
    expect(kept(home)).toEqual([]);
    expect(await launched('not/absolute', { HOME: newHome() })).toBe('one');
  });

  test('is whole after many runs at once', async () => {
    const home = newHome();
    programSaying('one');
    const all = await Promise.all(Array.from({ length: 6 }, () => launched(home)));
    expect(new Set(all)).toEqual(new Set(['one']));
    expect(kept(home)).toHaveLength(1);
    expect(codeCacheOf(home)?.read()).toBeDefined();
  });

  test('takes little room: what was used long ago is removed', () => {
    const home = newHome();
    for (let at = 0; at < 20; at++) codeCacheOf(home, `use-${at}`)?.write(Buffer.from(`code ${at}`));
    expect(kept(home).length).toBeLessThanOrEqual(12);
    expect(codeCacheOf(home, 'use-19')?.read()?.toString()).toBe('code 19');
  });
});

const codeCacheOf = (home: string, use = 'walk') => codeCache(readFileSync(program), use, { XDG_CACHE_HOME: home });
