import type { SceneService, SceneVpc } from '@netk/engine';
import type { Box } from '../geometry.ts';
import { metrics as m, monoWidth, sansWidth, stepped } from '../metrics.ts';
import type { Sketch } from './sketch.ts';

/** The place that the words on a shelf take at its left. */
export const shelfWords = 250;

/** Services are shelves over all lanes; endpoints stand below the column of their pod. Gives where they end. */
export function placeServices(sketch: Sketch, vpc: SceneVpc, place: { x: number; y: number; w: number }): number {
  if (sketch.level !== 'pod' || vpc.services.length === 0) return place.y;
  const pods = new Map(sketch.boxes.filter((box) => box.kind === 'pod').map((box) => [box.id, box]));
  const widest = Math.max(0, ...vpc.services.flatMap((each) => each.endpoints.map(({ label }) => sansWidth(label))));
  const chip = Math.max(m.endpointWidth, Math.min(136, stepped(widest + 40)));
  let y = place.y;
  for (const service of vpc.services) {
    placeShelf(sketch, service, { ...place, y, vpc: vpc.id, chip }, pods);
    y += m.shelfHeight + m.shelfGap;
  }
  return y;
}

function placeShelf(
  sketch: Sketch,
  service: SceneService,
  place: { x: number; y: number; w: number; vpc: string; chip: number },
  pods: ReadonlyMap<string, Box>,
): void {
  const more = service.others.length;
  const said = more > 0 ? `${service.sub} · ${more} more` : service.sub;
  const sub = service.endpoints.length === 0 ? `${said} · no pod` : said;
  sketch.boxes.push({
    ...{ id: service.id, kind: 'service', x: place.x, y: place.y, w: place.w, h: m.shelfHeight, parent: place.vpc },
    ...{ label: service.label, sub, element: service.id },
  });
  for (const other of service.others) sketch.aliases.set(other.id, service.id);
  const found = service.endpoints.flatMap((endpoint) => {
    const box = pods.get(endpoint.pod);
    return box ? [{ ...endpoint, box }] : [];
  });
  found.sort((a, b) => a.box.x - b.box.x || a.box.y - b.box.y);
  const words = 34 + sansWidth(`service ${service.label}`) + monoWidth(sub);
  const first = place.x + Math.min(Math.max(words, 120), Math.max(shelfWords, place.w * 0.4));
  const room = place.x + place.w - 4 - first;
  const step = place.chip + 4;
  const fit = Math.max(0, Math.floor((room + 4) / step));
  let last = first;
  found.slice(0, fit).forEach((endpoint, index) => {
    const rest = Math.min(found.length, fit) - index;
    const middle = endpoint.box.x + endpoint.box.w / 2;
    const latest = place.x + place.w - 4 - rest * step + 4;
    const x = Math.min(Math.max(last, middle - place.chip / 2), latest);
    last = x + step;
    sketch.boxes.push({
      ...{
        id: `${service.id}>${endpoint.pod}`,
        kind: 'endpoint',
        x,
        y: place.y + 5,
        w: place.chip,
        h: m.shelfHeight - 10,
      },
      ...{ label: endpoint.label, sub: endpoint.share, parent: service.id, element: endpoint.pod, tick: middle },
    });
  });
}
