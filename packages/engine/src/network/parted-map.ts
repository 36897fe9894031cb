/** Values by key that are made together. */
interface Part<V> {
  made?: ReadonlyMap<string, V>;
  make(): Iterable<readonly [string, V]>;
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
    const part = this.#partOf.get(key);
    if (part) return this.#made(part).get(key);
    if (this.#unlisted.size === 0 || !this.#mayBeUnlisted(key)) return undefined;
    for (const each of this.#unlisted) this.#made(each);
    return this.get(key);
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
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

  #made(part: Part<V>): ReadonlyMap<string, V> {
    if (!part.made) {
      part.made = new Map(part.make());
      if (this.#unlisted.delete(part)) for (const key of part.made.keys()) this.#partOf.set(key, part);
    }
    return part.made;
  }

  #whole(): ReadonlyMap<string, V> {
    this.#all ??= new Map(this.#parts.flatMap((part) => [...this.#made(part)]));
    return this.#all;
  }
}
