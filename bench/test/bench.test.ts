import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { proxies } from '../../packages/engine/src/compilers/proxies/index.ts';
import { buildIn } from '../against/build.ts';
import { contests } from '../against/index.ts';
import { benches } from '../benches/index.ts';
import type { Report } from '../table.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

const folder = mkdtempSync(path.join(tmpdir(), 'netk-bench-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Milliseconds: it starts several processes, on a machine that may run all other tests meanwhile. */
const longest = 120_000;

test('a tiny run measures every row, and writes them with the machine', { timeout: longest }, () => {
  const file = path.join(folder, 'bench.json');
  const words = ['--expose-gc', 'bench/main.ts', '--scale', '0.005', '--rounds', '1', '--json', file];
  const printed = execFileSync(process.execPath, words, { cwd: root, encoding: 'utf8' });
  const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
  expect(report.machine.versions.langium).toMatch(/^\d/);
  expect(new Set(report.rows.map(({ bench }) => bench))).toEqual(new Set(benches.map(({ name }) => name)));
  // two for each mode of kube-proxy but iptables, and one of bridges
  const ofProxies = 2 * (Object.keys(proxies).length - 1) + 1;
  expect(report.rows).toHaveLength(39 + ofProxies);
  for (const row of report.rows) {
    expect(printed).toContain(row.measured);
    for (const figure of Object.values(row.figures)) expect(figure).toBeGreaterThanOrEqual(0);
    // The peer is optional, and so is a browser; what is counted has no ratio.
    if (!['keystroke', 'counted', 'page', 'frames'].includes(row.bench)) expect(row.ratio).toBeGreaterThan(0);
    if (['page', 'frames'].includes(row.bench)) expect(row.ratio ?? row.note).toBeTruthy();
  }
  // Counts are no matter of speed: they hold at every size.
  expect(report.rows.filter(({ bench }) => bench === 'counted').map(({ met }) => met)).toEqual([
    true,
    true,
    true,
    true,
  ]);
});

test('a name that no measurement has is refused with the names that there are', () => {
  const run = () =>
    execFileSync(process.execPath, ['bench/main.ts', 'speed'], { cwd: root, encoding: 'utf8', stdio: 'pipe' });
  expect(run).toThrow(
    /no measurement is called speed[\s\S]*pipeline keystroke counted walks proxies balancers names overlaps policies memory drawing page frames/,
  );
});

test('two builds are measured through their bundles, in turn', { timeout: longest }, () => {
  const built = path.join(folder, 'built');
  mkdirSync(path.join(built, 'dist'), { recursive: true });
  const run = (...words: string[]) =>
    execFileSync(process.execPath, ['bench/main.ts', '--against', built, ...words], {
      cwd: root,
      encoding: 'utf8',
      stdio: 'pipe',
    });
  expect(() => run()).toThrow(/has no dist\/cli\.cjs and dist\/server\.js/);

  // `npm test` builds before its unit tests; other tests may run these bundles meanwhile.
  if (!buildIn(root)) execFileSync(process.execPath, ['esbuild.mjs', 'cli', 'server'], { cwd: root, stdio: 'pipe' });
  for (const name of ['cli.cjs', 'cli-main.cjs', 'server.js'])
    copyFileSync(path.join(root, 'dist', name), path.join(built, 'dist', name));
  const file = path.join(folder, 'against.json');
  run('--scale', '0.005', '--rounds', '1', '--json', file);
  const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
  expect(report.against).toBe(built);
  expect(new Set(report.rows.map(({ bench }) => bench))).toEqual(new Set(contests.map(({ name }) => name)));
  expect(report.rows).toHaveLength(15);
  // So few walks may take no time at all: a row is not measured rather than wrong.
  for (const { ratio, note } of report.rows) expect(ratio ?? note).toBeTruthy();
  expect(() => run('pipeline')).toThrow(/no measurement is called pipeline/);
});
