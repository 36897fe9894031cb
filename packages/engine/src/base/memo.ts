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
export function remembered(make: (text: string) => string): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const earlier = known.get(text);
    if (earlier !== undefined) return earlier;
    if (known.size >= mostRemembered) known.clear();
    const result = make(text);
    known.set(text, result);
    return result;
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

/** A function of a text that remembers its last result: a resolver library asks for A and AAAA of one name, one after the other. */
export function lastRemembered<T>(make: (text: string) => T): (text: string) => T {
  let last: { readonly text: string; readonly result: T } | undefined;
  return (text) => {
    if (last?.text !== text) last = { text, result: make(text) };
    return last.result;
  };
}
