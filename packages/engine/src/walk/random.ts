/** A 32-bit hash of a text (FNV-1a), the seed of everything that a real system draws at random. */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193) >>> 0;
  }
  return hash;
}

/** A number from `low` to `high`, both included, that depends on nothing but the text. */
export function drawn(text: string, low: number, high: number): number {
  let x = seedOf(text);
  x = Math.imul(x ^ (x >>> 16), 0x45d9f3b);
  x = (x ^ (x >>> 16)) >>> 0;
  return low + (x % (high - low + 1));
}
