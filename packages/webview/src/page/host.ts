import type { FromWebview, ToWebview } from '@netk/protocol';
import type { PageData } from './page-data.ts';

const isDark = matchMedia('(prefers-color-scheme: dark)');
const hasContrast = matchMedia('(prefers-contrast: more)');

/** The reader's own theme, as VS Code says it of its own. */
function dress(): void {
  const contrast = isDark.matches ? 'vscode-high-contrast' : 'vscode-high-contrast vscode-high-contrast-light';
  document.body.className = hasContrast.matches ? contrast : isDark.matches ? 'vscode-dark' : 'vscode-light';
}
for (const query of [isDark, hasContrast]) query.addEventListener('change', dress);
dress();

const { picture, answers } = (globalThis as unknown as { netkPage: PageData }).netkPage;
const { uri, version } = picture;

const say = (message: ToWebview): void =>
  void dispatchEvent(new MessageEvent('message', { data: message, origin: window.origin }));

/** Stands in for the editor: it has the answers, and nobody else is asked. Links to the source lead nowhere, and are not drawn. */
function answer(message: FromWebview): void {
  if (message.kind === 'ready') {
    const [first] = picture.walks;
    say({ kind: 'open', uri, ...(first && { walk: first.id }) });
    say({ kind: 'picture', picture });
  }
  if (message.kind !== 'ask') return;
  const { walk } = message;
  const found = answers.find(({ trace }) => trace.id === walk);
  if (found) say({ kind: 'trace', uri, version, walk, ...found });
}

globalThis.acquireVsCodeApi = () => ({
  postMessage: (message) => queueMicrotask(() => answer(message)),
  getState: () => undefined,
  setState() {},
});
