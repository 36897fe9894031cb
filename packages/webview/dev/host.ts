// Stands in for the extension: answers the panel's messages from the traces of one file, so that it can be looked at in a browser.
import type { TargetHealth, Trace } from '@netk/engine';
import type { FromWebview, InsideAnswer, PanelPlace, Picture, ToWebview } from '@netk/protocol';

const query = new URLSearchParams(location.search);
const themes: Readonly<Record<string, string>> = {
  dark: 'vscode-dark',
  light: 'vscode-light',
  hc: 'vscode-high-contrast',
  hcl: 'vscode-high-contrast vscode-high-contrast-light',
};
document.body.className = themes[query.get('theme') ?? ''] ?? 'vscode-dark';

const {
  picture: whole,
  traces,
  health,
  insides,
} = (
  globalThis as unknown as {
    netkData: {
      picture: Picture;
      traces: readonly Trace[];
      health: readonly TargetHealth[];
      insides: readonly InsideAnswer[];
    };
  }
).netkData;
const { uri } = whole;
const shown = query.get('state') ?? 'traced';
const named = query.get('walk') ?? 'W23';
const found = traces.find(({ name, title }) => name === named || title === named) ?? traces[0]!;
const unknown = { verdict: 'undetermined', routes: [], reasons: ['nB has no instance type that netk knows'] } as const;
const trace: Trace = shown === 'undetermined' ? { ...found, ...unknown } : found;
const picture: Picture = shown === 'empty' ? { ...whole, walks: [] } : whole;
const range = { uri, start: { line: 43, character: 0 }, end: { line: 43, character: 1 } };

const say = (message: ToWebview): void =>
  dispatchEvent(new MessageEvent('message', { data: message, origin: window.origin }));

function answer(message: FromWebview): void {
  if (message.kind === 'ready') {
    if (shown === 'none') {
      say({ kind: 'none' });
      return;
    }
    say({ kind: 'open', uri, ...(shown === 'empty' ? {} : { walk: trace.id }) });
    if (shown !== 'loading') say({ kind: 'picture', picture });
  }
  if (message.kind === 'askInside') {
    const inside = insides.find(({ walk, node }) => walk === message.walk && node === message.node);
    if (inside) say({ kind: 'inside', ...inside });
  }
  if (message.kind === 'ask' && shown === 'cancelled') say({ kind: 'cancelled', uri, walk: message.walk });
  if (message.kind === 'ask' && !['walking', 'cancelled'].includes(shown)) {
    const asked = message.walk === trace.id ? trace : traces.find((each) => each.id === message.walk);
    if (asked) say({ kind: 'trace', uri, version: 1, walk: message.walk, trace: asked, health });
    if (shown === 'stale') say({ kind: 'broken', uri, version: 2, message: 'expected } after the service', range });
    if (shown === 'failed') say({ kind: 'failed', uri, message: 'No answer within 10 s.' });
  }
}

const log: FromWebview[] = [];
Object.assign(globalThis, {
  /** Everything that the panel said, for tests. */
  said: log,
  say,
  acquireVsCodeApi: () => ({
    postMessage(message: FromWebview) {
      log.push(message);
      queueMicrotask(() => answer(message));
    },
    getState: (): PanelPlace | undefined => {
      const step = query.get('step');
      if (step === null) return undefined;
      const view = query.get('view');
      const place = { uri, walk: trace.id, step: Number(step), branch: Number(query.get('branch') ?? 0) };
      return view === null ? place : { ...place, view };
    },
    setState() {},
  }),
});
