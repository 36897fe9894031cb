import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Nested } from './nested.ts';
import type { PeerName } from './peers.ts';

/** A peer in a thread of its own, which keeps what it has compiled from one graph to the next. */
export class PeerThread {
  readonly name: PeerName;
  private worker: Worker;

  constructor(name: PeerName) {
    this.name = name;
    this.worker = PeerThread.start(name);
  }

  private static start(name: PeerName): Worker {
    return new Worker(new URL('peer-worker.ts', import.meta.url), { workerData: name });
  }

  /** Milliseconds of one layout; undefined: it did not end within `patience` ms, and was ended. */
  async time(graph: Nested, patience: number): Promise<number | undefined> {
    const { worker } = this;
    const over = new AbortController();
    worker.postMessage(graph);
    try {
      const time = await Promise.race([answerOf(worker, over.signal), setTimeout(patience, undefined, over)]);
      if (time === undefined) await this.again();
      return time;
    } finally {
      over.abort();
    }
  }

  private async again(): Promise<void> {
    await this.worker.terminate();
    this.worker = PeerThread.start(this.name);
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }
}

/** What the thread says next; it throws where the thread fails. */
async function answerOf(worker: Worker, signal: AbortSignal): Promise<number> {
  const [time] = await once(worker, 'message', { signal });
  return time as number;
}
