import { elementId, insideOf } from '@netk/engine';
import { type FileModels, runWork } from '@netk/language';
import { type InsideAnswer, type InsidePlace, triedOf } from '@netk/protocol';
import type { LangiumDocument } from 'langium';
import type { CancellationToken } from 'vscode-languageserver';
import type { Drafts } from './drafts.ts';
import { type Ground, groundOf, workOf } from './ground.ts';
import { triedGround } from './mends-of.ts';

/** The inside of a machine, as a branch of a walk meets it: of the file, of a question in words, or of what is tried. */
export async function insideFor(
  document: LangiumDocument,
  models: FileModels,
  drafts: Drafts,
  { walk, branch, node }: Omit<InsidePlace, 'uri'>,
  token: CancellationToken,
): Promise<InsideAnswer> {
  const uri = document.uri.toString();
  const answer = { uri, version: document.textDocument.version, walk, branch, node };
  const tried = triedOf(walk);
  const ground: Ground | undefined = tried
    ? await triedGround(document, models, drafts, tried, token)
    : await groundOf(document, models, drafts, walk);
  if (!ground) return answer;
  const { model } = ground.file;
  const trace = await runWork(workOf(uri, ground), token);
  const shown = [...trace.routes, ...(trace.others ?? [])][branch];
  const isOwn = model.topology.walks.some(({ id }) => id === ground.walk);
  const at = elementId(ground.walk);
  const [plan, network] = isOwn ? [model.planOf(at), model.networkOf(at)] : [model.plan, model.network];
  const inside = shown && insideOf(plan, network, shown, node);
  return { ...answer, ...(inside ? { inside } : {}) };
}
