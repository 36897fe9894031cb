import type { Event } from './event.ts';
import { treeOf } from './leaves.ts';
import { optionsOf } from './predict.ts';
import type { State } from './state.ts';

/** A key as the page hears it, and the part of the panel that has the focus. */
export interface Key {
  readonly key: string;
  readonly shift?: boolean;
  readonly within: 'diagram' | 'scrubber' | 'hops' | 'sequence' | 'packet' | 'other';
}

/** What a key does to the page rather than to the state. */
export type Act =
  | { readonly kind: 'zoom'; readonly by: 'in' | 'out' | 'fit' | 'deeper' }
  | { readonly kind: 'jump'; readonly to: 'next' | 'previous' }
  | { readonly kind: 'search' }
  | { readonly kind: 'table' }
  | { readonly kind: 'leave' };

const acts: readonly string[] = ['zoom', 'jump', 'search', 'table', 'leave'] satisfies Act['kind'][];

/** Whether a key asks for something of the page, not of the state. */
export const isAct = (does: Event | Act): does is Act => acts.includes(does.kind);

/** What these keys change is not in view beside a sequence. */
const ofDiagram: readonly string[] = ['+', '=', '-', '0', '.', '/', 'f', 'F'];

/** The keyboard map: an event for the reducer, an act of the page, or undefined for a key that is not ours. */
export function onKey(state: State, { key, shift, within }: Key): Event | Act | undefined {
  if (state.overlay === 'keys' && (key === 'Escape' || key === '?')) return { kind: 'overlay', show: undefined };
  if (state.predict?.asks && /^[1-9]$/.test(key)) {
    const option = optionsOf(state)[Number(key) - 1];
    return option && { kind: 'guess', id: option.id };
  }
  if (/^[1-9]$/.test(key)) return wayOf(state, Number(key) - 1);
  const isDrawn = state.view === 'topology' || state.view === 'scale';
  if (!isDrawn && ofDiagram.includes(key)) return undefined;
  switch (key) {
    case 'ArrowRight':
    case 'ArrowDown':
      if (key === 'ArrowDown' && within === 'sequence') return { kind: 'row', by: 1 };
      // Up and down are steps in the list of hops and on the slider, and nothing elsewhere.
      if (key === 'ArrowDown' && within !== 'hops' && within !== 'scrubber') return undefined;
      return { kind: 'go', where: 'next' };
    case 'ArrowLeft':
    case 'ArrowUp':
      if (key === 'ArrowUp' && within === 'sequence') return { kind: 'row', by: -1 };
      if (key === 'ArrowUp' && within !== 'hops' && within !== 'scrubber') return undefined;
      return { kind: 'go', where: 'previous' };
    case 'PageDown':
      return { kind: 'go', where: shift ? 'next-leg' : 'next-device' };
    case 'PageUp':
      return { kind: 'go', where: shift ? 'previous-leg' : 'previous-device' };
    case 'n':
      return { kind: 'go', where: 'next-rewrite' };
    case 'p':
      return { kind: 'go', where: 'previous-rewrite' };
    case 'Home':
      return { kind: 'go', where: 'first' };
    case 'End':
      return { kind: 'go', where: 'last' };
    case 'r':
      return { kind: 'go', where: 'mirror' };
    case ' ':
      return { kind: 'play' };
    case 'a':
      return { kind: 'overlay', show: 'ask' };
    case 'd':
      return { kind: 'compare' };
    case 'x':
      return state.compare ? { kind: 'difference' } : undefined;
    case 'w':
      return { kind: 'calm' };
    case 'q':
      return { kind: 'predict' };
    case 'b':
      return { kind: 'break', what: 'device' };
    case 'B':
      return { kind: 'break', what: 'stage' };
    case 'c':
      return { kind: 'continue' };
    case 'l':
      return { kind: 'lookups' };
    case 'v':
      return { kind: 'view' };
    case 'o':
      return { kind: 'view', show: state.view === 'node' ? 'topology' : 'node' };
    case 'g':
      return { kind: 'view', show: state.view === 'scale' ? 'topology' : 'scale' };
    case 'z':
      return state.view === 'sequence' ? { kind: 'part' } : undefined;
    case 'Z':
      return state.view === 'sequence' ? { kind: 'run' } : undefined;
    case 'm':
      return state.view === 'sequence' ? { kind: 'switch', what: 'frames' } : { kind: 'macs' };
    case 'f':
    case 'F':
      return { kind: 'follow' };
    case 's':
      return { kind: 'pin' };
    case '+':
    case '=':
      return { kind: 'zoom', by: 'in' };
    case '-':
      return { kind: 'zoom', by: 'out' };
    case '0':
      return { kind: 'zoom', by: 'fit' };
    case '.':
      return { kind: 'zoom', by: 'deeper' };
    case '/':
      return { kind: 'search' };
    case 't':
      return { kind: 'table' };
    case '?':
      return { kind: 'overlay', show: 'keys' };
    case 'F6':
      return { kind: 'jump', to: shift ? 'previous' : 'next' };
    case 'Escape':
      if (state.overlay) return { kind: 'overlay', show: undefined };
      if (state.compare) return { kind: 'compare' };
      return state.back ? { kind: 'back' } : { kind: 'leave' };
    default:
      return undefined;
  }
}

/** The n-th way as it stands beside the verdict. */
function wayOf({ trace, picture, stands }: State, place: number): Event | undefined {
  const leaf = trace && picture ? treeOf(trace, picture.scene, stands)?.leaves[place] : undefined;
  return leaf && { kind: 'branch', branch: leaf.branch };
}

/** The keyboard map in words, for the table that `?` shows. */
export const keyTable: readonly (readonly [string, string])[] = [
  ['← →', 'step (↑ ↓ in the list, and from row to row in the sequence)'],
  ['PgUp PgDn', 'device'],
  ['Shift+PgUp PgDn', 'connection, where a relay makes several'],
  ['n p', 'next, previous rewrite, relay or drop'],
  ['Home End', 'first, last step'],
  ['r', 'forward or reply, at the same device'],
  ['Space', 'play, pause'],
  ['1 – 9', 'way, or branch; while you predict, who gets it next'],
  ['a', 'ask: trace from somebody to somebody'],
  ['w', 'only what mattered: the ends, rewrites, choices, relays, policies, drops'],
  ['b Shift+B', 'stop at this device, at this table; or no longer'],
  ['c', 'go on to the next stop'],
  ['q', 'predict: the way is told hop by hop'],
  ['d', 'compare with the walk before the last edit, another branch, another walk; or no longer'],
  ['x', 'the next difference'],
  ['v', 'the next view: topology, sequence, node, scale'],
  ['g', 'the whole network by zones, subnets, nodes and pods, or back'],
  ['o', 'inside of the machine, or out of it'],
  ['z Shift+Z', 'in the sequence: open or fold the connection; unfold or fold the lane of several devices'],
  ['m', 'MAC addresses; in the sequence with TTL'],
  ['l', 'the questions about names, one by one or folded; ↑ from the first step leads to them'],
  ['F6', 'diagram, scrubber, hops, packet'],
  ['arrows', 'in the diagram and on the map: nearest box'],
  ['Enter', 'on a box or step: its line in the source'],
  ['t', 'the tables of the machine, at the line that decided'],
  ['Enter Backspace', 'into a folded zone, subnet or node, out of it'],
  ['Enter', 'on a target: its health check'],
  ['+ − 0', 'zoom in, out, whole picture'],
  ['.', 'open the subnets or nodes in view; on the map, one level deeper'],
  ['/', 'find a box by name or address; on the map, count who fits'],
  ['f', 'follow the packet'],
  ['s', 'hold the mark in the source, let it follow again'],
  ['Esc', 'close, back from a health check, back to the source'],
];
