import type { Branch, Hop, Packet } from '@netk/engine';
import type { Point, Route } from './routes.ts';

/** The part of a way on which a packet travels inside of another one, and what that one's ends are. */
export interface Pipe {
  readonly direction: Route['direction'];
  readonly points: readonly Point[];
  /** `flannel.1, vxlan: 10.0.1.11:53438 → 10.0.2.11:8472`. */
  readonly words: string;
}

interface Span {
  /** The hop that puts the packet into the tunnel, and the one that takes it out, or at which the way ends. */
  readonly from: number;
  readonly to: number;
  readonly words: string;
}

/** The tunnels of a branch along the ways that are drawn: from the machine that puts a packet in to the one that takes it out. */
export const pipesOf = (branch: Pick<Branch, 'forward' | 'reply'>, ways: readonly Route[]): readonly Pipe[] =>
  ways.flatMap(({ direction, points }) =>
    spansOf(branch[direction]).flatMap(({ from, to, words }): readonly Pipe[] => {
      const first = points.findIndex(({ hop }) => hop > from);
      const after = points.findIndex(({ hop }) => hop > to);
      const inside = first < 1 ? [] : points.slice(first - 1, after < 0 ? points.length : after);
      return inside.length > 1 ? [{ direction, points: inside, words }] : [];
    }),
  );

function spansOf(hops: readonly Hop[]): readonly Span[] {
  const spans: Span[] = [];
  let open: Omit<Span, 'to'> | undefined;
  hops.forEach(({ steps }, at) => {
    for (const { kind, interface: name, after } of steps) {
      if (kind === 'encapsulate' && after) open ??= { from: at, words: wordsOf(name, after) };
      if (kind === 'decapsulate' && open) {
        spans.push({ ...open, to: at });
        open = undefined;
      }
    }
  });
  return open ? [...spans, { ...open, to: hops.length - 1 }] : spans;
}

function wordsOf(name: string | undefined, { flags, src, sport, dst, dport }: Packet): string {
  const end = (address: string, port: number | undefined): string =>
    port === undefined ? address : `${address}:${port}`;
  return `${name}${flags === undefined ? '' : `, ${flags}`}: ${end(src, sport)} → ${end(dst, dport)}`;
}
