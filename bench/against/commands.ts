import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { clusterText } from '../cluster-text.ts';
import { interleaved } from '../measure.ts';
import { ms, type Options, type Row, scaled } from '../row.ts';
import { scratchFolder } from '../scratch-folder.ts';
import { runCommand } from './command.ts';
import { type Builds, type Contest, rowOf } from './contest.ts';

const example = fileURLToPath(new URL('../../examples/eks-talk.netk', import.meta.url));

async function* rows({ now, old }: Builds, options: Options): AsyncIterable<Row> {
  const pods = scaled(10_000, options);
  const file = path.join(scratchFolder(), 'check.netk');
  writeFileSync(file, clusterText({ pods, services: scaled(200, options) }));
  const all = [
    { words: ['walk', example, 'W22'], what: 'netk walk of one walk', size: 'eks-talk.netk', most: 0.35, times: 3 },
    { words: ['check', file], what: 'netk check', size: `${pods} pods`, most: 0.6, times: 1 },
  ] as const;
  for (const { words, what, size, most, times: more } of all) {
    const times = await interleaved(
      { now: () => runCommand(now, words), old: () => runCommand(old, words) },
      options.rounds * more,
    );
    yield rowOf({ bench: 'commands', what: `${what}, whole process`, size }, times, ms, { most });
  }
}

/** How long a command takes from its start to its end. */
export const commands: Contest = { name: 'commands', run: rows };
