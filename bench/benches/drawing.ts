import { layout, wires } from '@netk/diagram';
import { createModel, type Scene, sceneOf } from '@netk/engine';
import { topologyOf } from '@netk/language';
import { clusterText } from '../cluster-text.ts';
import { collect, median } from '../measure.ts';
import { type Nested, nestedOf } from '../picture/nested.ts';
import { PeerThread } from '../picture/peer-thread.ts';
import type { PeerName } from '../picture/peers.ts';
import { type Bench, ms, type Options, type Row, scaled } from '../row.ts';

const aims: Readonly<Record<PeerName, number>> = { 'Graphviz-WASM': 0.05, elkjs: 0.2 };

/** Milliseconds that a peer has for one layout. */
const patience = 60_000;

/** Layouts of netk for one of a peer, which takes thirty times as long and more. */
const moreOfOwn = 5;

async function sceneFor(pods: number): Promise<Scene> {
  const text = clusterText({ pods, services: Math.ceil(pods / 50), walks: 0 });
  const { topology } = await topologyOf(text, 'memory:/bench.netk');
  return sceneOf(createModel(topology).plan);
}

function ownTime(scene: Scene): number {
  const started = performance.now();
  wires(layout(scene));
  return performance.now() - started;
}

/** Medians of netk's layouts and of each peer's; undefined: a peer did not end. */
async function times(
  scene: Scene,
  graph: Nested,
  peers: readonly PeerThread[],
  rounds: number,
): Promise<{ readonly own: number; readonly theirs: ReadonlyMap<PeerName, number | undefined> }> {
  const own: number[] = [];
  const theirs = new Map<PeerName, (number | undefined)[]>(peers.map(({ name }) => [name, []]));
  // one that does not count, but where it would take too long: the graph before has compiled most of what is needed
  for (let round = rounds > 1 ? -1 : 0; round < rounds; round++) {
    for (const peer of peers) {
      collect();
      const some = Array.from({ length: moreOfOwn }, () => ownTime(scene));
      const time = await peer.time(graph, patience);
      if (round < 0) continue;
      own.push(...some);
      theirs.get(peer.name)!.push(time);
    }
  }
  const middle = (all: readonly (number | undefined)[]): number | undefined => {
    const ended = all.filter((time) => time !== undefined);
    return ended.length < all.length ? undefined : median(ended);
  };
  return { own: median(own), theirs: new Map([...theirs].map(([name, all]) => [name, middle(all)])) };
}

async function* rowsOf(pods: number, peers: readonly PeerThread[], rounds: number): AsyncIterable<Row> {
  const scene = await sceneFor(pods);
  const geometry = layout(scene);
  const graph = nestedOf(scene, geometry);
  const { own, theirs } = await times(scene, graph, peers, rounds);
  for (const { name } of peers) {
    const ended = theirs.get(name);
    const ratio = own / (ended ?? patience);
    yield {
      bench: 'drawing',
      what: `layout of nested boxes ÷ ${name}'s`,
      size: `${pods} pods, ${geometry.boxes.length} boxes, ${graph.wires.length} wires`,
      measured: `${ms(own)} ÷ ${ended === undefined ? `more than ${ms(patience)}` : ms(ended)}`,
      figures: { netkMs: own, ...(ended === undefined ? {} : { theirMs: ended }) },
      aim: `≤ ${aims[name]}`,
      ratio,
      met: ratio <= aims[name],
      ...(ended === undefined
        ? { note: `${name} did not end within ${ms(patience)}: the ratio is at most this.` }
        : {}),
    };
  }
}

/** The picture of a topology, everything open, against two programs that lay out any nested graph. */
export const drawing: Bench = {
  name: 'drawing',
  async *run(options: Options): AsyncIterable<Row> {
    const peers = (Object.keys(aims) as PeerName[]).map((name) => new PeerThread(name));
    try {
      // from small to large: who has not compiled what it needs does so first
      for (const [count, most] of [
        [200, 3],
        [1_000, 3],
        [5_000, 1],
      ] as const)
        yield* rowsOf(scaled(count, options), peers, Math.min(most, options.rounds));
    } finally {
      await Promise.all(peers.map((peer) => peer.close()));
    }
  },
};
