import type { NodeState, StatePlace } from '@netk/protocol';

/** Why a line is marked, in words: `hop 3 of W22, nat PREROUTING`. */
export interface Reason {
  readonly entry: string;
  readonly words: string;
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
 * tool. A state that is gone is told in words; while the source is broken, the last one stays.
 */
export function stateText(
  place: StatePlace,
  state: NodeState,
  reason: Reason | undefined,
  last: Good | undefined,
): StateText {
  const file = decodeURIComponent(place.uri.slice(place.uri.lastIndexOf('/') + 1));
  if (state.kind === 'gone') return { text: `# ${state.message}.\n` };
  if (state.kind === 'broken') {
    const { message, range } = state;
    const trouble = `# ${file}, line ${range.start.line + 1}: ${oneLine(message)}`;
    if (!last) return { text: `${trouble}\n# There is no state before this is mended.\n` };
    return below(last, [trouble, '# Below is the state before that.', ...about(last, file)]);
  }
  const missing =
    reason && state.line === undefined ? [`# No line decides ${reason.words} any more: ${reason.entry}`] : [];
  return below(state, [...about(state, file), ...missing]);
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ');

const about = ({ command, name, text }: Good, file: string): readonly string[] => [
  `# ${command}   on ${name}, computed by netk from ${file}`,
  ...(text === '' ? ['# It prints nothing.'] : []),
];

const below = (good: Good, head: readonly string[]): StateText => ({
  text: [...head, good.text].join('\n'),
  good,
  ...(good.line === undefined ? {} : { line: head.length + good.line }),
});
