import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { benches } from './benches/index.ts';
import { machine } from './machine.ts';
import type { Options, Row } from './row.ts';
import { machineLines, type Report, rowLine, tableHead } from './table.ts';

const usage = `npm run bench [-- NAME… --json FILE --rounds N --scale FACTOR --likec4 FOLDER]
names: ${benches.map(({ name }) => name).join(' ')}
--rounds N        rounds that count, of each measurement (default 7)
--scale FACTOR    multiplies every size; 1 is what docs/performance.md is about
--likec4 FOLDER   a folder whose node_modules hold @likec4/language-server`;

class UsageError extends Error {}

function optionsOf(words: readonly string[]): { options: Options; names: readonly string[]; json?: string } {
  const { values, positionals } = readWords(words);
  const [rounds, scale] = [Number(values.rounds), Number(values.scale)];
  if (!(rounds >= 1) || !(scale > 0)) throw new UsageError('--rounds and --scale are positive numbers');
  const strange = positionals.find((name) => !benches.some((bench) => bench.name === name));
  if (strange !== undefined) throw new UsageError(`no measurement is called ${strange}`);
  const { likec4, json } = values;
  return {
    options: { rounds, scale, ...(likec4 === undefined ? {} : { likec4 }) },
    names: positionals,
    ...(json === undefined ? {} : { json }),
  };
}

function readWords(words: readonly string[]) {
  return parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      json: { type: 'string' },
      rounds: { type: 'string', default: '7' },
      scale: { type: 'string', default: '1' },
      likec4: { type: 'string' },
    },
  });
}

async function run(words: readonly string[]): Promise<void> {
  const { options, names, json } = optionsOf(words);
  const host = machine();
  console.log(`${machineLines(host)}\n\n${tableHead}`);
  const rows: Row[] = [];
  for (const bench of benches) {
    if (names.length > 0 && !names.includes(bench.name)) continue;
    for await (const row of bench.run(options)) {
      rows.push(row);
      console.log(rowLine(row));
    }
  }
  const report: Report = { date: new Date().toISOString(), machine: host, ...options, rows };
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
