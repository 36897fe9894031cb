import {
  type BuildOptions,
  type Cancellation,
  DefaultDocumentBuilder,
  DocumentState,
  type LangiumDocument,
  type Reference,
  type URI,
} from 'langium';
import { builtinOf } from './linker.ts';
import { importedUri, importsOf } from './visible-files.ts';

/** Builds the files that a file imports together with it. */
export class ImportBuilder extends DefaultDocumentBuilder {
  protected override async buildDocuments(
    documents: LangiumDocument[],
    options: BuildOptions,
    cancelToken: Cancellation.CancellationToken,
  ): Promise<void> {
    await this.runCancelable(documents, DocumentState.Parsed, cancelToken, (document) =>
      this.langiumDocumentFactory.update(document, cancelToken),
    );
    const imported = await this.loadImports(documents, cancelToken);
    await super.buildDocuments([...documents, ...imported], options, cancelToken);
  }

  protected override shouldRelink(document: LangiumDocument, changedUris: Set<string>): boolean {
    const broken = (reference: Reference): boolean =>
      reference.error !== undefined && builtinOf(reference) === undefined;
    return (
      document.references.some((reference) => broken(reference as Reference)) ||
      this.indexManager.isAffected(document, changedUris)
    );
  }

  /** Reads the imported files that are not known yet. One that cannot be read stays unknown; validation says so. */
  private async loadImports(
    documents: readonly LangiumDocument[],
    token: Cancellation.CancellationToken,
  ): Promise<LangiumDocument[]> {
    const loaded: LangiumDocument[] = [];
    const queue = [...documents];
    for (let document = queue.pop(); document; document = queue.pop()) {
      for (const statement of importsOf(document)) {
        const uri = importedUri(document, statement);
        if (!uri || this.langiumDocuments.hasDocument(uri) || !(await this.isOrdinary(uri))) continue;
        const next = await this.langiumDocuments.getOrCreateDocument(uri, token).catch(() => undefined);
        if (!next) continue;
        loaded.push(next);
        queue.push(next);
      }
    }
    return loaded;
  }

  /** Not a device, nor a pipe: reading `/dev/zero` never ends. What is not on a disk is the client's to refuse. */
  private async isOrdinary(uri: URI): Promise<boolean> {
    if (!uri.path.endsWith('.netk')) return false;
    if (uri.scheme !== 'file') return true;
    try {
      return (await this.fileSystemProvider.stat(uri)).isFile;
    } catch {
      return true;
    }
  }
}
