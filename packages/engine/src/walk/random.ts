/** A 32-bit hash of a text (FNV-1a), the seed of everything that a real system draws at random. */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193) >>> 0;
  }
  return hash;
}

/** A number of 32 bits that depends on nothing but the text, and changes in all bits with it. */
export function drawn(text: string): number {
  let x = seedOf(text);
  x = Math.imul(x ^ (x >>> 16), 0x45d9f3b);
  return (x ^ (x >>> 16)) >>> 0;
}
