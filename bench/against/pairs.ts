import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { clusterText } from '../cluster-text.ts';
import { interleaved } from '../measure.ts';
import { ms, type Options, type Row, scaled } from '../row.ts';
import { scratchFolder } from '../scratch-folder.ts';
import { placeAfter, Typist } from '../server/typist.ts';
import type { Build } from './build.ts';
import { runCommand } from './command.ts';
import { type Builds, type Contest, perSecond, unlessNoisy } from './contest.ts';

/** Members of the small sets: 6c2f2fe walks no more than 1,000 pairs of one expectation, and answers none of more. */
const few = 30;
const expectation = (from: string, to: string): string => `expect delivered from namespace ${from} to namespace ${to}`;

/** A cluster of four namespaces: two large ones, and two small ones; the pods of each are on all nodes. */
function namespacesText(large: number, services: number): string {
  const pods = 2 * large + 2 * few;
  const spaceOf = (pod: number): string => {
    const side = pod % 2 === 0 ? 'left' : 'right';
    return pod < 2 * large ? side : `few-${side}`;
  };
  const spaces = ['left', 'right', 'few-left', 'few-right'].map((name) => `  namespace ${name}`).join('\n');
  return clusterText({ pods, services, walks: 0 })
    .replace(/ pod pod-(\d+)/g, (_, pod) => ` pod ${spaceOf(Number(pod))}/pod-${pod}`)
    .replace('  kube-proxy iptables\n', `  kube-proxy iptables\n${spaces}\n`);
}

interface Answer {
  readonly result: string;
  readonly pairs: number;
}

/** What a build says of the expectation of a text. */
function answerOf(build: Build, text: string): Answer {
  const file = path.join(scratchFolder(), 'pairs.netk');
  writeFileSync(file, text);
  const [answer] = JSON.parse(runCommand(build, ['test', file, '--format', 'json'])).walks;
  return { result: answer.expectations[0].result, pairs: Number.parseInt(answer.name, 10) };
}

const typistOf = ({ server }: Build, text: string): Promise<Typist> => Typist.start(server, 'netk', 'netk', text);

async function* rows({ now, old }: Builds, options: Options): AsyncIterable<Row> {
  const [large, services] = [scaled(1_000, options), scaled(200, options)];
  const bare = namespacesText(large, services);
  const every = `${bare}\n${expectation('left', 'right')}\n`;
  const sampled = `${bare}\n${expectation('few-left', 'few-right')}\n`;
  // Each build is asked about as many pairs as it decides.
  const askedOf = (build: Build) =>
    [every, sampled].map((text) => ({ text, ...answerOf(build, text) })).find(({ result }) => result === 'holds');
  const [mine, theirs] = [askedOf(now), askedOf(old)];
  if (!mine || !theirs) throw new Error('a build does not decide the expectation of the benchmark');
  const texts = { nowAsked: mine.text, nowBare: bare, oldAsked: theirs.text, oldBare: bare };
  const typists = await Promise.all(
    Object.entries(texts).map(([name, text]) => typistOf(name.startsWith('now') ? now : old, text)),
  );
  try {
    const press = (at: number) => () => typists[at]!.pressTwice(placeAfter(bare, 'labels app=app-0', 'label'));
    const times = await interleaved(
      { nowAsked: press(0), nowBare: press(1), oldAsked: press(2), oldBare: press(3) },
      options.rounds,
    );
    const took = { now: (times.nowAsked - times.nowBare) / 2, old: (times.oldAsked - times.oldBare) / 2 };
    const figures = { now: perSecond(mine.pairs, took.now), old: perSecond(theirs.pairs, took.old) };
    const rate = (figure: number): string => `${Math.round(figure)}/s`;
    const ratio = figures.now / figures.old;
    yield unlessNoisy({
      bench: 'pairs',
      what: 'pairs of an expectation about two sets that are decided, per second',
      size: `${large} × ${large} pods, ${services} Services`,
      measured: `${rate(figures.now)} (${mine.pairs} in ${ms(took.now)}) ÷ ${rate(figures.old)} (${theirs.pairs} in ${ms(took.old)})`,
      figures: { ...figures, nowPairs: mine.pairs, oldPairs: theirs.pairs },
      aim: '≥ 50, every pair',
      ratio,
      met: ratio >= 50 && mine.text === every,
    });
  } finally {
    for (const { client } of typists) client.close();
  }
}

/** How fast an expectation about all pairs of two sets is answered. */
export const pairs: Contest = { name: 'pairs', run: rows };
