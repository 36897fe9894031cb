import { type Branch, explainOutcome, type Trace } from '@netk/engine';
import { choicesOf } from '../state/choices.ts';
import { crossesZone, treeOf, zonesOf } from '../state/leaves.ts';
import { branchOf, type State } from '../state/state.ts';
import { choices } from './choices.ts';
import { type Child, el, refill, setAttribute } from './el.ts';
import { groundsOf } from './grounds.ts';
import { sign } from './icon.ts';
import type { Hands, Part } from './panel.ts';
import { quiz } from './quiz.ts';
import { branches } from './tree.ts';

const shownKeys = ['trace', 'branch', 'fixes', 'trouble', 'marks', 'picture', 'health', 'mends', 'predict'] as const;

/** The answer first: one line with the verdict and the tree of branches, which is never cut; what it rests on scrolls below. */
export function outcome(hands: Hands): Part {
  const answer = el('div', { class: 'answer' });
  const grounds = el('div', { class: 'grounds', 'data-key': 'grounds' });
  const element = el('div', { class: 'outcome' }, answer, grounds);
  /** While the way is told hop by hop, nobody says how it ends. */
  const cover = (state: State): void => {
    element.className = 'outcome';
    setAttribute(element, 'role', undefined);
    setAttribute(element, 'aria-label', undefined);
    refill(answer, quiz(state, hands));
    refill(grounds);
    grounds.hidden = true;
  };
  let shown: State | undefined;
  let alerted: Trace['id'] | undefined;
  return {
    element,
    update(state) {
      if (shown && shownKeys.every((key) => shown?.[key] === state[key])) return;
      const another = shown?.trace?.id !== state.trace?.id || shown?.branch !== state.branch;
      shown = state;
      const { trace, picture } = state;
      if (!trace || !picture) {
        refill(answer);
        refill(grounds);
        return;
      }
      if (state.predict) return cover(state);
      const branch = branchOf(state);
      const tree = treeOf(trace, picture.scene, state.stands);
      const blocked = branch?.verdict !== 'delivered';
      const open = !branch || branch.verdict === 'undetermined';
      // Spoken once per walk, not again for each branch.
      element.className = `outcome${blocked ? ' alert' : ''}${open ? ' open' : ''}`;
      setAttribute(element, 'role', blocked && alerted !== trace.id ? 'alert' : blocked ? 'group' : undefined);
      setAttribute(element, 'aria-label', blocked ? 'Outcome' : undefined);
      if (blocked) alerted = trace.id;
      const rows = tree?.ways && !state.stands ? choicesOf(trace, state.branch) : [];
      refill(
        answer,
        verdict(state, trace, branch),
        tree && branches(tree, state.branch, hands),
        rows.length > 0 && choices(rows, hands),
      );
      refill(grounds, ...groundsOf(state, trace, hands));
      grounds.hidden = grounds.childElementCount === 0;
      setAttribute(grounds, 'tabindex', grounds.hidden ? undefined : 0);
      if (another) grounds.scrollTop = 0;
    },
  };
}

/** The verdict in one line; who sees what, below it, when the packet arrives. */
function verdict(state: State, trace: Trace, branch: Branch | undefined): HTMLElement {
  const lines = branch
    ? wordsOf(state, trace, branch)
    : [headline('warn', 'Undetermined.', ' This walk has no answer.')];
  return el('div', { class: 'verdict' }, sign(branch?.verdict ?? 'undetermined'), el('div', {}, ...lines));
}

function wordsOf(state: State, trace: Trace, branch: Branch): readonly Child[] {
  const words = explainOutcome(trace, branch);
  if (branch.verdict !== 'delivered') {
    const tone = branch.verdict === 'undetermined' ? 'warn' : 'bad';
    return [headline(tone, `${words.word}.`, ` ${capital(words.target)}.`)];
  }
  if (branch.control) return [headline('ok', words.word, clause(words.target))];
  const crosses = state.picture && crossesZone(branch, zonesOf(state.picture.scene));
  return [
    headline(
      Number(words.word) >= 400 ? 'warn' : 'ok',
      words.word,
      ` ${words.target}`,
      crosses && el('span', { class: 'warn' }, ' · cross-zone'),
    ),
    el('p', {}, `Client sees ${words.clientSees}. `, ...codes(words.receiverSees)),
  ];
}

/** What goes on after the first word: behind a colon without a space. */
const clause = (target: string): string => (target.startsWith(':') ? target : ` ${target}`);

const headline = (tone: string, word: string, ...more: readonly Child[]): HTMLElement =>
  el('h2', {}, el('span', { class: tone }, word), ...more);

/** Addresses in a sentence are set as code. */
function codes(text: string): readonly Child[] {
  return text.split(/([\d.]+:\d+|\[[\da-f:]+\]:\d+)/).map((piece, i) => (i % 2 === 1 ? el('code', {}, piece) : piece));
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
