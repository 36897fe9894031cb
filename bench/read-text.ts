import { type LangiumDocument, type LangiumSharedCoreServices, URI } from 'langium';

/** Reads texts one after another through the same services, each as a new file that is forgotten afterwards. */
export class Reader {
  private readonly shared: LangiumSharedCoreServices;
  private readonly validation: boolean;
  private files = 0;

  constructor(shared: LangiumSharedCoreServices, { validation }: { readonly validation: boolean }) {
    this.shared = shared;
    this.validation = validation;
  }

  /** Parses and links a text, and validates it if this reader does. */
  async read(text: string): Promise<LangiumDocument> {
    const { LangiumDocuments, LangiumDocumentFactory, DocumentBuilder } = this.shared.workspace;
    const uri = URI.parse(`memory:/bench-${this.files++}.netk`);
    // Another text each time: nothing may be remembered from the last one.
    const document = LangiumDocumentFactory.fromString(`${text}// ${this.files}\n`, uri);
    LangiumDocuments.addDocument(document);
    await DocumentBuilder.build([document], { validation: this.validation });
    return document;
  }

  /** Reads a text and forgets it. */
  async readOnce(text: string): Promise<number> {
    const document = await this.read(text);
    const found = document.diagnostics?.length ?? 0;
    await this.shared.workspace.DocumentBuilder.update([], [document.uri]);
    return found;
  }
}
