/** A value that is made when somebody asks for it. */
class Later<V> {
  readonly make: () => V;

  constructor(make: () => V) {
    this.make = make;
  }
}

/** Keys that are known together. */
interface Part<V> {
  made?: Map<string, V | Later<V>>;
  make(): Iterable<readonly [string, V | Later<V>]>;
}

/**
 * A map whose parts are made when somebody first asks for one of their keys: a walk through a cluster of thousands of
 * nodes sees a handful of them. It has the order of a map that was filled part after part, whatever was asked first.
 */
export class PartedMap<V> implements ReadonlyMap<string, V> {
  readonly #parts: Part<V>[] = [];
  readonly #unlisted = new Set<Part<V>>();
  readonly #mayBeUnlisted: (key: string) => boolean;
  readonly #partOf = new Map<string, Part<V>>();
  #all: ReadonlyMap<string, V> | undefined;

  /** `mayBeUnlisted` says of which keys a part may be the maker that it did not list. */
  constructor(mayBeUnlisted: (key: string) => boolean = () => true) {
    this.#mayBeUnlisted = mayBeUnlisted;
  }

  /** Adds a value that is there. */
  set(key: string, value: V): void {
    this.#add([key], { made: new Map([[key, value]]), make: () => [] });
  }

  /** Adds a part that makes values under some of these keys, and under no others. */
  later(keys: readonly string[], make: () => Iterable<readonly [string, V]>): void {
    this.#add(keys, { make });
  }

  /** The same, where each value is made by itself: of a node's pods a walk sees one or two. */
  laterEach(keys: readonly string[], make: () => Iterable<readonly [string, () => V]>): void {
    this.#add(keys, { make: () => Array.from(make(), ([key, one]) => [key, new Later(one)] as const) });
  }

  /**
   * Adds a part that makes values under these keys and under others. The answer makes it: call it before somebody asks
   * for one of the others, since a key that nobody knows makes all such parts.
   */
  laterWithMore(keys: readonly string[], make: () => Iterable<readonly [string, V]>): () => void {
    const part: Part<V> = { make };
    this.#add(keys, part);
    this.#unlisted.add(part);
    return () => void this.#made(part);
  }

  get size(): number {
    return this.#whole().size;
  }

  get(key: string): V | undefined {
    const part = this.#partWith(key);
    return part && this.#valueIn(this.#made(part), key);
  }

  has(key: string): boolean {
    const part = this.#partWith(key);
    return part !== undefined && this.#made(part).has(key);
  }

  keys(): MapIterator<string> {
    return this.#whole().keys();
  }

  values(): MapIterator<V> {
    return this.#whole().values();
  }

  entries(): MapIterator<[string, V]> {
    return this.#whole().entries();
  }

  [Symbol.iterator](): MapIterator<[string, V]> {
    return this.entries();
  }

  forEach(visit: (value: V, key: string, map: ReadonlyMap<string, V>) => void): void {
    for (const [key, value] of this.#whole()) visit(value, key, this);
  }

  #add(keys: readonly string[], part: Part<V>): void {
    if (this.#all) throw new TypeError('a map that was read as a whole cannot grow');
    this.#parts.push(part);
    for (const key of keys) this.#partOf.set(key, part);
  }

  /** The part that lists a key; those that may make more than they list are made to find out. */
  #partWith(key: string): Part<V> | undefined {
    const part = this.#partOf.get(key);
    if (part || this.#unlisted.size === 0 || !this.#mayBeUnlisted(key)) return part;
    for (const each of this.#unlisted) this.#made(each);
    return this.#partOf.get(key);
  }

  #made(part: Part<V>): Map<string, V | Later<V>> {
    if (!part.made) {
      part.made = new Map(part.make());
      if (this.#unlisted.delete(part)) for (const key of part.made.keys()) this.#partOf.set(key, part);
    }
    return part.made;
  }

  #valueIn(made: Map<string, V | Later<V>>, key: string): V | undefined {
    const slot = made.get(key);
    if (!(slot instanceof Later)) return slot;
    const value = slot.make();
    made.set(key, value);
    return value;
  }

  #whole(): ReadonlyMap<string, V> {
    if (!this.#all) {
      const all = new Map<string, V>();
      for (const part of this.#parts) {
        const made = this.#made(part);
        for (const key of made.keys()) all.set(key, this.#valueIn(made, key) as V);
      }
      this.#all = all;
    }
    return this.#all;
  }
}
