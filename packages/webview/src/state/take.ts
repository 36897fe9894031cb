import { htmlOf, type PanelPage, sequenceSvg, topologySvg, usualWidth } from '@netk/diagram';
import { mermaidOf, reportOf } from '@netk/engine';
import { branchesOf } from './branches.ts';
import type { State } from './state.ts';

/** What a walk can be taken away as. */
export const takeFormats = ['svg', 'png', 'html', 'markdown', 'mermaid'] as const;
export type TakeFormat = (typeof takeFormats)[number];

/** The ends of names of files. */
const endings: Readonly<Record<TakeFormat, string>> = {
  svg: 'svg',
  png: 'png',
  html: 'html',
  markdown: 'md',
  mermaid: 'mmd',
};

/** A name for the file: `W23-sequence.svg`. Of the walk only what every file system takes. */
export function fileName({ trace, view }: State, format: TakeFormat): string {
  const name = trace?.name ?? trace?.title ?? 'walk';
  const safe = name.replaceAll(/[^\w.-]+/g, '-').replaceAll(/^[-.]+|[-.]+$/g, '') || 'walk';
  const isPicture = format === 'svg' || format === 'png';
  return `${safe}${isPicture ? `-${view === 'sequence' ? view : 'topology'}` : ''}.${endings[format]}`;
}

/** The shown view as a picture of its own; undefined: there is no way to draw. */
export function svgOf({ trace, branch, picture, view }: State): string | undefined {
  const shown = trace && branchesOf(trace)[branch];
  if (!trace || !shown || !picture) return undefined;
  return view === 'sequence'
    ? sequenceSvg(trace, shown, usualWidth)
    : topologySvg(picture.scene, '', { trace, branch: shown });
}

/** The panel with this walk in one file. Where it stands in the source, nobody else has to know. */
export function htmlFrom({ trace, branch, picture, health }: State, page: PanelPage): string | undefined {
  const shown = trace && branchesOf(trace)[branch];
  if (!trace || !shown || !picture) return undefined;
  const { id, name, title } = trace;
  const uri = 'netk:page';
  const nowhere = { uri, start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
  const entry = { id, range: nowhere, ...(name && { name }), ...(title && { title }) };
  const { scene } = picture;
  const pictures = [topologySvg(scene, '', { trace, branch: shown }), sequenceSvg(trace, shown, usualWidth)];
  const heading = [name, title].filter((part) => part !== undefined).join(' ') || 'netk';
  const data = {
    picture: { uri, version: 1, scene, ranges: {}, walks: [entry] },
    answers: [{ trace, ...(health && { health }) }],
  };
  return htmlOf(heading, data, pictures, page);
}

/** The walk in the words of a format that is text and needs nothing else. */
export function textOf(state: State, format: 'svg' | 'markdown' | 'mermaid'): string | undefined {
  const { trace } = state;
  if (format === 'svg') return svgOf(state);
  if (!trace || trace.routes.length === 0) return undefined;
  return format === 'mermaid' ? mermaidOf(trace) : reportOf(trace);
}
