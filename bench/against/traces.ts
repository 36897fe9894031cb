import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { interleaved } from '../measure.ts';
import { type Options, type Row, scaled } from '../row.ts';
import { scratchFolder } from '../scratch-folder.ts';
import type { Build } from './build.ts';
import { runCommand } from './command.ts';
import { type Builds, type Contest, perSecond, rowOf } from './contest.ts';
import { askingText } from './questions.ts';

const diagrams = ['--format', 'mermaid'];

async function* rows({ now, old }: Builds, options: Options): AsyncIterable<Row> {
  const [pods, services] = [scaled(10_000, options, 40), scaled(2_000, options, 4)];
  const questions = scaled(4_000, options, 20);
  const file = path.join(scratchFolder(), 'traces.netk');
  writeFileSync(file, askingText(pods, services, { questions, expecting: false }));
  // The same file in both: what differs is how many of its walks are answered. They are printed as diagrams, the shortest of what
  // is made of a whole trace: of JSON, 300 kB for each, and of words, 50 kB, most of the time goes into writing them.
  const one = (build: Build) => () => runCommand(build, ['walk', file, 'Q0', ...diagrams]);
  const all = (build: Build) => () => runCommand(build, ['walk', file, ...diagrams]);
  const times = await interleaved(
    { nowOne: one(now), oldOne: one(old), nowAll: all(now), oldAll: all(old) },
    options.rounds,
  );
  const rate = (difference: number): number => perSecond(questions - 1, difference);
  const figures = { now: rate(times.nowAll - times.nowOne), old: rate(times.oldAll - times.oldOne) };
  const size = `${pods} pods, ${services} Services, ${questions} walks`;
  const what = 'walks with their whole traces, drawn, per second';
  yield rowOf({ bench: 'traces', what, size }, figures, (each) => `${Math.round(each)}/s`, { least: 2 });
}

/** How fast walks are answered whose every step somebody reads. */
export const traces: Contest = { name: 'traces', run: rows };
