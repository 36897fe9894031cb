import type { NodeState, StatePlace } from '@netk/protocol';

/** Why a line is marked, in words: `hop 3 of W22, nat PREROUTING`, and the number of the hop. */
export interface Reason {
  readonly entry: string;
  readonly words: string;
  readonly number?: number;
}

/** What a document shows: its text, and the marked line from 0. */
export interface StateText {
  readonly text: string;
  readonly line?: number;
  /** The tool's lines without netk's comments, to be shown on while the source cannot be read. */
  readonly good?: Good;
}

type Good = Extract<NodeState, { kind: 'state' }>;

/**
 * The text of a state's document: comments, as `iptables-save` writes them, that say what it is, then the lines of the
 * tool. A state that is gone is told in words. While the source has an error of syntax, the last state without one stays,
 * as in the panel; else, what can be computed is shown.
 */
export function stateText(
  place: StatePlace,
  state: NodeState,
  reason: Reason | undefined,
  last: Good | undefined,
): StateText {
  const file = decodeURIComponent(place.uri.slice(place.uri.lastIndexOf('/') + 1));
  const trouble = state.error && `# ${file}, line ${state.error.range.start.line + 1}: ${oneLine(state.error.message)}`;
  if (trouble && last && state.error?.kind === 'syntax')
    return below(last, [trouble, '# Below is the state before that.', ...about(last, file)]);
  const head = trouble ? [trouble] : [];
  if (state.kind === 'broken') return { text: lines([...head, '# There is no state before this is mended.']) };
  if (state.kind === 'gone') return { text: lines([...head, `# ${state.message}.`]) };
  const missing =
    reason && state.line === undefined ? [`# No line decides ${reason.words} any more: ${reason.entry}`] : [];
  const { good: _, ...text } = below(state, [...head, ...about(state, file), ...missing]);
  return state.error?.kind === 'syntax' ? text : { ...text, good: state };
}

const lines = (all: readonly string[]): string => all.map((line) => `${line}\n`).join('');

const oneLine = (text: string): string => text.replace(/\s+/g, ' ');

const about = ({ command, name, text }: Good, file: string): readonly string[] => [
  `# ${name}: ${command}, computed by netk from ${file}`,
  ...(text === '' ? ['# It prints nothing.'] : []),
];

const below = (good: Good, head: readonly string[]): StateText => ({
  text: lines(head) + good.text,
  good,
  ...(good.line === undefined ? {} : { line: head.length + good.line }),
});
