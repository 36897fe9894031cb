import { type Box, boxKinds, type Level } from '../geometry.ts';
import { type Names, share, wordsOf } from './box-words.ts';
import { type Shape, shapeOf } from './shape.ts';

/** Which boxes lie below the wires, above them, and above the routes. */
const [front, top] = [boxKinds.indexOf('outside'), boxKinds.indexOf('eni')];
export const layers = { back: boxKinds.slice(0, front), front: boxKinds.slice(front, top), top: boxKinds.slice(top) };

const radius: Partial<Record<Box['kind'], number>> = {
  vpc: 8,
  internet: 8,
  lan: 8,
  zone: 6,
  subnet: 5,
  node: 5,
  group: 5,
  service: 5,
  igw: 10,
  edge: 10,
  bead: 10,
  'zone-server': 8,
  eni: 3,
  gateway: 3,
  kernel: 3,
  bridge: 3,
  tunnel: 10,
};

/** Rectangle, words and signs of one box, relative to its corner. */
export function boxShapes(box: Box, level: Level, names: Names): readonly (Shape | string)[] {
  const rect = shapeOf('rect', {
    class: 'b',
    x: 0.5,
    y: 0.5,
    width: box.w - 1,
    height: box.h - 1,
    rx: radius[box.kind] ?? 4,
  });
  const words = wordsOf(box, level, names).map(({ x, y, style, end = 'start', whole, text }) =>
    shapeOf(
      'text',
      { x, y, class: style, 'text-anchor': end },
      text,
      ...(whole === undefined ? [] : [shapeOf('title', {}, whole)]),
    ),
  );
  // A space between texts keeps them apart for readers that join them.
  return [rect, ...signs(box, level), ...words.flatMap((word) => [word, ' '])];
}

/** The sign of a pod that policies guard; what they let through stands in its title. */
function shield(w: number, words: string): Shape {
  const d = `M${w - 8},16l4,1.4v3c0,2.2 -1.7,3.7 -4,4.6c-2.3,-0.9 -4,-2.4 -4,-4.6v-3z`;
  return shapeOf('path', { class: 'guards', d }, shapeOf('title', {}, words));
}

function signs(box: Box, level: Level): readonly Shape[] {
  const { w, h } = box;
  if (box.kind === 'pod') {
    const mark = shapeOf('path', { class: 'mark', d: `M${w - 8},4l3.5,3.5l-3.5,3.5l-3.5,-3.5z` });
    return box.note === undefined ? [mark] : [mark, shield(w, box.note)];
  }
  if (box.kind === 'host') return [shapeOf('path', { class: 'glyph', d: glyphs[box.note ?? ''] ?? glyphs.host! })];
  if (box.kind === 'outside' || box.kind === 'router')
    return [shapeOf('path', { class: 'glyph', d: glyphs[box.note ?? ''] ?? glyphs.server! })];
  if (box.tick !== undefined) {
    const x = box.tick - box.x;
    const tick = x >= -4 && x <= w + 4 ? [shapeOf('path', { class: 'tick', d: `M${x - 4},-5h8l-4,-5z` })] : [];
    // what its health checks found is written there, as far as it is known
    return box.kind === 'target' ? [...tick, shapeOf('text', { class: 'health', x: 7, y: 14 })] : tick;
  }
  const card = box.kind === 'subnet' && (level === 'zone' || level === 'subnet');
  if (box.kind !== 'cell' && !card) return [];
  const y = card ? 56 : h - 8;
  const room = w - (card ? 16 : 12);
  const x = (w - room) / 2;
  const heat = share(box);
  const tone = heat >= 1 ? 'worst' : heat >= 0.9 ? 'high' : 'calm';
  const strength = tone === 'calm' ? Math.round(35 + heat * 65) : undefined;
  const bar = shapeOf('rect', {
    ...{ class: `fill ${tone}`, x, y, width: room * heat, height: 5, rx: 1, 'data-share': strength },
  });
  const warns = tone === 'high' && !card ? [shapeOf('path', { class: 'warns', d: 'M7,30h9l-4.5,-8z' })] : [];
  return [shapeOf('rect', { class: 'track', x, y, width: room, height: 5, rx: 1 }), bar, ...warns];
}

const glyphs: Readonly<Record<string, string>> = {
  host: 'M8,9h13v9h-13zM11,22h7',
  client: 'M9,7h12v8h-12zM7,18h16',
  server: 'M9,6h12v5h-12zM9,13h12v5h-12zM12,8.5h.1M12,15.5h.1',
  'home-router': 'M8,13h14v6h-14zM11,16h.1M14,16h.1M19,13v-6',
  'nat-gateway': 'M8,12h12M17,9l3,3l-3,3M20,19h-12M11,16l-3,3l3,3',
  'vpc-endpoint': 'M9,13h6M15,9v8h6v-8zM18,13h.1',
  balancer: 'M8,13h6M14,13l5,-5h3M14,13h8M14,13l5,5h3',
};
