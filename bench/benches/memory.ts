import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Bench, type Options, type Row, scaled } from '../row.ts';

const most = 3;
const child = fileURLToPath(new URL('../memory-child.ts', import.meta.url));

/** Bytes that a process holds. */
export interface Held {
  /** The heap after a collection, without what the process held before it read the text. */
  readonly heap: number;
  /** Memory of the process that is resident, everything included. */
  readonly resident: number;
}

function held(reader: 'netk' | 'langium', pods: number, services: number): Held {
  const words = ['--expose-gc', child, reader, String(pods), String(services)];
  const { stdout, stderr, status } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the process that reads the text failed: ${stderr}`);
  return JSON.parse(stdout) as Held;
}

const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

async function* rows(options: Options): AsyncIterable<Row> {
  const [pods, services] = [scaled(10_000, options), scaled(200, options)];
  const netk = held('netk', pods, services);
  const langium = held('langium', pods, services);
  for (const [key, what] of [
    ['heap', 'heap after a collection, for the text alone'],
    ['resident', 'resident memory of the process'],
  ] as const) {
    const ratio = netk[key] / langium[key];
    yield {
      bench: 'memory',
      what: `${what} ÷ Langium's`,
      size: `${pods} pods, ${services} Services`,
      measured: `${mb(netk[key])} ÷ ${mb(langium[key])}`,
      figures: { netkBytes: netk[key], langiumBytes: langium[key] },
      aim: `≤ ${most}`,
      ratio,
      met: ratio <= most,
    };
  }
}

/** What a process holds that keeps a checked file open, against one that keeps it parsed and linked by Langium alone. */
export const memory: Bench = { name: 'memory', run: rows };
