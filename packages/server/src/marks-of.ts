import type { WalkOutcome } from '@netk/engine';
import { attemptWork, type FileModels, originOf } from '@netk/language';
import type { Marks, WalkMark } from '@netk/protocol';
import type { LangiumDocument } from 'langium';
import type { CancellationToken } from 'vscode-languageserver';
import { rangeOf } from './picture-of.ts';

/** What came of every walk of a file. A walk whose answer fails has no mark; the others have theirs. */
export async function marksOf(document: LangiumDocument, models: FileModels, token: CancellationToken): Promise<Marks> {
  const { model, topology, origins } = models.of(document);
  const { version } = document.textDocument;
  const problems = ({ failed }: WalkOutcome): WalkMark['failed'] =>
    failed.flatMap(({ expect, why }) => {
      const origin = originOf(origins, expect);
      return origin ? [{ message: why, range: rangeOf({ uri: origin.uri, range: origin.name }) }] : [];
    });
  const marks: WalkMark[] = [];
  for (const { id } of topology.walks) {
    const found = await attemptWork(() => model.outcome(id), token);
    if (found) marks.push({ walk: id, verdict: found.verdict, failed: problems(found) });
  }
  return { uri: document.uri.toString(), version, marks };
}
