import './css/roles.css';
import './css/frame.css';
import './css/diagram.css';
import './css/trace.css';
import './css/legs.css';
import './css/states.css';
import './css/sizes.css';
import './css/sequence.css';
import './css/ask.css';
import './css/inside.css';
import './css/compare.css';
import './css/scale.css';
import './css/scale-cell.css';
import { type FromWebview, type ToWebview, triedOf, triedWalk } from '@netk/protocol';
import { frame } from './draw/frame.ts';
import type { Hands } from './draw/panel.ts';
import { pngOf } from './draw/png.ts';
import { wantedOther } from './state/compare.ts';
import type { Event } from './state/event.ts';
import { wantedInside } from './state/inside.ts';
import { type Act, isAct, type Key, onKey } from './state/key.ts';
import { markAfter } from './state/mark.ts';
import { wantedMends } from './state/mends.ts';
import { reduce } from './state/reduce.ts';
import { initialState, momentOf, placeOf, type State, wanted } from './state/state.ts';
import { askForState } from './state/state-link.ts';
import { mendsOf } from './state/stuck.ts';
import { fileName, htmlFrom, svgOf, textOf } from './state/take.ts';
import { pauseOf } from './state/tempo.ts';

const code = acquireVsCodeApi();
const post = (message: FromWebview): void => code.postMessage(message);
const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
const calm = (): boolean => reducedMotion.matches || document.body.classList.contains('vscode-reduce-motion');

let state: State = initialState;
let asked = '';
const askedFixes = new Set<string>();
const [askMendsOnce, askInsideOnce, askOtherOnce] = [once(), once(), once()];
/** The name of the page that waits for its bundle. */
let wantsPage: string | undefined;
let kept = '';
let playing: ReturnType<typeof setTimeout> | undefined;

const hands: Hands = {
  dispatch,
  act,
  reveal(element, focus) {
    // The source has moved on from what is shown: no link leads to a wrong line.
    if (state.uri === undefined || state.trouble?.kind === 'broken') return;
    if (state.pinned && !focus) return;
    const moment = momentOf(state);
    post({ kind: 'reveal', uri: state.uri, element, focus, ...(moment && { number: moment.hopIndex + 1 }) });
  },
  hover(element) {
    if (state.uri === undefined || element === hovered) return;
    hovered = element;
    clearTimeout(hovering);
    hovering = setTimeout(() => {
      if (state.uri !== undefined) post({ kind: 'hover', uri: state.uri, element: hovered });
    }, 80);
  },
  showState(moment) {
    if (state.trouble?.kind === 'broken') return;
    const message = askForState(state, moment);
    if (message) post(message);
    else dispatch({ kind: 'say', text: 'No table of a machine decided this step.' });
  },
  goTo: (range) => post({ kind: 'goTo', range }),
  fix: (range, title) => post({ kind: 'fix', range, title }),
  retry() {
    asked = '';
    if (state.uri !== undefined) post({ kind: 'retry', uri: state.uri });
  },
  cancel: () => post({ kind: 'cancel' }),
  walkAgain() {
    asked = '';
    dispatch({ kind: 'walk-again' });
  },
  log: () => post({ kind: 'log' }),
  newFile: () => post({ kind: 'newFile' }),
  openExample: () => post({ kind: 'openExample' }),
  walkthrough: () => post({ kind: 'walkthrough' }),
  askEnds() {
    if (state.uri !== undefined && state.ends?.version !== state.version) post({ kind: 'askEnds', uri: state.uri });
  },
  addWalk() {
    if (state.uri !== undefined && state.walk !== undefined)
      post({ kind: 'addWalk', uri: state.uri, walk: state.walk });
  },
  copyState(node, view) {
    if (state.uri !== undefined && state.walk !== undefined)
      post({ kind: 'copyState', uri: state.uri, walk: state.walk, node, view });
  },
  take(format, to) {
    const { uri } = state;
    if (uri === undefined) return;
    const name = fileName(state, format);
    const send = (text: string | undefined, encoding: 'text' | 'base64' = 'text'): void => {
      if (text !== undefined) post({ kind: 'take', uri, name, to, encoding, text });
    };
    if (format === 'html') {
      wantsPage = name;
      post({ kind: 'askPage', uri });
    } else if (format === 'png') {
      const svg = svgOf(state);
      if (svg !== undefined) void pngOf(svg).then((text) => send(text, 'base64'));
    } else send(textOf(state, format));
  },
  preview(offer) {
    const place = wantedMends(state);
    if (place) dispatch({ kind: 'check', walk: triedWalk({ ...place, mends: offer.mends }) });
  },
  applyMend({ edits, mends }) {
    if (state.uri === undefined) return;
    post({ kind: 'applyEdits', uri: state.uri, version: state.version, edits, title: mends.join('; ') });
    if (state.walk !== undefined && triedOf(state.walk)) dispatch({ kind: 'back' });
  },
  insertWalk(text) {
    if (state.uri !== undefined) post({ kind: 'insertWalk', uri: state.uri, text });
  },
};
let hovered: string | null = null;
let hovering: ReturnType<typeof setTimeout> | undefined;

const view = frame(hands, calm);

function dispatch(event: Event): void {
  if (event.kind === 'picture') asked = '';
  if (event.kind === 'picture' || event.kind === 'open') askedFixes.clear();
  const next = reduce(state, event);
  if (next === state) return;
  const mark = markAfter(state, next);
  state = next;
  view.update(state);
  if (mark) post(mark);
  ask();
  askFixes();
  askMends();
  askInside();
  askOther();
  keep();
  tick();
}

/** Asks for the trace that is missing, once per walk and version. */
function ask(): void {
  const missing = wanted(state);
  if (!missing || state.trouble?.kind === 'failed') return;
  const key = `${missing.uri} ${missing.walk} ${missing.version}`;
  if (key === asked) return;
  asked = key;
  post({ kind: 'ask', uri: missing.uri, walk: missing.walk });
}

/** Asks once per version what would mend the places that what is shown depends on. */
function askFixes(): void {
  if (state.uri === undefined) return;
  for (const range of mendsOf(state)) {
    const key = `${state.version} ${JSON.stringify(range)}`;
    if (askedFixes.has(key)) continue;
    askedFixes.add(key);
    post({ kind: 'askFixes', uri: state.uri, version: state.version, range });
  }
}

/** Posts a question unless it is the last one that was posted, of the same version. */
function once(): (version: unknown, question: Parameters<typeof post>[0]) => void {
  let last = '';
  return (version, question) => {
    const key = JSON.stringify([version, question]);
    if (key === last) return;
    last = key;
    post(question);
  };
}

/** Asks once per version and branch what can be written against what stops it. */
function askMends(): void {
  const place = wantedMends(state);
  if (!place || state.uri === undefined) return;
  askMendsOnce(state.traceVersion, { kind: 'askMends', uri: state.uri, ...place });
}

/** Asks for the walk that is compared with. */
function askOther(): void {
  const walk = wantedOther(state);
  if (walk === undefined || state.uri === undefined) return;
  askOtherOnce(state.version, { kind: 'askOther', uri: state.uri, walk });
}

/** Asks for the inside of the machine at which the cursor stands, where it is looked into. */
function askInside(): void {
  const place = wantedInside(state);
  if (!place || state.uri === undefined) return;
  askInsideOnce(state.traceVersion, { kind: 'askInside', uri: state.uri, ...place });
}

/** The bundle is there: the page that waits for it is made, and taken away. */
function takePage(page: Extract<ToWebview, { kind: 'page' }>): void {
  const text = htmlFrom(state, page);
  if (wantsPage !== undefined && state.uri !== undefined && text !== undefined)
    post({ kind: 'take', uri: state.uri, name: wantsPage, to: 'file', encoding: 'text', text });
  wantsPage = undefined;
}

function keep(): void {
  const place = placeOf(state);
  const text = JSON.stringify(place);
  if (!place || text === kept || state.restore || !state.picture) return;
  kept = text;
  code.setState(place);
  post({ kind: 'place', place });
}

/** While playing, the next step is due after a pause that is longer on a rewrite. */
function tick(): void {
  clearTimeout(playing);
  if (!state.playing) return;
  playing = setTimeout(() => dispatch({ kind: 'go', where: 'next' }), pauseOf(state));
}

function act(what: Act): void {
  const drawing = state.view === 'scale' ? view.scale : view.diagram;
  if (what.kind === 'zoom') drawing.zoom(what.by);
  else if (what.kind === 'search') drawing.search();
  else if (what.kind === 'table') hands.showState();
  else if (what.kind === 'jump') view.jump(what.to === 'next' ? 1 : -1);
  else {
    const source = momentOf(state);
    const element = source?.step.source ?? source?.hop.source;
    if (element !== undefined) hands.reveal(element, true);
  }
}

function within(target: EventTarget | null): Key['within'] {
  const element = target instanceof Element ? target : document.body;
  if (element.closest('.top, .planebox')) return 'diagram';
  if (element.closest('.scrub')) return 'scrubber';
  if (element.closest('.hops, .stages, .diffs')) return 'hops';
  if (element.closest('.seq')) return 'sequence';
  return element.closest('.pane') ? 'packet' : 'other';
}

// VS Code listens at the window: what stops here, such as its own F6, does not reach it.
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.target instanceof Element ? event.target : document.body;
  // What is typed into a field is the field's; keys of VS Code go on to it.
  if (target.closest('input, select, textarea') && event.key !== 'F6' && event.key !== 'Escape') return;
  // A button takes Space and Enter for itself.
  if (event.key === ' ' && target.closest('button, summary, a')) return;
  if (event.key === 'Enter' && target.closest('.hops, .seq, .stages') && !target.closest('button')) {
    const moment = momentOf(state);
    const element = moment?.step.source ?? moment?.hop.source;
    if (element !== undefined) hands.reveal(element, true);
    return;
  }
  const does = onKey(state, { key: event.key, shift: event.shiftKey, within: within(target) });
  if (!does) return;
  event.preventDefault();
  if (does.kind === 'jump') event.stopPropagation();
  if (isAct(does)) act(does);
  else dispatch(does);
});
addEventListener('message', (event: MessageEvent<ToWebview>) => {
  // VS Code's frame around the page hands over what the extension says; nobody else has a say.
  if (event.origin !== window.origin) return;
  if (event.data.kind === 'page') takePage(event.data);
  else dispatch(event.data);
});
addEventListener('error', (event) => post({ kind: 'error', message: event.message }));
addEventListener('unhandledrejection', (event) => post({ kind: 'error', message: String(event.reason) }));

document.getElementById('app')?.replaceChildren(view.element);
view.update(state);
const restored = code.getState();
if (restored) dispatch({ kind: 'restore', place: restored });
post({ kind: 'ready', width: document.documentElement.clientWidth });
