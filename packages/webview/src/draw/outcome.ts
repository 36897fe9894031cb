import { type Branch, deathOf, explainOutcome, type Outcome, type Trace } from '@netk/engine';
import { crossesZone, type Leaf, percent, type Tree, treeOf, zonesOf } from '../state/leaves.ts';
import { linkText, sourceOf } from '../state/source-link.ts';
import { branchOf, type State } from '../state/state.ts';
import { fixesOf, mendAt } from '../state/stuck.ts';
import { type Child, el, refill, setAttribute } from './el.ts';
import { sign } from './icon.ts';
import type { Hands, Part } from './panel.ts';

/** Where the page of a cause is. */
const page = 'https://github.com/netk-dev/netk/blob/main/docs/causes.md';

/** The answer first: one line with the verdict, what both ends see, and the tree of branches. */
export function outcome(hands: Hands): Part {
  const element = el('div', { class: 'outcome' });
  let shown: Pick<State, 'trace' | 'branch' | 'fixes' | 'trouble'> | undefined;
  let alerted: Trace['id'] | undefined;
  return {
    element,
    update(state) {
      const same = (key: keyof NonNullable<typeof shown>): boolean => shown?.[key] === state[key];
      if (shown && same('trace') && same('branch') && same('fixes') && same('trouble')) return;
      shown = state;
      const { trace, picture } = state;
      if (!trace || !picture) return refill(element);
      const branch = branchOf(state);
      const tree = treeOf(trace, picture.scene, state.stands);
      const blocked = branch?.verdict !== 'delivered';
      // Spoken once per walk, not again for each branch.
      element.className = `outcome${blocked ? ' alert' : ''}${branch && branch.verdict === 'undetermined' ? ' open' : ''}${branch ? '' : ' open'}`;
      setAttribute(element, 'role', blocked && alerted !== trace.id ? 'alert' : blocked ? 'group' : undefined);
      setAttribute(element, 'aria-label', blocked ? 'Outcome' : undefined);
      if (blocked) alerted = trace.id;
      refill(
        element,
        branch
          ? blocked
            ? alertOf(state, trace, branch, hands)
            : verdict(state, trace, branch)
          : undeterminedOf(state, trace, hands),
        tree && branches(tree, state.branch, hands),
      );
    },
  };
}

function verdict(state: State, trace: Trace, branch: Branch): HTMLElement {
  const words = explainOutcome(trace, branch);
  const crosses = state.picture && crossesZone(branch, zonesOf(state.picture.scene));
  return el(
    'div',
    { class: 'verdict' },
    sign('delivered'),
    el(
      'div',
      {},
      el(
        'h2',
        {},
        el('span', { class: 'ok' }, words.word),
        ` ${words.target}`,
        crosses && el('span', { class: 'warn' }, ' · cross-zone'),
      ),
      el('p', {}, `Client sees ${words.clientSees}. `, ...codes(words.receiverSees)),
    ),
  );
}

/** Addresses in a sentence are set as code. */
function codes(text: string): readonly Child[] {
  return text.split(/([\d.]+:\d+|\[[\da-f:]+\]:\d+)/).map((piece, i) => (i % 2 === 1 ? el('code', {}, piece) : piece));
}

function alertOf(state: State, trace: Trace, branch: Branch, hands: Hands): HTMLElement {
  const words = explainOutcome(trace, branch);
  const kind = branch.verdict === 'undetermined' ? 'undetermined' : 'not-delivered';
  return el(
    'div',
    { class: 'verdict' },
    sign(kind),
    el(
      'div',
      {},
      el(
        'h2',
        {},
        el('span', { class: kind === 'undetermined' ? 'warn' : 'bad' }, `${words.word}.`),
        ` ${capital(words.target)}.`,
      ),
      facts(words, branch, state, hands),
    ),
  );
}

function facts(words: Outcome, branch: Branch, state: State, hands: Hands): HTMLElement {
  const rows: (readonly [string, Child])[] = [];
  if (words.where) rows.push(['Where', words.where]);
  const death = deathOf(branch);
  if (death && branch.verdict !== 'undetermined') rows.push(['Why', whyOf(words, death, state, hands)]);
  else if (words.why) rows.push(['Why', words.why]);
  if (branch.verdict !== 'undetermined') rows.push(['Client sees', strong(words.clientSees)]);
  if (words.cause !== undefined) {
    const href = `${page}#${words.cause.toLowerCase()}`;
    rows.push(['Cause', el('a', { class: 'link code', href, 'data-key': 'cause' }, words.cause)]);
  }
  if (words.change !== undefined) rows.push(['To change', words.change]);
  const next = (branch.blockers ?? []).slice(1);
  if (next.length > 0) rows.push(['Would stop next', listOf(next, hands)]);
  for (const reason of branch.verdict === 'undetermined' ? [] : (state.trace?.reasons ?? []))
    rows.push(['Note', reason]);
  return el('dl', { class: 'facts' }, ...rows.flatMap(([term, said]) => [el('dt', {}, term), el('dd', {}, said)]));
}

const clientWords: Readonly<Record<Branch['client'], string>> = {
  ok: 'an answer',
  timeout: 'a timeout',
  refused: 'a refusal',
  'not-permitted': 'operation not permitted',
  unreachable: 'host unreachable',
  unknown: 'nobody knows what',
};

/** What would stop the packet if all before were lifted, in order; each leads to its line. */
const listOf = (blockers: NonNullable<Branch['blockers']>, hands: Hands): HTMLElement =>
  el(
    'ol',
    { class: 'next' },
    ...blockers.map(({ direction, device, stage, cause, client, fix, source }, index) =>
      el(
        'li',
        {},
        `${direction === 'reply' ? 'reply, ' : ''}${device}, ${stage} `,
        el(
          'a',
          { class: 'link code', href: `${page}#${cause.toLowerCase()}`, 'data-key': `next-cause-${index}` },
          cause,
        ),
        source !== undefined && ' ',
        source !== undefined &&
          el(
            'button',
            { class: 'link', 'data-key': `next-${index}`, onclick: () => hands.reveal(source, true) },
            'source',
          ),
        el('p', {}, `Client would see ${clientWords[client]}. ${fix ?? ''}`),
      ),
    ),
  );

/** The reason in the author's words, the entry that decided, and the author's line behind it. */
function whyOf(
  words: Outcome,
  death: NonNullable<ReturnType<typeof deathOf>>,
  { picture }: State,
  hands: Hands,
): HTMLElement {
  const source = picture && sourceOf(picture, death);
  return el(
    'span',
    {},
    words.why,
    source && ' ',
    source &&
      el(
        'button',
        { class: 'link', 'data-key': 'why', onclick: () => hands.reveal(source.element, true) },
        linkText(source.range),
      ),
    el('code', { class: 'entry' }, death.step.entry),
  );
}

/** The word before the colon is the answer, the rest is when. */
function strong(text: string): HTMLElement {
  const [head, ...rest] = text.split(':');
  return el('span', {}, el('b', {}, head), rest.length > 0 && `:${rest.join(':')}`);
}

/** More fixes than this are left to the editor's own list. */
const mostFixes = 3;

/** A question that has no branch at all: what is missing, where, and what would mend it. */
function undeterminedOf(state: State, trace: Trace, hands: Hands): HTMLElement {
  const reasons = trace.reasons ?? [];
  const range = mendAt(state);
  const titles = fixesOf(state).slice(0, mostFixes);
  return el(
    'div',
    { class: 'verdict' },
    sign('undetermined'),
    el(
      'div',
      {},
      el('h2', {}, el('span', { class: 'warn' }, 'Undetermined.'), ' The rest of the picture is still true.'),
      el('ul', { class: 'reasons' }, ...reasons.map((reason) => el('li', {}, reason))),
      range &&
        el(
          'div',
          { class: 'row' },
          ...titles.map((title, at) =>
            el('button', { class: 'btn', 'data-key': `fix-${at}`, onclick: () => hands.fix(range, title) }, title),
          ),
          el(
            'button',
            { class: 'btn quiet', 'data-key': 'stuck', onclick: () => hands.goTo(range) },
            `Go to line ${range.start.line + 1}`,
          ),
        ),
    ),
  );
}

function branches(tree: Tree, current: number, hands: Hands): HTMLElement {
  const buttons = tree.leaves.map((leaf) => leafButton(leaf, leaf.branch === current, hands));
  if (!tree.leaves.some((leaf) => leaf.branch === current)) setAttribute(buttons[0]!, 'tabindex', 0);
  const element = el(
    'div',
    { class: 'tree' },
    el('span', { class: 'root' }, el('b', {}, tree.of), `picked at ${tree.at}`),
    el(
      'div',
      { class: 'leaves', role: 'radiogroup', 'aria-label': `Branches: ${tree.of}, picked at ${tree.at}` },
      ...buttons,
    ),
  );
  element.addEventListener('keydown', (event) => {
    const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    const here = tree.leaves.findIndex((leaf) => leaf.branch === current);
    const next = tree.leaves[(here + by + tree.leaves.length) % tree.leaves.length];
    if (next) hands.dispatch({ kind: 'branch', branch: next.branch });
    event.preventDefault();
    event.stopPropagation();
    document.querySelector<HTMLElement>('.leaves [aria-checked=true]')?.focus();
  });
  return element;
}

function leafButton(leaf: Leaf, checked: boolean, hands: Hands): HTMLElement {
  const sign_ = { delivered: '✓', 'not-delivered': '✕', undetermined: '?' }[leaf.verdict];
  const tone = { delivered: 'ok', 'not-delivered': 'bad', undetermined: 'warn' }[leaf.verdict];
  const label = `${leaf.label}, probability ${percent(leaf.probability)}, ${leaf.verdict}, ${leaf.shape}${leaf.pinned ? ', pinned' : ''}`;
  return el(
    'button',
    {
      role: 'radio',
      'aria-checked': checked,
      'aria-label': label,
      tabindex: checked ? 0 : -1,
      'data-key': `branch-${leaf.branch}`,
      onclick: () => hands.dispatch({ kind: 'branch', branch: leaf.branch }),
    },
    el('span', { class: tone, 'aria-hidden': 'true' }, sign_),
    el('span', { class: 'l' }, leaf.label),
    el('span', { class: 'p' }, percent(leaf.probability)),
    el('span', { class: 't' }, leaf.pinned ? `${leaf.shape} · pinned` : leaf.shape),
  );
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
