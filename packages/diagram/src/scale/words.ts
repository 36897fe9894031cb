import { kindWords } from '../shapes/box-words.ts';
import { type Shorten, shortener } from '../shorten.ts';
import type { ScaleCell, ScaleKind, ScaleMap } from './scale-map.ts';
import { counted, grouped } from './seek.ts';

/** How full a cell is: one hue below 90 %, a warning from there on, and full; undefined: nobody knows its maximum. */
export type Heat = 'calm' | 'high' | 'full';

export function heatOf({ used, max }: Pick<ScaleCell, 'used' | 'max'>): Heat | undefined {
  if (used === undefined || max === undefined || max === 0) return undefined;
  if (used >= max) return 'full';
  return used / max >= 0.9 ? 'high' : 'calm';
}

/** `29/29`, or what is known of it; empty where nothing is counted. */
export const usedText = ({ used, max }: Pick<ScaleCell, 'used' | 'max'>): string =>
  used === undefined ? '' : max === undefined ? grouped(used) : `${grouped(used)}/${grouped(max)}`;

/** What is used of a cell: `21/29 pods`, `512/1,019 addresses`; of a node without the unit, which goes without saying. */
export function capacityText(cell: ScaleCell): string {
  const text = usedText(cell);
  if (text === '' || cell.kind === 'node') return text;
  return `${text} ${cell.kind === 'subnet' ? 'addresses' : 'pods'}`;
}

/** `12 nodes · 251 pods · 1 full`: what is in a cell; empty where no node is. */
export function countsText({ kind, nodes, pods, fullNodes }: ScaleCell): string {
  if (kind === 'node' || nodes === 0) return '';
  // the pods of a zone are told with their maximum
  const own = kind === 'subnet' ? [counted(pods, 'pod')] : [];
  return [counted(nodes, 'node'), ...own, ...(fullNodes > 0 ? [`${grouped(fullNodes)} full`] : [])].join(' · ');
}

/** Kinds in words: any machine outside of a cluster is a host here. */
const words: Readonly<Record<ScaleKind, string>> = { ...kindWords, internet: 'outside', host: 'machine' };

/** All that is known of a cell, a line each: under the mouse, and for who does not see it. */
export function cellLines(cell: ScaleCell, matches = 0): readonly string[] {
  const { kind, label, sub, used, max } = cell;
  const heat = heatOf(cell);
  const unit = kind === 'subnet' ? 'addresses' : 'pods';
  const filled =
    used === undefined
      ? []
      : [max === undefined ? counted(used, 'pod') : `${grouped(used)} of ${grouped(max)} ${unit} used`];
  const tone = heat === 'full' ? ['full'] : heat === 'high' ? ['almost full'] : [];
  const next = kind === 'node' && heat === 'full' ? ['the next pod here stays Pending'] : [];
  return [
    `${label}, ${words[kind]}`,
    ...(sub === '' ? [] : [sub]),
    ...filled,
    ...tone,
    ...(countsText(cell) === '' ? [] : [countsText(cell).replaceAll(' · ', ', ')]),
    ...(matches > 0 ? [counted(matches, 'match', 'matches')] : []),
    ...next,
  ];
}

/** What the whole map has, a part each: `3 zones`, `36 nodes`, `750 of 1,044 pods`, `2 nodes full`, `nodes-b: 114 addresses left`. */
export function summaryOf({ cells }: ScaleMap): readonly { readonly text: string; readonly heat?: Heat }[] {
  const top = cells.filter(({ parent }) => parent < 0);
  const total = (count: 'nodes' | 'pods' | 'fullNodes'): number => top.reduce((sum, cell) => sum + cell[count], 0);
  const zones = cells.filter(({ kind }) => kind === 'zone').length;
  const subnets = cells.filter(({ kind }) => kind === 'subnet');
  const vpcs = top.filter(({ nodes }) => nodes > 0);
  const room = vpcs.every(({ max }) => max !== undefined) ? vpcs.reduce((sum, { max }) => sum + max!, 0) : undefined;
  const pods =
    room === undefined ? counted(total('pods'), 'pod') : `${grouped(total('pods'))} of ${grouped(room)} pods`;
  const [tight] = subnets.filter((each) => each.max).sort((a, b) => b.used! / b.max! - a.used! / a.max!);
  const left = tight && tight.used! / tight.max! >= 0.5 ? tight : undefined;
  return [
    ...(zones > 0 ? [{ text: counted(zones, 'zone') }] : []),
    { text: counted(subnets.length, 'subnet') },
    { text: counted(total('nodes'), 'node') },
    ...(total('nodes') > 0 ? [{ text: pods }] : []),
    ...(total('fullNodes') > 0 ? [{ text: `${counted(total('fullNodes'), 'node')} full`, heat: 'full' as const }] : []),
    ...(left ? [{ text: `${left.label}: ${counted(left.max! - left.used!, 'address', 'addresses')} left` }] : []),
  ];
}

/** Cuts the name of a cell so that it stays apart from those of the cells beside it. */
export type CellNames = (cell: ScaleCell) => Shorten;

const made = new WeakMap<ScaleMap, CellNames>();

/** The names of a map: pods are told from those on their node, all else from everything of its kind. */
export function cellNames(map: ScaleMap): CellNames {
  const known = made.get(map);
  if (known) return known;
  const shorteners = new Map<string, Shorten>();
  const names: CellNames = (cell) => {
    const key = cell.kind === 'pod' ? `${cell.parent}` : cell.kind;
    const shorten = shorteners.get(key) ?? shortener(siblings(map, cell).map(({ label }) => label));
    shorteners.set(key, shorten);
    return shorten;
  };
  made.set(map, names);
  return names;
}

function siblings({ cells }: ScaleMap, { kind, parent }: ScaleCell): readonly ScaleCell[] {
  const around = cells[parent];
  return kind === 'pod' && around ? cells.slice(around.at + 1, around.end) : cells.filter((each) => each.kind === kind);
}
