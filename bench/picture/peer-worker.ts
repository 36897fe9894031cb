import { parentPort, workerData } from 'node:worker_threads';
import type { Nested } from './nested.ts';
import { peers } from './peers.ts';

// A thread of its own for a peer, so that one that does not end can be ended: it lays out the graphs that it is sent, and says how long each took.
const peer = peers[workerData as keyof typeof peers];
parentPort!.on('message', async (graph: Nested) => {
  const run = await peer(graph);
  const started = performance.now();
  await run();
  parentPort!.postMessage(performance.now() - started);
});
