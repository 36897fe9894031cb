// Every test of the project: `npm test [stage…]`. Sets itself up in a fresh clone; the last line sums up.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { generatedFiles } from './generated.mjs';
import { hasBrowserHost, install, root } from './project.mjs';
import { run } from './run.mjs';
import { failuresIn, failuresOf, readTally, tallyLine } from './tally.mjs';

// the configuration is TypeScript, and the root is CommonJS for VS Code's sake: the loader that works says that another would not
process.env.VITE_CONFIG_NATIVE_IGNORE_WARNING = 'true';

const browserHost = hasBrowserHost ? undefined : 'the browser host needs Linux on x64';

// The seconds of a stage are three times what it takes on two idle cores, and never less than five minutes: a machine that
// has more to do is no failure. There is no limit for all stages together; the summary says where the time goes.

/** A command that passes or fails as one test. */
const step = (command, ...args) => ({ seconds: 300, go: (limit) => run(command, args, { seconds: limit }) });
/** A runner that ends with a tally. */
const suite = (seconds, ...args) => ({ seconds, go: (limit) => run('node', args, { seconds: limit }) });

/** Tests of vitest; its report has the counts. */
function vitest(name, seconds, ...args) {
  return {
    seconds,
    async go(limit) {
      const report = path.join(root, `e2e/out/${name}.json`);
      rmSync(report, { force: true });
      const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
      const { code } = await run('vitest', ['run', ...args, ...reporters], { seconds: limit });
      const said = JSON.parse(readFileSync(report, 'utf8'));
      const counts = { passed: said.numPassedTests, failed: said.numFailedTests, skipped: said.numPendingTests };
      return { code, output: [...failuresOf(said), tallyLine(counts)].join('\n') };
    },
  };
}

const stages = {
  generated: {
    seconds: 300,
    async go(limit) {
      const before = generatedFiles();
      const { code } = await run('npm', ['run', '-s', 'generate'], { seconds: limit });
      const after = generatedFiles();
      const changed = [...new Set([...before.keys(), ...after.keys()])].filter((f) => before.get(f) !== after.get(f));
      for (const file of changed) console.log(`${file} was not current: commit what \`npm run generate\` writes`);
      return { code: code || (changed.length ? 1 : 0), output: '' };
    },
  },
  types: step('node', 'scripts/typecheck.mjs'),
  lint: step('biome', 'ci', '--error-on-warnings', '--colors=off'),
  build: step('node', 'esbuild.mjs'),
  unit: vitest('unit', 1200, '--project', '!lab'),
  host: { ...step('node', 'host/setup.mjs'), seconds: 600, skip: browserHost },
  node: { ...suite(300, 'e2e/integration.mjs', 'node'), skip: browserHost },
  web: { ...suite(300, 'e2e/integration.mjs', 'web'), skip: browserHost },
  desktop: suite(300, 'e2e/desktop.mjs'),
  ui: { ...suite(1500, 'e2e/ui.mjs'), skip: browserHost },
  package: { ...suite(300, 'e2e/package.mjs'), skip: browserHost },
  // Its own limit ends it before this one does. It costs nothing where a kernel is cached.
  kernel: suite(2100, 'scripts/kernel.mjs', 'any'),
  // One file at a time: they measure what a kernel does, on a machine that may be small.
  lab: vitest('lab', 1200, '--project', 'lab', '--no-file-parallelism'),
};

const wanted = process.argv.slice(2);
for (const name of wanted)
  if (!stages[name]) throw new RangeError(`no stage ${name}: ${Object.keys(stages).join(', ')}`);

install();
mkdirSync(path.join(root, 'e2e/out'), { recursive: true });
const total = { passed: 0, failed: 0, skipped: 0 };
const times = [];
const notes = [];
for (const [name, stage] of Object.entries(stages)) {
  if (wanted.length && !wanted.includes(name)) continue;
  if (stage.skip) {
    total.skipped += 1;
    notes.push(`skipped ${name}: ${stage.skip}`);
    continue;
  }
  console.log(`\n── ${name}`);
  const started = Date.now();
  const { code, output } = await stage
    .go(stage.seconds)
    .catch((error) => ({ code: 1, output: '', error: console.log(error) }));
  const counts = readTally(output) ?? { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  for (const key of Object.keys(total)) total[key] += counts[key];
  for (const reason of output.match(/^skipped .*$/gm) ?? []) notes.push(reason);
  // the last lines are what is kept of a run that nobody watches
  notes.push(...failuresIn(output).map((line) => `${name} ${line}`));
  const seconds = (Date.now() - started) / 1000;
  times.push([name, seconds]);
  const late = code === 124 ? `, ended after its ${stage.seconds} s` : '';
  notes.push(`${name}: ${tallyLine(counts)} in ${seconds.toFixed(1)} s${late}`);
}

const all = times.reduce((sum, [, seconds]) => sum + seconds, 0);
const largest = times.toSorted(([, a], [, b]) => b - a).map(([name, seconds]) => `${name} ${seconds.toFixed(0)} s`);
notes.push(`time: ${(all / 60).toFixed(1)} min: ${largest.join(', ')}`);
console.log(`\n── summary\n${notes.join('\n')}\n${tallyLine(total)}`);
process.exitCode = total.failed ? 1 : 0;
