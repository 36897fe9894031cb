import { shared, type Work } from './work.ts';

/**
 * Results that are kept while there is room for them. When they are too large together, those that were asked for
 * longest ago are forgotten; who asks for one of these again has it computed again.
 */
export class Room<T> {
  private readonly most: number;
  private readonly sizeOf: (result: T) => number;
  /** How to forget a result → its size; the one that was asked for longest ago first. */
  private readonly held = new Map<() => void, number>();
  private taken = 0;

  constructor(most: number, sizeOf: (result: T) => number) {
    this.most = most;
    this.sizeOf = sizeOf;
  }

  /** A computation that several readers may run by turns, as `shared` has it, whose result has a place here. */
  keep(start: () => Work<T>): () => Work<T> {
    let read = shared(start);
    const forget = (): void => {
      read = shared(start);
    };
    const use = (result: T): void => this.use(forget, this.sizeOf(result));
    return function* reader() {
      const result = yield* read();
      use(result);
      return result;
    };
  }

  private use(forget: () => void, size: number): void {
    this.taken += size - (this.held.get(forget) ?? 0);
    this.held.delete(forget);
    this.held.set(forget, size);
    for (const [oldest, its] of this.held) {
      if (this.taken <= this.most || oldest === forget) break;
      this.held.delete(oldest);
      this.taken -= its;
      oldest();
    }
  }
}
