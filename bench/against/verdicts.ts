import { interleaved } from '../measure.ts';
import { type Options, type Row, scaled } from '../row.ts';
import { Typist } from '../server/typist.ts';
import type { Build } from './build.ts';
import { type Builds, type Contest, perSecond, rowOf, unlessNoisy } from './contest.ts';
import { askingText, questionsText } from './questions.ts';

/** What a walk in a large cluster may cost, compared with one in a small cluster. */
const mostGrowth = 1.2;
/** Titles that the questions have by turns: with each they are other questions. */
const titles = ['a', 'b'];

interface Pair {
  readonly answers: () => Promise<void>;
  readonly asks: () => Promise<void>;
  close(): void;
}

/**
 * A build's server with a text whose expectations it answers after each edit, and with the same text without them. Each edit
 * asks all questions anew, of a network that stays as it is: what is measured is walking, and no compiling.
 */
async function pairOf({ server }: Build, pods: number, services: number, questions: number): Promise<Pair> {
  const open = async (expecting: boolean) => {
    const asked = { questions, expecting };
    const text = askingText(pods, services, asked);
    const typist = await Typist.start(server, 'netk', 'netk', text);
    const all = titles.map((title) => questionsText(pods, services, asked, title));
    const lines = text.split('\n').length - 1;
    const range = { start: { line: lines - questions, character: 0 }, end: { line: lines, character: 0 } };
    let turn = 0;
    const ask = async (): Promise<void> => {
      turn += 1;
      await typist.client.edit(range, all[turn % titles.length]!);
    };
    return { typist, ask };
  };
  const [answering, asking] = [await open(true), await open(false)];
  return {
    answers: answering.ask,
    asks: asking.ask,
    close: () => {
      for (const { typist } of [answering, asking]) typist.client.close();
    },
  };
}

/** Questions that each build answers in a second. */
async function rates(
  { now, old }: Builds,
  pods: number,
  services: number,
  questions: number,
  rounds: number,
): Promise<{ readonly now: number; readonly old: number }> {
  const mine = await pairOf(now, pods, services, questions);
  const theirs = await pairOf(old, pods, services, questions);
  try {
    const all = { nowAsks: mine.asks, oldAsks: theirs.asks, nowAnswers: mine.answers, oldAnswers: theirs.answers };
    const times = await interleaved(all, rounds);
    const rate = (difference: number): number => perSecond(questions, difference);
    return { now: rate(times.nowAnswers - times.nowAsks), old: rate(times.oldAnswers - times.oldAsks) };
  } finally {
    mine.close();
    theirs.close();
  }
}

async function* rows(builds: Builds, options: Options): AsyncIterable<Row> {
  const [pods, services] = [scaled(10_000, options, 40), scaled(2_000, options, 4)];
  const [fewPods, fewServices] = [scaled(100, options, 20), scaled(10, options)];
  const questions = scaled(4_000, options, 20);
  const small = await rates(builds, fewPods, fewServices, questions, options.rounds);
  const large = await rates(builds, pods, services, questions, options.rounds);
  const size = `${pods} pods, ${services} Services, ${questions} walks`;
  const what = 'verdicts of walks nobody looks at, per second';
  yield rowOf({ bench: 'verdicts', what, size }, large, (rate) => `${Math.round(rate)}/s`, { least: 5 });
  const growth = { now: small.now / large.now, old: small.old / large.old };
  yield unlessNoisy({
    bench: 'verdicts',
    what: 'cost of a verdict in this folder, large cluster ÷ small cluster',
    size: `${fewPods} → ${pods} pods, ${fewServices} → ${services} Services`,
    measured: `${growth.now.toFixed(2)} (old build: ${growth.old.toFixed(2)})`,
    figures: { ...growth, smallNow: small.now, smallOld: small.old },
    aim: `≤ ${mostGrowth}`,
    ratio: growth.now,
    met: growth.now <= mostGrowth,
  });
}

/** How fast expectations are answered, and how much dearer one gets when the cluster grows. */
export const verdicts: Contest = { name: 'verdicts', run: rows };
