import {
  type AstNode,
  type Cancellation,
  DefaultLangiumDocumentFactory,
  type LangiumDocument,
  type LangiumDocuments,
  type LangiumSharedCoreServices,
  type ParseResult,
  type URI,
} from 'langium';
import { attempt } from '../model/attempt.ts';
import type { NetkCoreServices } from '../netk-services.ts';
import { isClean } from './reparse/reparser.ts';
import { treeReferences } from './tree-nodes.ts';

/** Makes documents; a new version of one is read from the statements that changed, where that is possible. */
export class NetkDocumentFactory extends DefaultLangiumDocumentFactory {
  private readonly documents: () => LangiumDocuments;
  /** The last version without a mistake of a file that has one now: half-typed statements come and go. */
  private readonly lastClean = new WeakMap<LangiumDocument, ParseResult>();

  constructor(services: LangiumSharedCoreServices) {
    super(services);
    this.documents = () => services.workspace.LangiumDocuments;
  }

  protected override async parseAsync<T extends AstNode>(
    uri: URI,
    text: string,
    token: Cancellation.CancellationToken,
  ): Promise<ParseResult<T>> {
    const document = this.documents().getDocument(uri);
    if (!document) return super.parseAsync(uri, text, token);
    const clean = isClean(document.parseResult) ? document.parseResult : this.lastClean.get(document);
    this.lastClean.delete(document);
    const services = this.serviceRegistry.getServices(uri) as NetkCoreServices;
    // A bug in it costs time: the file is read whole, and the tree that it may have left half changed is forgotten.
    const read = clean && attempt(() => ({ result: services.parser.Reparser.reparse(clean, text) }));
    if (read?.result) {
      if (clean !== document.parseResult) this.unlink(read.result, services);
      return read.result as ParseResult<T>;
    }
    const whole = await super.parseAsync<T>(uri, text, token);
    if (read && !isClean(whole)) this.lastClean.set(document, clean);
    return whole;
  }

  /** Forgets what the references of an earlier tree meant; Langium does so for the tree of the current version only. */
  private unlink({ value }: ParseResult, { references, shared }: NetkCoreServices): void {
    const linked = treeReferences(value, shared.AstReflection).map(({ reference }) => reference);
    references.Linker.unlink({ references: linked } as LangiumDocument);
  }
}
