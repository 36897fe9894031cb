import type { FromWebview, ToWebview } from '@netk/protocol';
import { applyEdits } from './apply-edits.ts';
import { goTo } from './editors.ts';
import { insertWalk } from './insert-walk.ts';
import { newFile, openExample, openWalkthrough } from './new-file.ts';
import { applyFix } from './quick-fixes.ts';
import type { Surroundings } from './surroundings.ts';
import { pageFiles, takeAway } from './take-away.ts';

/** What the page asks of the editor, and what needs nothing of the panel. */
type Wish = Extract<
  FromWebview,
  {
    kind:
      | ('goTo' | 'fix' | 'log' | 'newFile' | 'openExample' | 'walkthrough' | 'insertWalk' | 'error')
      | ('askEnds' | 'applyEdits' | 'take' | 'askPage');
  }
>;

type Post = (message: ToWebview) => void;
type Act<W> = (wish: W, around: Surroundings, post: Post) => unknown;
type Acts = { readonly [K in Wish['kind']]: Act<Extract<Wish, { kind: K }>> };

const acts: Acts = {
  goTo: ({ range }) => goTo(range),
  fix: ({ range, title }) => applyFix(range, title),
  log: (_, { log }) => log.show(true),
  newFile,
  openExample: (_, { extensionUri }) => openExample(extensionUri),
  walkthrough: (_, { extensionId }) => openWalkthrough(extensionId),
  insertWalk: ({ uri, text }) => insertWalk(uri, text),
  error: ({ message }, { log }) => log.error(`panel: ${message}`),
  async askEnds({ uri }, { questions }, post) {
    post({ kind: 'ends', ...(await questions.ends(uri)), recent: questions.recent });
  },
  async applyEdits(edits, _, post) {
    await applyEdits(edits);
    post({ kind: 'said', uri: edits.uri, text: `applied: ${edits.title}; undo takes it back` });
  },
  async take(taken, _, post) {
    const text = await takeAway(taken);
    if (text !== undefined) post({ kind: 'said', uri: taken.uri, text });
  },
  async askPage({ uri }, { extensionUri }, post) {
    post({ kind: 'page', uri, ...(await pageFiles(extensionUri)) });
  },
};

/** What does a message's wish; undefined: it is none of these. */
export function actOn(message: FromWebview, around: Surroundings, post: Post): (() => unknown) | undefined {
  const act = (acts as Readonly<Record<string, Act<never> | undefined>>)[message.kind];
  return act && (() => act(message as never, around, post));
}
