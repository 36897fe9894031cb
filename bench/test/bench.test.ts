import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
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
  expect(report.rows).toHaveLength(20);
  for (const row of report.rows) {
    expect(printed).toContain(row.measured);
    for (const figure of Object.values(row.figures)) expect(figure).toBeGreaterThanOrEqual(0);
    // The peer is optional; what is counted has no ratio.
    if (!['keystroke', 'counted'].includes(row.bench)) expect(row.ratio).toBeGreaterThan(0);
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
  expect(run).toThrow(/no measurement is called speed[\s\S]*pipeline keystroke counted walks overlaps memory/);
});
