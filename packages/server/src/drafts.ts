import { type ProjectFile, readProject } from '@netk/language';
import { EmptyFileSystemProvider, type FileSystemProvider, type LangiumDocument, type URI } from 'langium';
import type { LangiumSharedServices } from 'langium/lsp';

/** Drafts of one file that are kept: what is previewed, and what it is compared with. */
const mostKept = 4;

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

/** A text that stands in no file, read in the place of one: its version, and what was made of it. */
interface Draft {
  readonly version: number;
  readonly text: string;
  readonly checks: boolean;
  readonly file: Promise<ProjectFile>;
}

/** Reads texts as if a file had them. No document of the editor changes, and nobody hears of them. */
export class Drafts {
  private readonly shared: LangiumSharedServices;
  private readonly kept = new WeakMap<LangiumDocument, readonly Draft[]>();

  constructor(shared: LangiumSharedServices) {
    this.shared = shared;
  }

  /** The text in the place of the document's. Without checks there are no diagnostics. */
  async of(document: LangiumDocument, text: string, { checks = false } = {}): Promise<ProjectFile> {
    const { version } = document.textDocument;
    // an edit of the file may be one of its imports, too
    const known = (this.kept.get(document) ?? []).filter((each) => each.version === version);
    const found = known.find((each) => each.text === text && each.checks === checks);
    if (found) return found.file;
    const source = { uri: document.uri.toString(), text };
    const file = readProject([source], { fileSystemProvider: () => new AsOpen(this.shared) }, { checks }).then(
      ([only]) => only!,
    );
    this.kept.set(document, [{ version, text, checks, file }, ...known].slice(0, mostKept));
    return file;
  }
}
