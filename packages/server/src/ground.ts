import { elementId, type Trace, type Walk, type Work } from '@netk/engine';
import { type FileModel, type FileModels, type ProjectFile, writtenQuestion } from '@netk/language';
import { adHocTarget, healthAsked, questionOf } from '@netk/protocol';
import type { LangiumDocument } from 'langium';
import { ErrorCodes, ResponseError } from 'vscode-languageserver';
import type { Drafts, Texts } from './drafts.ts';
import { checkWalk } from './health-walks.ts';
import { walkTo } from './walk-to.ts';

/** What a walk runs on: the file as it is open, or a text that stands in no file. */
export interface Ground {
  readonly file: FileModel;
  /** The id of the walk in it. */
  readonly walk: string;
  /** Texts that differ from those of the files. */
  readonly texts: Texts;
}

/** The file with a question as its last line; undefined: it cannot be written as one, or is no walk. */
async function withQuestion(document: LangiumDocument, drafts: Drafts, walk: string): Promise<Ground | undefined> {
  const question = questionOf(walk);
  const written = question && writtenQuestion(question);
  if (written?.kind !== 'written') return undefined;
  const uri = document.uri.toString();
  const texts = new Map([[uri, `${document.textDocument.getText().trimEnd()}\nwalk ${written.text}\n`]]);
  const file: ProjectFile = await drafts.of(document, texts);
  const last: Walk | undefined = file.topology.walks.findLast((each) => each.uri === uri);
  return last && { file, walk: last.id, texts };
}

/** What a walk of the file, or one that is asked in words, runs on. */
export async function groundOf(
  document: LangiumDocument,
  models: FileModels,
  drafts: Drafts,
  walk: string,
): Promise<Ground | undefined> {
  if (questionOf(walk)) return withQuestion(document, drafts, walk);
  return { file: models.of(document), walk, texts: new Map() };
}

/** What answers a walk of the file, one that a lens composes, or a health check. */
export function workOf(uri: string, { file: { model }, walk }: Ground): Work<Trace> {
  const target = adHocTarget(walk);
  if (target !== undefined) return model.asking(walkTo(uri, model, elementId(target)));
  const check = healthAsked(walk);
  if (check) return checkWalk(model, walk, check);
  if (!model.topology.walks.some(({ id }) => id === walk))
    throw new ResponseError(ErrorCodes.InvalidParams, `no walk ${walk} in ${uri}`);
  return model.tracing(elementId(walk));
}
