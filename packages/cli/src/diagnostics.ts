import type { ProjectFile } from '@netk/language';
import type { Input } from './read-inputs.ts';

/** The four severities, by the number that the Language Server Protocol gives them. */
const severities = ['error', 'warning', 'information', 'hint'] as const;
export type Severity = (typeof severities)[number];

export interface Position {
  readonly line: number;
  readonly character: number;
}

/** A range of a file: lines and UTF-16 characters from 0. */
export interface JsonRange {
  readonly uri: string;
  readonly start: Position;
  readonly end: Position;
}

/** One diagnostic, as `netk check --format json` prints it. */
export interface JsonDiagnostic {
  readonly file: string;
  readonly range: JsonRange;
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly related: readonly { readonly file: string; readonly range: JsonRange; readonly message: string }[];
  readonly fixes: readonly JsonFix[];
}

/** A change that would mend it. */
export interface JsonFix {
  readonly title: string;
  readonly edits: readonly { readonly range: JsonRange; readonly text: string }[];
}

const byPlace = (a: JsonDiagnostic, b: JsonDiagnostic): number =>
  a.range.start.line - b.range.start.line ||
  a.range.start.character - b.range.start.character ||
  a.code.localeCompare(b.code) ||
  a.message.localeCompare(b.message);

const isFix = (value: unknown): value is { title: string; edits: { uri: string; range: JsonRange; text: string }[] } =>
  typeof value === 'object' && value !== null && 'title' in value && 'edits' in value && Array.isArray(value.edits);

/** The fixes that a diagnostic carries for the editor. */
function fixesOf(data: unknown, uri: string): readonly JsonFix[] {
  const fixes = typeof data === 'object' && data !== null && 'fixes' in data ? data.fixes : undefined;
  if (!Array.isArray(fixes)) return [];
  return fixes.filter(isFix).map(({ title, edits }) => ({
    title,
    edits: edits.map((edit) => ({
      range: { uri: edit.uri ?? uri, start: edit.range.start, end: edit.range.end },
      text: edit.text,
    })),
  }));
}

/** What netk has to say about one file, in the order of the text. */
export function diagnosticsOf(
  file: ProjectFile,
  input: Input,
  nameOf: (uri: string) => string,
): readonly JsonDiagnostic[] {
  return file.diagnostics
    .map((diagnostic) => ({
      file: input.file,
      range: { uri: input.uri, start: diagnostic.range.start, end: diagnostic.range.end },
      code: String(diagnostic.code ?? ''),
      severity: severities[(diagnostic.severity ?? 1) - 1] ?? 'error',
      message: typeof diagnostic.message === 'string' ? diagnostic.message : diagnostic.message.value,
      related: (diagnostic.relatedInformation ?? []).map(({ location, message }) => ({
        file: nameOf(location.uri),
        range: { uri: location.uri, start: location.range.start, end: location.range.end },
        message,
      })),
      fixes: fixesOf(diagnostic.data, input.uri),
    }))
    .sort(byPlace);
}
