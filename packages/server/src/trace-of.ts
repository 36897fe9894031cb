import { failureOf, type Progress, type Trace } from '@netk/engine';
import { type FileModels, runWork } from '@netk/language';
import { questionOf, type TraceAnswer, triedOf } from '@netk/protocol';
import { isOperationCancelled, type LangiumDocument } from 'langium';
import { type CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import { tracedQuestion } from './asked-walk.ts';
import { condense } from './condense.ts';
import type { Drafts } from './drafts.ts';
import { groundOf, workOf } from './ground.ts';
import { healthFor } from './health-walks.ts';
import { tracedTry } from './mends-of.ts';

/** The trace of a walk of the file, or of one that is none of it. Rejects as cancelled when nobody waits any more. */
export async function traceOf(
  document: LangiumDocument,
  models: FileModels,
  drafts: Drafts,
  walk: string,
  token: CancellationToken,
  tell: (progress: Progress) => void,
): Promise<TraceAnswer> {
  const uri = document.uri.toString();
  const answer = { uri, version: document.textDocument.version };
  const file = models.of(document);
  try {
    const trace = await traced(document, models, drafts, walk, token, tell);
    const bug = failureOf(trace);
    if (bug !== undefined) console.error(bug); // the output of the editor has the stack
    const health = healthFor(file.model, walk);
    return { ...answer, ...condense(trace), ...(health ? { health } : {}) };
  } catch (error) {
    if (isOperationCancelled(error)) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
    throw error;
  }
}

async function traced(
  document: LangiumDocument,
  models: FileModels,
  drafts: Drafts,
  walk: string,
  token: CancellationToken,
  tell: (progress: Progress) => void,
): Promise<Trace> {
  const tries = triedOf(walk);
  if (tries) return tracedTry(document, models, drafts, walk, tries, token);
  const ground = await groundOf(document, models, drafts, walk);
  const question = questionOf(walk);
  if (question) return tracedQuestion(document, drafts, { id: walk, question, ground }, token);
  return runWork(workOf(document.uri.toString(), ground!), token, tell);
}
