/** What a search looks at: the words of a box. */
interface Findable {
  readonly label: string;
  readonly sub?: string;
  readonly element?: string;
}

/**
 * The boxes whose name or address has the text, in any case; those that begin with it first. Nothing for an empty text. `owners` has the
 * whole addresses, which a box shows only the end of.
 */
export function findBoxes<B extends Findable>(
  boxes: readonly B[],
  text: string,
  owners: ReadonlyMap<string, string> = new Map(),
): readonly B[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [];
  const addresses = new Map<string, string[]>();
  for (const [address, owner] of owners) addresses.set(owner, [...(addresses.get(owner) ?? []), address]);
  const words = (box: B): readonly string[] =>
    [box.label, box.sub ?? '', ...(addresses.get(box.label) ?? [])].map((word) => word.toLowerCase());
  const found = boxes.filter((box) => words(box).some((word) => word.includes(wanted)));
  const late = (box: B): number => (words(box).some((word) => word.startsWith(wanted)) ? 0 : 1);
  return found.sort((a, b) => late(a) - late(b));
}
