import type { Finding } from '@netk/engine';
import { AstUtils, type ValidationAcceptor, type ValidationSeverity } from 'langium';
import type { DiagnosticRelatedInformation, TextEdit } from 'vscode-languageserver-types';
import type { NetkFile } from '../generated/ast.ts';
import type { FileModel, FileModels } from '../model/file-models.ts';
import { runWork, type Token } from '../model/run-work.ts';
import { editsOf } from '../text/edits-of.ts';
import { originOf } from '../topology/origin.ts';
import { codes, pageOf } from './codes.ts';

/** What a diagnostic carries for quick fixes. */
export interface FixData {
  readonly code: string;
  readonly fixes: readonly {
    readonly title: string;
    readonly edits: Readonly<Record<string, readonly TextEdit[]>>;
    readonly safe?: true;
  }[];
}

const severities: Readonly<Record<Finding['severity'], ValidationSeverity>> = {
  error: 'error',
  warning: 'warning',
  information: 'info',
  hint: 'hint',
};

function relatedOf(parties: Finding['related'], file: FileModel): DiagnosticRelatedInformation[] {
  return parties.flatMap(({ about, message }) => {
    const origin = originOf(file.origins, about);
    return origin ? [{ location: { uri: origin.uri, range: origin.name }, message }] : [];
  });
}

/** What the engine found, at the places of this file; findings about an imported file alone are reported there. */
export async function checkFindings(
  node: NetkFile,
  accept: ValidationAcceptor,
  models: FileModels,
  token: Token,
): Promise<void> {
  const uri = AstUtils.getDocument(node).uri.toString();
  const file = models.of(AstUtils.getDocument(node));
  for (const finding of await runWork(file.model.checking(), token)) {
    const { code, severity, message } = finding;
    const parties = [{ about: finding.about, message }, ...finding.related];
    const here = parties.find(({ about }) => originOf(file.origins, about)?.uri === uri);
    const origin = here && originOf(file.origins, here.about);
    if (!origin) continue;
    const fixes = (finding.fixes ?? []).flatMap((fix) => {
      const edits = editsOf(fix, file);
      return edits ? [{ title: fix.title, edits, ...(fix.safe ? { safe: true as const } : {}) }] : [];
    });
    accept(severities[severity], message, {
      node,
      range: origin.name,
      code,
      codeDescription: pageOf(code),
      relatedInformation: relatedOf(
        parties.filter((party) => party !== here),
        file,
      ),
      ...(fixes.length > 0 ? { data: { code, fixes } satisfies FixData } : {}),
    });
  }
}

/** Nouns that netk reads and does not model yet: one information for each. */
export function checkUnmodelled(node: NetkFile, accept: ValidationAcceptor, models: FileModels): void {
  const uri = AstUtils.getDocument(node).uri.toString();
  const file = models.of(AstUtils.getDocument(node));
  for (const { about, noun } of file.model.plan.unmodelled) {
    const origin = originOf(file.origins, about);
    if (origin?.uri !== uri) continue;
    accept('info', `${noun} is not modelled yet: walks that need it are undetermined`, {
      node,
      range: origin.name,
      code: codes.unmodelled,
      codeDescription: pageOf(codes.unmodelled),
    });
  }
}
