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
