import type { Box, Geometry, Level } from '../geometry.ts';
import { elide, monoWidth, sansWidth } from '../metrics.ts';
import { type Shorten, shortener } from '../shorten.ts';

/** A text on a box, at a place relative to the box. */
export interface Word {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly style: 'name' | 'num' | 'plain';
  readonly end?: 'middle' | 'end';
  /** The whole name, where the text is cut. */
  readonly whole?: string;
}

/** Cuts the name of a box, so that it stays apart from its siblings' names. */
export type Names = (box: Box) => Shorten;

const made = new WeakMap<Geometry, Names>();

/** The names of a drawing. Nodes are one family, whether they are folded or open. */
export function namesIn(geometry: Geometry): Names {
  const known = made.get(geometry);
  if (known) return known;
  const family = ({ kind }: Box): string => (kind === 'cell' || kind === 'kernel' ? 'node' : kind);
  const families = new Map<string, Box[]>();
  for (const box of geometry.boxes) {
    const key = family(box);
    const known = families.get(key);
    if (known) known.push(box);
    else families.set(key, [box]);
  }
  const shorteners = new Map<string, Shorten>();
  const names: Names = (box) => {
    const key = family(box);
    const shorten = shorteners.get(key) ?? shortener((families.get(key) ?? []).map(({ label }) => label));
    shorteners.set(key, shorten);
    return shorten;
  };
  made.set(geometry, names);
  return names;
}

/** Kinds in words, for accessible names. */
export const kindWords: Readonly<Record<Box['kind'], string>> = {
  internet: 'internet',
  lan: 'network at home',
  vpc: 'VPC',
  zone: 'zone',
  subnet: 'subnet',
  node: 'node',
  kernel: 'root network namespace',
  bridge: 'bridge',
  tunnel: 'tunnel',
  group: 'targets',
  service: 'service',
  outside: 'machine on the internet',
  'zone-server': 'server of a zone of names',
  host: 'host',
  balancer: 'load balancer',
  pod: 'pod',
  cell: 'node',
  endpoint: 'endpoint',
  target: 'target',
  eni: 'network interface',
  router: 'home router',
  gateway: 'gateway',
  igw: 'internet gateway',
  edge: 'edge of the VPC',
  bead: 'autonomous system',
};

/** The words on a box, cut to the room that there is. */
export function wordsOf(box: Box, level: Level, names: Names): readonly Word[] {
  return all(box, level, names(box)).filter((word) => word.text !== '');
}

function all(box: Box, level: Level, shorten: Shorten): readonly Word[] {
  const { w, h, label, sub } = box;
  const name = (x: number, y: number, whole: string, room: number): Word => {
    const text = whole === label ? shorten(whole, room) : elide(whole, room);
    return { x, y, text, style: 'name', ...(text === whole ? {} : { whole }) };
  };
  const num = (x: number, y: number, text: string, room: number): Word => ({
    x,
    y,
    text: elide(text, room, monoWidth),
    style: 'num',
  });
  const last = (y: number, text: string, room: number, right = 7): Word => ({
    ...num(w - right, y, text, room),
    end: 'end',
  });
  const count = box.max === undefined ? `${box.used ?? ''}` : `${box.used}/${box.max}`;
  /** The word and the count; where both do not fit, the maximum goes without saying. */
  const fullCell = (): readonly Word[] =>
    monoWidth('full') + monoWidth(count) + 20 <= w
      ? [num(7, 30, 'full', 30), last(30, count, w - 12)]
      : [last(30, `full ${box.used}`, w - 12)];
  switch (box.kind) {
    case 'vpc': {
      const head = elide(`vpc ${label}`, 150);
      const x = 20 + sansWidth(head);
      return [
        name(12, 17, head, 150),
        num(x, 17, sub, Math.max(20, 182 - x)),
        ...(box.folded ? [{ x: 12, y: h - 10, text: 'not on the way: folded', style: 'plain' as const }] : []),
        ...((box.room ?? w) > 600 ? [plain(box.room ?? w - 12, 17, `VPC router: ${sub} local`)] : []),
      ];
    }
    case 'zone':
      return [name(30, 13, label, w - 40)];
    case 'subnet': {
      const x = 16 + sansWidth(label);
      const words = [name(8, 13, label, w - 14), ...(x + monoWidth(sub) < w - 6 ? [num(x, 13, sub, 200)] : [])];
      const table = box.note ?? '';
      if (x + monoWidth(sub) + monoWidth(table) + 24 < w && level !== 'zone' && level !== 'subnet')
        words.push(last(13, table, 140, 8));
      if (level === 'zone' || level === 'subnet') words.push(num(8, 48, `${box.used} of ${box.max} addresses`, w - 16));
      return words;
    }
    case 'kernel': {
      const x = 34 + sansWidth(label) + label.length * 0.6;
      const used = monoWidth(count);
      const words = [name(26, 12, label, w - 38 - used), last(12, count, 60, 6)];
      if (x + sansWidth(sub) + used + 14 < w) words.push({ x, y: 12, text: sub, style: 'plain' });
      return words;
    }
    case 'bridge':
      return [name(26, 14, label, w - 30)];
    case 'tunnel':
      return [{ x: w / 2, y: 14, text: label, style: 'num', end: 'middle' }];
    case 'pod':
      return [name(6, 13, label, w - 10), num(6, 25, sub, box.note === undefined ? w - 8 : w - 22)];
    case 'host':
      return [name(28, 13, label, w - 32), num(28, 25, sub, w - 30)];
    case 'outside':
    case 'router':
      return [name(28, 16, label, w - 50 - monoWidth(sub)), last(16, sub, w - 40, 14)];
    case 'zone-server':
      return [{ ...name(w / 2, 12, label, w - 8), end: 'middle' }];
    case 'lan': {
      const x = 20 + sansWidth(label) * 1.1;
      return [name(12, 13, label, w - 20), ...(x + monoWidth(sub) < w - 6 ? [num(x, 13, sub, 200)] : [])];
    }
    case 'eni':
      return [name(6, 13, label, 40), last(13, sub, w - 14 - sansWidth(label), 5)];
    case 'gateway':
      return [{ x: w / 2, y: 12, text: label, style: 'num', end: 'middle' }];
    case 'igw':
      return [{ x: w / 2, y: 14, text: sub, style: 'name', end: 'middle' }];
    case 'edge':
      return [{ ...name(w / 2, 14, label, w - 8), end: 'middle' }];
    case 'internet':
      return [name(12, 20, label, 60)];
    case 'balancer': {
      const short = (room: number): string => (sansWidth(label) > room ? (label.split(' ')[0] ?? label) : label);
      // numbers stand at the right, on the border above: the address follows the name
      if (h < 40) {
        const said = short(w - 20 - monoWidth(sub));
        const x = 18 + sansWidth(said) * 1.1;
        return [name(8, 15, said, w - 20 - monoWidth(sub)), num(x, 15, sub, w - 8 - x)];
      }
      // the numbers of both connections stand at the right, on the border above and below
      const listens = box.note ?? '';
      const x = 18 + monoWidth(sub);
      const fits = x + monoWidth(listens) + 8 < w;
      return [name(8, 17, label, w - 48), num(8, 31, sub, w - 16), ...(fits ? [last(31, listens, w - x, 8)] : [])];
    }
    case 'bead':
      return [name(8, 15, label, w - 20 - monoWidth(sub)), last(15, sub, w - 24)];
    case 'group':
    case 'service': {
      const room = box.room ?? w;
      const head = elide(
        `${box.kind === 'group' ? 'targets' : 'service'} ${label}`,
        Math.min(box.kind === 'group' ? 190 : 150, room - 10),
      );
      const x = 20 + sansWidth(head);
      const left = room - x;
      return [name(10, h / 2 + 4, head, room), ...(left > 24 ? [num(x, h / 2 + 4, sub, left)] : [])];
    }
    case 'target':
      return [name(20, 14, label, w - 26)];
    case 'endpoint':
      return [name(7, 14, label, w - 20 - monoWidth(sub)), last(14, sub, 30)];
    case 'cell':
      return [name(7, 16, label, w - 10), ...(full(box) ? fullCell() : [last(30, count, w - 12)])];
    case 'node':
      return [];
  }
}

const plain = (x: number, y: number, text: string): Word => ({ x, y, text, style: 'plain', end: 'end' });

export const full = (box: Box): boolean => box.max !== undefined && box.used !== undefined && box.used >= box.max;

/** Used of max, between 0 and 1. */
export const share = (box: Box): number => (box.max ? Math.min(1, (box.used ?? 0) / box.max) : 0);

/** About 80 letters. */
const longestSpoken = sansWidth('x'.repeat(80));

/** The name for assistive technology, whole where the box shows a part of it: what stands on the box, and its kind. */
export function spokenName(box: Box, level: Level, names: Names): string {
  // an open node's words stand on its kernel bar
  const from: Box = box.kind === 'node' ? { ...box, kind: 'kernel' } : box;
  const said = wordsOf(from, level, names).map((word) => elide(word.whole ?? word.text, longestSpoken));
  const more = box.kind === 'node' && box.note !== undefined ? ` with ${box.note}` : '';
  const guarded = box.kind === 'pod' && box.note !== undefined ? `, ${box.note.replaceAll('\n', '; ')}` : '';
  if (box.kind === 'edge') return `${box.label}, ${box.note?.replaceAll('-', ' ')} ${box.sub}`;
  return `${said.join(' ')}, ${kindWords[box.kind]}${more}${guarded}`;
}
