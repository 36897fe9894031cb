/** A function of one readonly record whose text is made once: a trace writes the same rules many times. */
export function textOnce<T extends object>(make: (item: T) => string): (item: T) => string {
  const known = new WeakMap<T, string>();
  return (item) => {
    let text = known.get(item);
    if (text === undefined) {
      text = make(item);
      known.set(item, text);
    }
    return text;
  };
}

/** Results that are remembered at once: names of a cluster of tens of thousands of pods. */
const mostRemembered = 50_000;

/** A slow function of a text, such as a hash, that remembers its results: every version of a network has the same names. */
export function remembered<T>(make: (text: string) => T): (text: string) => T {
  const known = new Map<string, { readonly of: T }>();
  return (text) => {
    const earlier = known.get(text);
    if (earlier) return earlier.of;
    if (known.size >= mostRemembered) known.clear();
    const of = make(text);
    known.set(text, { of });
    return of;
  };
}

/** A computation that runs when its value is first asked for. */
export function once<T>(make: () => T): () => T {
  let value: { readonly of: T } | undefined;
  return () => {
    value ??= { of: make() };
    return value.of;
  };
}
