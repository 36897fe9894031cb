import { type ElementId, type Scene, sceneOf } from '@netk/engine';
import { attempt, type FileModel, type FileModels, type Origin, originOf } from '@netk/language';
import type { Picture, Problem, Range } from '@netk/protocol';
import { DocumentValidator, type LangiumDocument } from 'langium';
import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver';
import { notAfter } from './element-at.ts';

const emptyScene: Scene = { internet: [], names: [], lans: [], systems: [], vpcs: [] };

/** A place in the source, as the protocol says it. */
export const rangeOf = ({ uri, range }: Pick<Origin, 'uri' | 'range'>): Range => ({
  uri,
  start: range.start,
  end: range.end,
});

/** Ids of a plan that no statement declares: generated nodes, pods and Services, and the interfaces of nodes. */
function* plannedIds({ model }: FileModel): Generator<ElementId> {
  const plan = attempt(() => model.plan);
  if (!plan) return;
  for (const node of plan.nodes) {
    yield node.id;
    for (const eni of node.enis) yield eni.id;
  }
  for (const { id } of [...plan.pods, ...plan.services]) yield id;
}

const messageOf = ({ message }: Diagnostic): string => (typeof message === 'string' ? message : message.value);

const isSyntax = ({ data }: Diagnostic): boolean =>
  [DocumentValidator.LexingError, DocumentValidator.ParsingError].includes(data?.code);

/** An expectation that does not hold is an answer of its walk, or of the file: no error of what is drawn. */
const isAnswer = ({ code }: Diagnostic): boolean => code === 'NK120';

const errorsOf = (document: LangiumDocument): readonly Diagnostic[] =>
  (document.diagnostics ?? []).filter((each) => each.severity === DiagnosticSeverity.Error && !isAnswer(each));

/** A diagnostic of a file, and where it stands. */
export const problemOf = (document: LangiumDocument, error: Diagnostic): Problem => ({
  message: messageOf(error),
  range: rangeOf({ uri: document.uri.toString(), range: error.range }),
});

/** Where the walks of a file stand. */
const walksOf = ({ topology, origins }: FileModel): readonly Origin[] =>
  topology.walks.flatMap(({ id }) => origins.get(id) ?? []);

const isIn = ({ start, end }: Diagnostic['range'], { full }: Origin): boolean =>
  notAfter(full.start, start) && notAfter(end, full.end);

/** What is wrong in the statement of a walk, if anything is. */
function problemIn(document: LangiumDocument, walk: Origin): Problem | undefined {
  if (walk.uri !== document.uri.toString()) return undefined;
  const first = errorsOf(document).find(({ range }) => isIn(range, walk));
  return first && problemOf(document, first);
}

/** The first error of a checked file that is about no walk alone; errors of syntax come before those of the model. */
export function errorOf(document: LangiumDocument, models: FileModels): Picture['error'] {
  const uri = document.uri.toString();
  const questions = attempt(() => walksOf(models.of(document)))?.filter((walk) => walk.uri === uri) ?? [];
  const errors = errorsOf(document);
  const syntax = errors.find(isSyntax);
  const first = syntax ?? errors.find(({ range }) => !questions.some((walk) => isIn(range, walk)));
  return first && { kind: syntax ? 'syntax' : 'model', ...problemOf(document, first) };
}

/** Places by id. Made of entries, because an element may be called `__proto__`. */
function rangesOf(file: FileModel): Record<string, Range> {
  const ranges = new Map<string, Range>();
  for (const [id, origin] of file.origins) ranges.set(id, rangeOf(origin));
  for (const id of plannedIds(file)) {
    const origin = ranges.has(id) ? undefined : originOf(file.origins, id);
    if (origin) ranges.set(id, rangeOf(origin));
  }
  return Object.fromEntries(ranges);
}

/** Everything that the panel draws of a file. A model that fails gives an empty scene and says why. */
export function pictureOf(document: LangiumDocument, models: FileModels): Picture {
  const uri = document.uri.toString();
  const file = models.of(document);
  const failure = { message: '' };
  const scene = ((): Scene => {
    try {
      return sceneOf(file.model.plan);
    } catch (error) {
      failure.message = error instanceof Error ? error.message : String(error);
      return emptyScene;
    }
  })();
  const start = { line: 0, character: 0 };
  const error = failure.message
    ? { kind: 'syntax' as const, message: failure.message, range: { uri, start, end: start } }
    : errorOf(document, models);
  return {
    uri,
    version: document.textDocument.version,
    scene,
    walks: file.topology.walks.flatMap(({ id, name, title, givens }) => {
      const origin = file.origins.get(id);
      if (!origin) return [];
      const words = { ...(name ? { name } : {}), ...(title ? { title } : {}) };
      const given = givens.length > 0 ? { given: true as const } : {};
      const problem = problemIn(document, origin);
      return [{ id, ...words, range: rangeOf(origin), ...given, ...(problem && { problem }) }];
    }),
    ranges: rangesOf(file),
    ...(error ? { error } : {}),
  };
}
