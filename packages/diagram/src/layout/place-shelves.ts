import type { SceneService, SceneTargetGroup, SceneVpc } from '@netk/engine';
import type { Box } from '../geometry.ts';
import { metrics as m, monoWidth, sansWidth, stepped } from '../metrics.ts';
import type { Sketch } from './sketch.ts';

/** The place that the words on a shelf take at its left. */
export const shelfWords = 250;

/** A shelf before it has a place: its words, and its chips with the boxes that they stand below. */
interface Shelf {
  readonly box: Pick<Box, 'id' | 'kind' | 'label' | 'sub' | 'element'>;
  /** What stands before the label. */
  readonly head: string;
  readonly chips: readonly (Pick<Box, 'id' | 'kind' | 'label' | 'sub'> & { readonly below: string })[];
}

/** Target groups and Services are shelves over all lanes; chips stand below their pod or node. Gives where they end. */
export function placeShelves(sketch: Sketch, vpc: SceneVpc, place: { x: number; y: number; w: number }): number {
  if (sketch.level !== 'pod') return place.y;
  const shelves = [...vpc.groups.map(groupShelf), ...vpc.services.map(serviceShelf)];
  for (const service of vpc.services) for (const other of service.others) sketch.aliases.set(other.id, service.id);
  const above = new Map(
    sketch.boxes.flatMap((box) => (box.kind === 'pod' || box.kind === 'node' ? [[box.id, box] as const] : [])),
  );
  const widths = new Map<string, number>();
  for (const { chips } of shelves)
    for (const { kind, label } of chips) widths.set(kind, Math.max(widths.get(kind) ?? 0, sansWidth(label)));
  let y = place.y;
  for (const shelf of shelves) {
    const widest = widths.get(shelf.chips[0]?.kind ?? '') ?? 0;
    const chip = Math.max(m.endpointWidth, Math.min(136, stepped(widest + 40)));
    placeShelf(sketch, shelf, { ...place, y, vpc: vpc.id, chip }, above);
    y += m.shelfHeight + m.shelfGap;
  }
  return y;
}

const moreIn = (others: readonly unknown[]): string => (others.length > 0 ? ` · ${others.length} more` : '');

function serviceShelf({ id, label, sub, others, endpoints }: SceneService): Shelf {
  const said = `${sub}${moreIn(others)}${endpoints.length === 0 ? ' · no pod' : ''}`;
  return {
    box: { id, kind: 'service', label, sub: said, element: id },
    head: 'service',
    chips: endpoints.map(({ pod, label: name, share }) => ({
      id: `${id}>${pod}`,
      kind: 'endpoint',
      label: name,
      sub: share,
      below: pod,
    })),
  };
}

function groupShelf({ id, label, of, sub, element, others, targets }: SceneTargetGroup): Shelf {
  const none = targets.length === 0 ? ' · no registered target' : '';
  // whose they are, as far as there is room: names of two groups say more than their number
  const owners = [of, ...others.map((other) => other.of)];
  const said = `${owners.slice(0, 2).join(', ')}${moreIn(owners.slice(2))}`;
  return {
    box: {
      id,
      kind: 'group',
      label: [label, ...others.map((other) => other.label)].join(', '),
      sub: `${said} · ${sub}${none}`,
      element,
    },
    head: 'targets',
    chips: targets.map((target) => ({
      ...{ id: `${id}>${target.id}:${target.port}`, kind: 'target', label: target.label, sub: '', below: target.id },
    })),
  };
}

function placeShelf(
  sketch: Sketch,
  { box, head, chips }: Shelf,
  place: { x: number; y: number; w: number; vpc: string; chip: number },
  above: ReadonlyMap<string, Box>,
): void {
  const found = chips.flatMap((chip) => {
    const over = above.get(chip.below);
    return over ? [{ chip, over }] : [];
  });
  found.sort((a, b) => a.over.x - b.over.x || a.over.y - b.over.y);
  const step = place.chip + 4;
  const name = 34 + sansWidth(`${head} ${box.label}`);
  const words = Math.min(Math.max(name + monoWidth(box.sub), 120), Math.max(shelfWords, place.w * 0.4));
  // a chip is worth more than what stands behind the name
  const left = place.w - 4 - found.length * step;
  const first = place.x + Math.max(Math.min(name, shelfWords), Math.min(words, left));
  const own = { ...box, x: place.x, y: place.y, w: place.w, h: m.shelfHeight, parent: place.vpc };
  const room = place.x + place.w - 4 - first;
  const fit = Math.max(0, Math.floor((room + 4) / step));
  let last = first;
  const out: Box[] = [];
  found.slice(0, fit).forEach(({ chip: { id, kind, label, sub, below }, over }, index) => {
    const rest = Math.min(found.length, fit) - index;
    const middle = over.x + over.w / 2;
    const latest = place.x + place.w - 4 - rest * step + 4;
    const x = Math.min(Math.max(last, middle - place.chip / 2), latest);
    last = x + step;
    const [y, w, h] = [place.y + 5, place.chip, m.shelfHeight - 10];
    out.push({ id, kind, x, y, w, h, label, sub, parent: box.id, element: below, tick: middle });
  });
  sketch.boxes.push({ ...own, room: (out[0]?.x ?? place.x + place.w) - place.x - 8 }, ...out);
}
