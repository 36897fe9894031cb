import { sequenceSvg, topologySvg, usualWidth } from '@netk/diagram';
import { explainOutcome, sceneOf } from '@netk/engine';
import { readProject, runWork } from '@netk/language';
import type { Sketch, SketchWanted } from '@netk/protocol';
import { EmptyFileSystem } from 'langium';
import type { CancellationToken } from 'vscode-languageserver';

/** A text as a picture. It imports nothing: what stands in a page is read by itself. */
export async function sketchOf({ text, walk, view }: SketchWanted, token: CancellationToken): Promise<Sketch> {
  const [file] = await readProject([{ uri: 'memory:/page.netk', text }], EmptyFileSystem);
  const { model, topology, diagnostics } = file!;
  const error = diagnostics.find(({ severity, code }) => severity === 1 && code !== 'NK120');
  const { walks } = topology;
  const shown =
    walk === undefined ? (walks.length === 1 ? walks[0] : undefined) : walks.find(({ name }) => name === walk);
  if (walk !== undefined && !shown) return { kind: 'none', why: `no walk is called ${walk}` };
  const trace = shown && (await runWork(model.tracing(shown.id), token));
  const branch = trace?.routes[0];
  if (error && !branch) {
    const message = typeof error.message === 'string' ? error.message : error.message.value;
    return { kind: 'none', why: `line ${error.range.start.line + 1}: ${message}` };
  }
  if (!trace || !branch) {
    if (view === 'sequence') return { kind: 'none', why: 'a sequence is of a walk: name one' };
    return { kind: 'svg', svg: topologySvg(sceneOf(model.plan), ''), words: 'the topology' };
  }
  const svg =
    view === 'sequence'
      ? sequenceSvg(trace, branch, usualWidth)
      : topologySvg(sceneOf(model.plan), '', { trace, branch });
  const { word, target } = explainOutcome(trace, branch);
  return {
    kind: 'svg',
    svg,
    words: `${trace.name ?? trace.title ?? 'a walk'}: ${word}${target.startsWith(':') ? '' : ' '}${target}`,
  };
}
