import {
  type AstNode,
  type Cancellation,
  DefaultLangiumDocumentFactory,
  type LangiumDocuments,
  type LangiumSharedCoreServices,
  type ParseResult,
  type URI,
} from 'langium';
import { attempt } from '../model/attempt.ts';
import type { NetkServices } from '../netk-services.ts';

/** Makes documents; a new version of one is read from the statements that changed, where that is possible. */
export class NetkDocumentFactory extends DefaultLangiumDocumentFactory {
  private readonly documents: () => LangiumDocuments;

  constructor(services: LangiumSharedCoreServices) {
    super(services);
    this.documents = () => services.workspace.LangiumDocuments;
  }

  protected override parseAsync<T extends AstNode>(
    uri: URI,
    text: string,
    token: Cancellation.CancellationToken,
  ): Promise<ParseResult<T>> {
    const earlier = this.documents().getDocument(uri)?.parseResult;
    const services = this.serviceRegistry.getServices(uri) as NetkServices;
    // A bug in it costs time: the file is read whole.
    const result = earlier && attempt(() => services.parser.Reparser.reparse(earlier, text));
    return result ? Promise.resolve(result as ParseResult<T>) : super.parseAsync(uri, text, token);
  }
}
