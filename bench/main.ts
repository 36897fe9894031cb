import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Build, buildIn } from './against/build.ts';
import { contests } from './against/index.ts';
import { benches } from './benches/index.ts';
import { machine } from './machine.ts';
import type { Bench, Options, Row } from './row.ts';
import { machineLines, type Report, rowLine, tableHead } from './table.ts';

const usage = `npm run bench [-- NAME… --json FILE --rounds N --scale FACTOR --likec4 FOLDER]
names: ${benches.map(({ name }) => name).join(' ')}
npm run bench -- --against FOLDER [NAME… --json FILE --rounds N --scale FACTOR]
names: ${contests.map(({ name }) => name).join(' ')}
--against FOLDER  a built folder of netk: its bundles and those of this folder in turn, as new ÷ old
--rounds N        rounds that count, of each measurement (default 7)
--scale FACTOR    multiplies every size; 1 is what docs/performance.md is about
--likec4 FOLDER   a folder whose node_modules hold @likec4/language-server`;

class UsageError extends Error {}

interface Asked {
  readonly options: Options;
  readonly benches: readonly Bench[];
  readonly json?: string;
  readonly against?: string;
}

function readWords(words: readonly string[]) {
  return parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      against: { type: 'string' },
      json: { type: 'string' },
      rounds: { type: 'string', default: '7' },
      scale: { type: 'string', default: '1' },
      likec4: { type: 'string' },
    },
  });
}

/** The bundles of a folder, which have to be there: what is measured is what somebody built. */
function builtIn(folder: string): Build {
  const build = buildIn(folder);
  if (!build)
    throw new UsageError(`${folder} has no dist/cli.cjs and dist/server.js: run \`npm run build\` there first`);
  return build;
}

/** The measurements of this folder's bundles against those of another folder. */
function benchesAgainst(folder: string): readonly Bench[] {
  const builds = { now: builtIn(fileURLToPath(new URL('..', import.meta.url))), old: builtIn(path.resolve(folder)) };
  return contests.map(({ name, run }) => ({ name, run: (options) => run(builds, options) }));
}

function askedBy(words: readonly string[]): Asked {
  const { values, positionals } = readWords(words);
  const [rounds, scale] = [Number(values.rounds), Number(values.scale)];
  if (!(rounds >= 1) || !(scale > 0)) throw new UsageError('--rounds and --scale are positive numbers');
  const { likec4, json, against } = values;
  const all = against === undefined ? benches : benchesAgainst(against);
  const strange = positionals.find((name) => !all.some((bench) => bench.name === name));
  if (strange !== undefined) throw new UsageError(`no measurement is called ${strange}`);
  return {
    options: { rounds, scale, ...(likec4 === undefined ? {} : { likec4 }) },
    benches: positionals.length === 0 ? all : all.filter(({ name }) => positionals.includes(name)),
    ...(json === undefined ? {} : { json }),
    ...(against === undefined ? {} : { against: path.resolve(against) }),
  };
}

async function run(words: readonly string[]): Promise<void> {
  const { options, benches: chosen, json, against } = askedBy(words);
  const host = machine();
  const title = against === undefined ? '' : `new ÷ old: this folder ÷ ${against}\n`;
  console.log(`${machineLines(host)}\n${title}\n${tableHead}`);
  const rows: Row[] = [];
  for (const bench of chosen) {
    for await (const row of bench.run(options)) {
      rows.push(row);
      console.log(rowLine(row));
    }
  }
  const date = new Date().toISOString();
  const report: Report = { date, machine: host, ...options, ...(against === undefined ? {} : { against }), rows };
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(report, null, 2)}\n`);
}

try {
  await run(process.argv.slice(2));
} catch (error) {
  const isUsage = error instanceof UsageError || (error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS');
  if (!(error instanceof Error) || !isUsage) throw error;
  console.error(`${error.message}\n${usage}`);
  process.exitCode = 2;
}
