import { htmlOf, type PanelPage, sequenceSvg, topologySvg } from '@netk/diagram';
import {
  type Branch,
  mermaidOf,
  reportOf,
  type Scene,
  sceneOf,
  type TargetHealth,
  type Trace,
  targetHealthIn,
  type Walk,
} from '@netk/engine';
import { diagnosticLine } from './diagnostic-line.ts';
import { type ExitCode, exitCodes, UsageError } from './exit-codes.ts';
import { panelPage } from './formats/html.ts';
import type { Io } from './io.ts';
import { printed, tellFailed } from './own-failure.ts';
import { checkInputs, type ReadFile, readUnchecked } from './project.ts';
import { readInputs } from './read-inputs.ts';
import { type Asked, chosen } from './walk.ts';

/** What `netk render` makes of a walk. */
export const renderFormats = ['svg', 'html', 'mermaid', 'markdown'] as const;
export type RenderFormat = (typeof renderFormats)[number];

/** Which of the panel's pictures it draws. */
export const renderViews = ['topology', 'sequence'] as const;
export type RenderView = (typeof renderViews)[number];

/** What is drawn, and how. */
export interface RenderOptions {
  readonly format: RenderFormat;
  readonly view: RenderView;
  /** Which route of the walk, from 1. */
  readonly route: number;
  /** Of a sequence, in pixels. */
  readonly width: number;
}

/** Names of walks that a message lists. */
const mostListed = 40;

/** The walk that is drawn: the named one, or the only one; undefined: the file's picture alone is asked for. */
function walkOf(
  files: readonly ReadFile[],
  path: string,
  name: string | undefined,
  { format, view }: RenderOptions,
): Asked | undefined {
  const all = chosen(files, { names: [] });
  const there = all.flatMap(({ walk }) => walk.name ?? []);
  const more = there.length > mostListed ? `, and ${there.length - mostListed} more` : '';
  const known = there.length > 0 ? `; there are ${there.slice(0, mostListed).join(', ')}${more}` : '';
  if (name !== undefined) {
    const [first, second] = all.filter(({ walk }) => walk.name === name);
    if (!first) throw new UsageError(`no walk is called ${name} in ${path}${known}`);
    if (second) throw new UsageError(`several walks are called ${name} in ${path}: name the file of the one`);
    return first;
  }
  if (all.length === 1 || (format === 'svg' && view === 'topology')) return all.length === 1 ? all[0] : undefined;
  if (all.length === 0) throw new UsageError(`${path} has no walk to draw`);
  throw new UsageError(`name the walk of ${path} that is to be drawn${known}`);
}

/** The route that is asked for; undefined: the walk has no answer. */
function routeOf({ routes, name = 'the walk' }: Trace, route: number): Branch | undefined {
  const branch = routes[route - 1];
  if (routes.length > 0 && !branch)
    throw new UsageError(`--route ${route}: ${name} has ${routes.length} route${routes.length === 1 ? '' : 's'}`);
  return branch;
}

/** What the picture of one route is made from. */
interface Drawn {
  readonly trace: Trace;
  readonly branch: Branch;
  readonly walk: Walk;
  readonly scene: Scene;
  readonly health: readonly TargetHealth[];
}

function drawingOf(of: Drawn, { format, view, width }: RenderOptions, page: PanelPage | undefined): string {
  const { trace, branch, scene } = of;
  if (format === 'mermaid') return mermaidOf(trace);
  if (format === 'markdown') return reportOf(trace);
  if (page) return pageOf(of, width, page);
  return view === 'topology' ? topologySvg(scene, '', { trace, branch }) : sequenceSvg(trace, branch, width);
}

/** The walk in the panel, in one file. Where it stands in the source, and on whose disk, nobody else has to know. */
function pageOf({ trace, branch, walk, scene, health }: Drawn, width: number, page: PanelPage): string {
  const { id, name, title } = walk;
  const uri = 'netk:page';
  const nowhere = { uri, start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
  const entry = { id, range: nowhere, ...(name && { name }), ...(title && { title }) };
  const picture = { uri, version: 1, scene, ranges: {}, walks: [entry] };
  const pictures = [topologySvg(scene, '', { trace, branch }), sequenceSvg(trace, branch, width)];
  const heading = [name, title].filter((part) => part !== undefined).join(' ') || 'netk';
  return htmlOf(heading, { picture, answers: [{ trace, health }] }, pictures, page);
}

/** `netk render`: a walk as a picture or a page, on standard output. Equal files give equal bytes. */
export async function render(
  path: string,
  name: string | undefined,
  options: RenderOptions,
  io: Io,
): Promise<ExitCode> {
  const inputs = await readInputs([path], io);
  const files = await readUnchecked(inputs);
  const asked = walkOf(files, path, name, options);
  const [first] = files;
  if (!asked && (files.length > 1 || !first))
    throw new UsageError(`${path} has ${files.length} files: name the one that is to be drawn`);
  const { project, input } = (asked?.file ?? first)!;
  const { model } = project;
  const scene = sceneOf(model.plan);
  const result = asked ? await answered(asked, options, scene, io) : { good: true, whole: false };
  if (!asked) io.out(topologySvg(scene, input.file));

  // What is wrong with the file matters where the picture may lack something because of it.
  const found = result.whole ? [] : (await checkInputs(inputs, io)).flatMap(({ diagnostics }) => diagnostics);
  const errors = found.filter(({ severity }) => severity === 'error');
  for (const error of errors) io.err(`${diagnosticLine(error, false)}\n`);
  return errors.length > 0 || !result.good ? exitCodes.wrong : exitCodes.fine;
}

/** Prints the drawing of a walk. `good`: there is one; `whole`: nothing is missing for its answer. */
async function answered(
  { walk, file }: Asked,
  options: RenderOptions,
  scene: Scene,
  io: Io,
): Promise<{ readonly good: boolean; readonly whole: boolean }> {
  const { model } = file.project;
  const page = options.format === 'html' ? await panelPage() : undefined;
  const whole = model.traceOnce(walk.id);
  const branch = routeOf(whole, options.route);
  const health = page ? targetHealthIn(model.plan, model.network) : [];
  const { of, trace } = printed(walk, whole, (each) =>
    branch && each === whole ? drawingOf({ trace: each, branch, walk, scene, health }, options, page) : undefined,
  );
  const failed = tellFailed(trace, io);
  if (of !== undefined) io.out(of);
  else if (!failed)
    io.err(`netk: ${walk.name ?? 'the walk'} has no answer to draw: ${(trace.reasons ?? []).join('; ')}\n`);
  return { good: of !== undefined && !failed, whole: of !== undefined && !trace.reasons?.length };
}
