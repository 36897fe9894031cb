import { type ProjectFile, readProject } from '@netk/language';
import { EmptyFileSystemProvider, type FileSystemProvider, type LangiumDocument, URI } from 'langium';
import type { LangiumSharedServices } from 'langium/lsp';

/** Drafts of one file that are kept: what is previewed, and what it is compared with. */
const mostKept = 8;

/** What imports of a draft are read from: the open files as they are now, all others where they lie. */
class AsOpen extends EmptyFileSystemProvider {
  private readonly shared: LangiumSharedServices;

  constructor(shared: LangiumSharedServices) {
    super();
    this.shared = shared;
  }

  private get disk(): FileSystemProvider {
    return this.shared.workspace.FileSystemProvider;
  }

  override async readFile(uri?: URI): Promise<string> {
    if (!uri) throw new Error('a file without an address');
    const { LangiumDocuments } = this.shared.workspace;
    if (LangiumDocuments.hasDocument(uri)) return LangiumDocuments.getDocument(uri)!.textDocument.getText();
    return this.disk.readFile(uri);
  }

  override stat(uri: URI): ReturnType<FileSystemProvider['stat']> {
    return this.disk.stat(uri);
  }
}

/** Texts in the place of those that files have, by their addresses. */
export type Texts = ReadonlyMap<string, string>;

/** A project that stands in no files: the version of the file that it was made of, and what was made of it. */
interface Draft {
  readonly version: number;
  readonly key: string;
  readonly file: Promise<ProjectFile>;
}

/** Reads texts as if files had them. No document of the editor changes, and nobody hears of them. */
export class Drafts {
  private readonly shared: LangiumSharedServices;
  private readonly kept = new WeakMap<LangiumDocument, readonly Draft[]>();

  constructor(shared: LangiumSharedServices) {
    this.shared = shared;
  }

  /** The text of a file as it is open. */
  textOf(uri: string): string {
    return this.shared.workspace.LangiumDocuments.getDocument(URI.parse(uri))?.textDocument.getText() ?? '';
  }

  /** A file with some texts in the place of those that it and its imports have. Without checks there are no diagnostics. */
  async of(document: LangiumDocument, texts: Texts, { checks = false } = {}): Promise<ProjectFile> {
    const { version } = document.textDocument;
    const uri = document.uri.toString();
    const all = new Map([[uri, document.textDocument.getText()], ...texts]);
    const key = JSON.stringify([checks, ...all]);
    // an edit of the file may be one of its imports, too
    const known = (this.kept.get(document) ?? []).filter((each) => each.version === version);
    const found = known.find((each) => each.key === key);
    if (found) return found.file;
    const sources = [...all].map(([at, text]) => ({ uri: at, text }));
    const reading = readProject(sources, { fileSystemProvider: () => new AsOpen(this.shared) }, { checks });
    const file = reading.then(([first]) => first!);
    this.kept.set(document, [{ version, key, file }, ...known].slice(0, mostKept));
    return file;
  }
}
