import { clusterText } from '../cluster-text.ts';
import { interleaved } from '../measure.ts';
import { ms, type Options, type Row, scaled } from '../row.ts';
import { placeAfter, Typist } from '../server/typist.ts';
import { type Builds, type Contest, rowOf } from './contest.ts';

/**
 * Where a key is pressed, and what is aimed at: the issue has it against LikeC4, 0.15 where it was about 0.31, and 0.02
 * where it was about 0.045.
 */
const places = [
  { name: "a pod's label, with ten walks to answer", words: 'labels app=app-0', most: 0.48 },
  { name: 'a walk', words: '"question 1', most: 0.44 },
  { name: 'a comment', words: 'Services.', most: 0.44 },
] as const;

/** Rounds of a small text for one of a large one: see the keystrokes against LikeC4. */
const moreWhenSmall = 6;

async function* rows({ now, old }: Builds, options: Options): AsyncIterable<Row> {
  for (const count of [1_000, 10_000]) {
    const size = { pods: scaled(count, options), services: scaled(200, options) };
    const text = clusterText(size);
    const mine = await Typist.start(now.server, 'netk', 'netk', text);
    const theirs = await Typist.start(old.server, 'netk', 'netk', text);
    try {
      for (const { name, words, most } of places) {
        const place = placeAfter(text, words, name);
        const rounds = options.rounds * (count < 5_000 ? moreWhenSmall : 1);
        const times = await interleaved(
          { now: () => mine.pressTwice(place), old: () => theirs.pressTwice(place) },
          rounds,
        );
        yield rowOf(
          {
            bench: 'keystrokes',
            what: `one keystroke in ${name} → diagnostics`,
            size: `${size.pods} pods, ${size.services} Services`,
          },
          { now: times.now / 2, old: times.old / 2 },
          ms,
          { most },
        );
      }
    } finally {
      mine.client.close();
      theirs.client.close();
    }
  }
}

/** How long somebody who types waits for the diagnostics. */
export const keystrokes: Contest = { name: 'keystrokes', run: rows };
