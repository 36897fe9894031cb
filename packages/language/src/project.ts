import type { ElementId } from '@netk/engine';
import { type DefaultSharedCoreModuleContext, EmptyFileSystem, type LangiumDocument, URI } from 'langium';
import type { Diagnostic } from 'vscode-languageserver-types';
import type { FileModel } from './model/file-models.ts';
import { createNetkCoreServices } from './netk-core-module.ts';
import { type Origin, originOf } from './topology/origin.ts';

/** A file to read: its address and its text. */
export interface Source {
  readonly uri: string;
  readonly text: string;
}

/** One file of a project, read together with its imports, and checked. */
export interface ProjectFile extends FileModel {
  readonly uri: string;
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
  /** Where an element stands, a part of it, or the statement that generated it. */
  originOf(id: ElementId): Origin | undefined;
}

/**
 * Reads files with everything that they import, outside any editor. Imports that are not among the sources are read
 * through the file system of the context; without one they are missing. Without checks there are no diagnostics: to answer
 * a walk takes less than to check a file, which walks everything that is expected.
 */
export async function readProject(
  sources: readonly Source[],
  context: DefaultSharedCoreModuleContext = EmptyFileSystem,
  { checks = true }: { readonly checks?: boolean } = {},
): Promise<readonly ProjectFile[]> {
  const { shared, netk } = createNetkCoreServices(context);
  const { LangiumDocuments, LangiumDocumentFactory, DocumentBuilder } = shared.workspace;
  const documents = sources.map(({ uri, text }) => LangiumDocumentFactory.fromString(text, URI.parse(uri)));
  for (const document of documents) LangiumDocuments.addDocument(document);
  await DocumentBuilder.build(documents, { validation: checks });
  return documents.map((document: LangiumDocument) => {
    const { topology, origins, ids, model } = netk.model.FileModels.of(document);
    return {
      uri: document.uri.toString(),
      text: document.textDocument.getText(),
      topology,
      origins,
      ids,
      model,
      diagnostics: document.diagnostics ?? [],
      originOf: (id) => originOf(origins, id),
    };
  });
}

/**
 * The topology of one text, with its places and diagnostics. `files` are the files that it may import, by path from the
 * text's own folder. Without checks there are no diagnostics.
 */
export async function topologyOf(
  text: string,
  uri = 'memory:/main.netk',
  files: Readonly<Record<string, string>> = {},
  options: { readonly checks?: boolean } = {},
): Promise<ProjectFile> {
  const folder = uri.slice(0, uri.lastIndexOf('/') + 1);
  const imported = Object.entries(files).map(([path, content]) => ({ uri: folder + path, text: content }));
  const [file] = await readProject([{ uri, text }, ...imported], EmptyFileSystem, options);
  if (!file) throw new Error('a project of one file has no file');
  return file;
}
