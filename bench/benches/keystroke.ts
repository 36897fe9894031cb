import { type ClusterSize, clusterText } from '../cluster-text.ts';
import { median, warmUpsFor } from '../measure.ts';
import { type Bench, ms, type Options, type Row, scaled } from '../row.ts';
import { howToInstall, likec4Server } from '../server/likec4.ts';
import { likec4Text } from '../server/likec4-text.ts';
import type { ServerCommand } from '../server/lsp-client.ts';
import { netkServer } from '../server/netk-server.ts';
import { type Place, placeAfter, Typist } from '../server/typist.ts';

const most = 0.3;

/**
 * Rounds of a small text for one of a large one. Somebody types thousands of keys, and the first few dozen run before V8
 * has compiled what they need, in both servers; a large text has compiled it after a few.
 */
const moreWhenSmall = 6;

/** Medians of pressing keys: in turn, so that a slow moment of the machine is everybody's. */
async function medians(
  all: readonly { typist: Typist; place: Place }[],
  rounds: number,
): Promise<ReadonlyMap<string, number>> {
  const times = new Map<string, number[]>(all.map(({ place }) => [place.name, []]));
  for (let round = -Math.max(warmUpsFor(rounds), Math.floor(rounds / 2)); round < rounds; round++) {
    for (const { typist, place } of all) {
      const pair = [await typist.press(place), await typist.press(place)];
      if (round >= 0) times.get(place.name)!.push(...pair);
    }
  }
  return new Map([...times].map(([name, each]) => [name, median(each)]));
}

async function* rowsOf(size: ClusterSize, options: Options, command: ServerCommand): AsyncIterable<Row> {
  const [bare, walked] = [clusterText({ ...size, walks: 0 }), clusterText(size)];
  const peer = likec4Server(options.likec4);
  const peerText = likec4Text(size);
  const netkBare = await Typist.start(command, 'netk', 'netk', bare);
  const netk = await Typist.start(command, 'netk', 'netk', walked);
  const likec4 = peer && (await Typist.start(peer, 'likec4', 'c4', peerText));
  const label = 'labels app=app-0';
  const all = [
    { typist: netkBare, place: placeAfter(bare, label, 'a label of a pod') },
    { typist: netk, place: placeAfter(walked, label, 'a label of a pod, with ten walks to answer') },
    { typist: netk, place: placeAfter(walked, '"question 1', 'a walk') },
    { typist: netk, place: placeAfter(walked, 'Services.', 'a comment') },
  ];
  const measured = likec4 ? [...all, { typist: likec4, place: placeAfter(peerText, "'pod-0", 'likec4') }] : all;
  try {
    const rounds = options.rounds * (size.pods < 5_000 ? moreWhenSmall : 1);
    const times = await medians(measured, rounds);
    const theirs = times.get('likec4');
    for (const { name } of all.map(({ place }) => place)) {
      const own = times.get(name)!;
      const ratio = theirs === undefined ? null : own / theirs;
      yield {
        bench: 'keystroke',
        what: `one keystroke in ${name} → diagnostics ÷ LikeC4's`,
        size: `${size.pods} pods, ${size.services} Services`,
        measured: theirs === undefined ? `${ms(own)} (peer not installed)` : `${ms(own)} ÷ ${ms(theirs)}`,
        figures: { netkMs: own, ...(theirs === undefined ? {} : { likec4Ms: theirs }) },
        aim: `≤ ${most}`,
        ratio,
        met: ratio === null ? null : ratio <= most,
        ...(ratio === null ? { note: howToInstall } : {}),
      };
    }
  } finally {
    for (const { client } of [netkBare, netk, ...(likec4 ? [likec4] : [])]) client.close();
  }
}

/** What somebody who types waits for: through the real server, against the server of LikeC4. */
export const keystroke: Bench = {
  name: 'keystroke',
  async *run(options): AsyncIterable<Row> {
    const command = await netkServer();
    for (const pods of [1_000, 10_000]) {
      yield* rowsOf({ pods: scaled(pods, options), services: scaled(200, options) }, options, command);
    }
  },
};
