/** The number of a value among those that were met, as a text: equal values have equal ones. Texts are long, and most machines have the same. */
export function numberOf(of: Map<unknown, number>, value: unknown): string {
  const number = of.get(value) ?? of.size;
  of.set(value, number);
  return `${number}`;
}
