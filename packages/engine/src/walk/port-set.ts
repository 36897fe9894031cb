/** Ports as ranges, sorted and apart; both ends of a range belong to it. */
export type PortSet = readonly PortRange[];
export interface PortRange {
  readonly from: number;
  readonly to: number;
}

export const holds = (set: PortSet, port: number): boolean => set.some(({ from, to }) => port >= from && port <= to);

/** Whether a range holds all ports of a set, none, or some. */
export function shareIn(set: PortSet, { from, to }: PortRange): 'all' | 'none' | 'some' {
  if (set.every((each) => each.from >= from && each.to <= to)) return 'all';
  return set.every((each) => each.to < from || each.from > to) ? 'none' : 'some';
}

/**
 * The parts of a range that none of the cuts tells apart: ports that lie in the same cuts are one part. In order of their
 * first ports.
 */
export function partsOf(range: PortRange, cuts: readonly PortRange[]): readonly PortSet[] {
  const starts = new Set([range.from]);
  for (const { from, to } of cuts)
    for (const start of [from, to + 1]) if (start > range.from && start <= range.to) starts.add(start);
  const sorted = [...starts].sort((a, b) => a - b);
  const parts = new Map<string, PortRange[]>();
  sorted.forEach((from, i) => {
    const to = (sorted[i + 1] ?? range.to + 1) - 1;
    const key = cuts.map((cut) => (from >= cut.from && to <= cut.to ? '1' : '0')).join('');
    parts.set(key, union(parts.get(key) ?? [], [{ from, to }]));
  });
  return [...parts.values()];
}

/** The ports of both sets, neighbouring ranges joined. */
export function union(a: PortSet, b: PortSet): PortRange[] {
  const out: PortRange[] = [];
  for (const each of [...a, ...b].sort((x, y) => x.from - y.from)) {
    const last = out.at(-1);
    if (last && each.from <= last.to + 1) out[out.length - 1] = { from: last.from, to: Math.max(last.to, each.to) };
    else out.push(each);
  }
  return out;
}

/** How many ports a set has. */
export const countOf = (set: PortSet): number => set.reduce((sum, { from, to }) => sum + to - from + 1, 0);

/** The port at a place of a set, counted from 0. Throws RangeError beyond its end. */
export function portAt(set: PortSet, place: number): number {
  let left = place;
  for (const { from, to } of set) {
    if (left <= to - from) return from + left;
    left -= to - from + 1;
  }
  throw new RangeError(`no port ${place} in ${showPorts(set)}`);
}

/** `1024-32767, 49152-65535`. */
export const showPorts = (set: PortSet): string =>
  set.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
