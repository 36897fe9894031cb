import { type Branch, explainOutcome, pickedText, type Scene, type Trace } from '@netk/engine';
import { elide, sansWidth } from '../metrics.ts';
import { chartOf, placeSequence } from '../sequence/index.ts';
import { paperStyle } from './paper.ts';
import { type Drawing, sequencePicture } from './sequence-picture.ts';
import { markupOf, type Shape, shapeOf } from './shape.ts';
import { stepList } from './step-list.ts';
import { topologyPicture } from './topology-picture.ts';

const margin = 12;

/** How wide a sequence is drawn where nobody says it: it fits on a page without being made smaller. */
export const usualWidth = 760;

/** What stands above a picture. */
interface Caption {
  readonly text: string;
  /** `route 1 of 3, probability 1/3, pod71 for app1`. */
  readonly route: string;
  readonly isGood: boolean;
  /** A packet is on its way: what its lines mean is told. */
  readonly moves: boolean;
}

/** The way of a route as lanes, with every part open: on paper nothing can be unfolded. */
export function sequenceSvg(trace: Trace, branch: Branch, width: number): string {
  const chart = chartOf(branch);
  const picture = sequencePicture(placeSequence(chart, { width, isOpen: () => true }), chart.lookups?.line);
  return svgText(picture, captionOf(trace, branch));
}

/** The topology, with the way of a route where one is given. */
export const topologySvg = (scene: Scene, name: string, walked?: { trace: Trace; branch: Branch }): string =>
  walked
    ? svgText(withSteps(topologyPicture(scene, walked.branch), walked.branch), captionOf(walked.trace, walked.branch))
    : svgText(topologyPicture(scene), { text: name, route: '', isGood: true, moves: false });

/** A picture with what its numbers stand for below it. */
function withSteps(picture: Drawing, branch: Branch): Drawing {
  if (branch.control) return picture;
  const { height, shapes } = stepList(branch, picture.width);
  const below = shapeOf('g', { transform: `translate(0,${Math.ceil(picture.height) + 12})` }, ...shapes);
  return { ...picture, height: Math.ceil(picture.height) + 12 + height, shapes: [...picture.shapes, below] };
}

/** `W22 a pod calls a ClusterIP: Delivered to pod71`, and which of its routes it is. */
function captionOf(trace: Trace, branch: Branch): Caption {
  const { name, title, flow, routes } = trace;
  const head = [name, title].filter((part) => part !== undefined).join(' ') || `${flow.from} to ${flow.to}`;
  const { word, target } = explainOutcome(trace, branch);
  const isGood = branch.verdict === 'delivered';
  const picked = branch.choices.map((choice) => `${pickedText(choice)} for ${choice.of}`);
  const route = [
    `route ${routes.indexOf(branch) + 1} of ${routes.length}`,
    `probability ${branch.fraction}`,
    ...picked,
  ];
  return {
    text: `${head}: ${word}${target.startsWith(':') ? '' : isGood ? ' ' : ', '}${target}`,
    route: routes.length > 1 || picked.length > 0 ? route.join(', ') : '',
    ...{ isGood, moves: branch.control !== true },
  };
}

/** What the two kinds of lines mean, ending at a place. */
const legend = (right: number, y: number): readonly Shape[] =>
  (['forward', 'reply'] as const).flatMap((direction, i) => {
    const x = right - 160 + i * 86;
    return [
      shapeOf('path', { class: `msg ${direction}`, d: `M${x},${y - 4}h26` }),
      shapeOf('path', { class: `tip ${direction}`, d: `M${x + 34},${y - 4}l-9,-4.5v9z` }),
      shapeOf('text', { class: 'way', x: x + 39, y }, direction),
    ];
  });

/** The words in lines of a width; a word that is wider than a line is cut. */
function linesOf(text: string, width: number): readonly string[] {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const longer = lines.at(-1) === '' ? word : `${lines.at(-1)} ${word}`;
    if (sansWidth(longer) * 1.3 <= width) lines[lines.length - 1] = longer;
    else lines.push(elide(word, width / 1.3));
  }
  return lines.filter((line) => line !== '');
}

function svgText({ width, height, shapes, words }: Drawing, { text, route, isGood, moves }: Caption): string {
  const w = Math.ceil(width) + 2 * margin;
  const lines = linesOf(text, w - 2 * margin);
  const below = 20 + 17 * lines.length;
  const top = below + (moves ? 12 : -4);
  const h = Math.ceil(height) + top + margin;
  const head = [
    shapeOf('title', {}, text),
    ...(words.length > 0 ? [shapeOf('desc', {}, words.join('\n'))] : []),
    shapeOf('rect', { width: w, height: h, fill: '#fff' }),
    ...lines.map((line, i) =>
      shapeOf('text', { class: isGood ? 'caption' : 'caption bad', x: margin, y: 20 + 17 * i }, line),
    ),
    ...(moves ? legend(w - margin, below) : []),
    ...(route === '' ? [] : [shapeOf('text', { class: 'way', x: margin, y: below }, elide(route, w - 200, sansWidth))]),
  ];
  const label = markupOf(shapeOf('g', { 'aria-label': text })).slice('<g '.length, -'/>'.length);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" role="img" ${label}>`,
    `<style>${paperStyle}</style>`,
    ...head.map(markupOf),
    markupOf(shapeOf('g', { transform: `translate(${margin},${top})` }, ...shapes)),
    '</svg>',
    '',
  ].join('\n');
}
