import { setFlagsFromString } from 'node:v8';
import type { LangiumSharedServices } from 'langium/lsp';

/** Characters of all open files below which the heap is kept small: about 500 pods. */
const mostCharacters = 40_000;

/**
 * Lets V8 collect early for as long as the open files are small. By itself it lets garbage grow to five times of what a small
 * file needs before it collects, which a few hundred keystrokes do: 350 MB for a file of 10 kB. Collecting early makes a
 * keystroke of some milliseconds half as long again; in a large file somebody would notice, so that the first one ends it.
 */
export function keepHeapSmall(
  { workspace }: { readonly workspace: Pick<LangiumSharedServices['workspace'], 'TextDocuments'> },
  setFlag: (flag: string) => void = setFlagsFromString,
): void {
  const { TextDocuments } = workspace;
  let isSmall = false;
  const listener = TextDocuments.onDidChangeContent(() => {
    let characters = 0;
    for (const uri of TextDocuments.keys()) characters += TextDocuments.get(uri)?.getText().length ?? 0;
    if (characters < mostCharacters) {
      // not before the first file is open: what runs under this flag stays slower for a while
      if (!isSmall) setFlag('--optimize-for-size');
      isSmall = true;
      return;
    }
    if (isSmall) setFlag('--no-optimize-for-size');
    listener.dispose();
  });
}
