/** Asks until the answer is something, and returns it. */
export async function until<T>(
  what: string,
  look: () => T | undefined | false | null | Thenable<T | undefined | false | null>,
  milliseconds = 60_000,
): Promise<T> {
  for (const end = Date.now() + milliseconds; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
  }
}
