import { checkTrace } from '@netk/engine';
import { type LangiumDocument, URI } from 'langium';
import { expect } from 'vitest';
import { type FileModel, originOf } from '../../src/index.ts';
import { netk, shared } from '../services.ts';

/** A file that was read through every stage: parsed, linked, checked, planned, lowered and walked. */
export interface ReadFile extends FileModel {
  readonly text: string;
  readonly diagnostics: NonNullable<LangiumDocument['diagnostics']>;
  readonly milliseconds: number;
  /** Whether an element has a place in the source. */
  hasPlace(id: Parameters<typeof originOf>[1]): boolean;
}

/** A diagnostic as tests compare it: its place from 1, its code, and its words. */
export const told = ({ diagnostics }: ReadFile): string[] =>
  diagnostics.map(({ range: { start }, code, message }) => {
    const words = typeof message === 'string' ? message : message.value;
    return `${start.line + 1}:${start.character + 1} ${code ? `${code} ` : ''}${words}`;
  });

/** Diagnostics whose range is not a place of the text, in order. Langium marks an error at the end of a file behind it. */
export function misplaced({ diagnostics, text }: ReadFile): string[] {
  const lines = text.split('\n');
  return diagnostics
    .filter(({ range: { start, end } }) => {
      const inside = (at: typeof start): boolean => at.line >= 0 && at.line < lines.length && at.character >= 0;
      const fits =
        start.character <= (lines[start.line]?.length ?? -1) && end.character <= (lines[end.line]?.length ?? -1);
      const ordered = start.line < end.line || (start.line === end.line && start.character <= end.character);
      return !(inside(start) && inside(end) && fits && ordered);
    })
    .map(
      ({ range: { start, end }, message }) =>
        `${start.line}:${start.character}-${end.line}:${end.character} ${message}`,
    );
}

/** Reads a text, with the files that it may import beside it, and forgets them all. */
export async function readAll(text: string, files: Readonly<Record<string, string>> = {}): Promise<ReadFile> {
  const { LangiumDocuments, LangiumDocumentFactory, DocumentBuilder } = shared.workspace;
  const start = performance.now();
  const made = Object.entries({ 'main.netk': text, ...files }).map(([path, content]) =>
    LangiumDocumentFactory.fromString(content, URI.parse(`memory:/${path}`)),
  );
  for (const document of made) LangiumDocuments.addDocument(document);
  try {
    await DocumentBuilder.build(made.slice(1), { validation: false });
    await DocumentBuilder.build(made.slice(0, 1), { validation: true });
    const [document] = made as [LangiumDocument];
    const file = netk.model.FileModels.of(document);
    expect(file.model.network.devices).toBeDefined();
    for (const { id } of file.topology.walks) expect(checkTrace(file.model.trace(id))).toEqual([]);
    const { diagnostics = [] } = document;
    const milliseconds = performance.now() - start;
    return { ...file, text, diagnostics, milliseconds, hasPlace: (id) => originOf(file.origins, id) !== undefined };
  } finally {
    for (const { uri } of LangiumDocuments.all.toArray()) LangiumDocuments.deleteDocument(uri);
  }
}
