/** The value of a computation, or undefined when it throws: a bug in one part must not cost the editor all others. */
export function attempt<T>(compute: () => T): T | undefined {
  try {
    return compute();
  } catch {
    return undefined;
  }
}
