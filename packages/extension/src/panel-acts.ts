import type { FromWebview } from '@netk/protocol';
import { goTo } from './editors.ts';
import { insertWalk } from './insert-walk.ts';
import { newFile, openExample, openWalkthrough } from './new-file.ts';
import { applyFix } from './quick-fixes.ts';
import type { Surroundings } from './surroundings.ts';

/** What the page asks of the editor, and what needs nothing of the panel. */
type Wish = Extract<
  FromWebview,
  { kind: 'goTo' | 'fix' | 'log' | 'newFile' | 'openExample' | 'walkthrough' | 'insertWalk' | 'error' }
>;

type Acts = { readonly [K in Wish['kind']]: (wish: Extract<Wish, { kind: K }>, around: Surroundings) => unknown };

const acts: Acts = {
  goTo: ({ range }) => goTo(range),
  fix: ({ range, title }) => applyFix(range, title),
  log: (_, { log }) => log.show(true),
  newFile,
  openExample: (_, { extensionUri }) => openExample(extensionUri),
  walkthrough: (_, { extensionId }) => openWalkthrough(extensionId),
  insertWalk: ({ uri, text }) => insertWalk(uri, text),
  error: ({ message }, { log }) => log.error(`panel: ${message}`),
};

/** Does what a message wishes; undefined: it is none of these. */
export function actOn(message: FromWebview, around: Surroundings): (() => unknown) | undefined {
  const act = (acts as Readonly<Record<string, ((wish: never, around: Surroundings) => unknown) | undefined>>)[
    message.kind
  ];
  return act && (() => act(message as never, around));
}
