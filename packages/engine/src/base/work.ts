/** How far a walk is: the branches that were walked, and the share of all packets that they stand for (0 to 1). */
export interface Progress {
  readonly branches: number;
  readonly share: number;
}

/** A computation in small steps. Whoever runs it may pause, show its progress, or give up between two of them. */
export type Work<T> = Generator<Progress, T, void>;

/** Runs a computation to its end at once. */
export function finish<T>(work: Work<T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

type Shared<T> =
  | { readonly kind: 'running'; readonly work: Work<T> | undefined; start(): Work<T> }
  | { readonly kind: 'done'; readonly result: T };

/**
 * A computation whose result is kept and which several readers may run, by turns: each step is done once, whoever asks
 * for it. One that throws begins anew for the next reader. Nothing but the result stays in memory after its end.
 */
export function shared<T>(start: () => Work<T>): () => Work<T> {
  return readerOf<T>({ kind: 'running', work: undefined, start });
}

const readerOf = <T>(first: Shared<T>): (() => Work<T>) => {
  let now = first;
  return function* reader() {
    while (now.kind === 'running') {
      const { start } = now;
      const work: Work<T> = now.work ?? start();
      now = { kind: 'running', work, start };
      try {
        const step = work.next();
        if (step.done) now = { kind: 'done', result: step.value };
        else yield step.value;
      } catch (error) {
        now = { kind: 'running', work: undefined, start };
        throw error;
      }
    }
    return now.result;
  };
};
