import type { Leaf, Tree } from '../state/leaves.ts';
import { percent } from '../state/percent.ts';
import { el, setAttribute } from './el.ts';
import type { Hands } from './panel.ts';

/** The tree of random choices: one button for each way, or for each group of ways that went alike. */
export function branches(tree: Tree, current: number, hands: Hands): HTMLElement {
  const { ways } = tree;
  const buttons = tree.leaves.map((leaf) =>
    leafButton(leaf, leaf.members.includes(current), hands, ways !== undefined),
  );
  if (!tree.leaves.some(({ members }) => members.includes(current))) setAttribute(buttons[0]!, 'tabindex', 0);
  const element = el(
    'div',
    { class: 'tree' },
    ways
      ? el('span', { class: 'root' }, el('b', {}, countOf(ways.count, 'way')), countOf(ways.choices, 'choice'))
      : el('span', { class: 'root' }, el('b', {}, tree.of), `picked at ${tree.at}`),
    el(
      'div',
      {
        class: 'leaves',
        role: 'radiogroup',
        'aria-label': ways ? `Ways: ${countOf(ways.count, 'way')}` : `Branches: ${tree.of}, picked at ${tree.at}`,
      },
      ...buttons,
    ),
  );
  element.addEventListener('keydown', (event) => {
    const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    const here = tree.leaves.findIndex(({ members }) => members.includes(current));
    const next = tree.leaves[(here + by + tree.leaves.length) % tree.leaves.length];
    if (next) hands.dispatch({ kind: 'branch', branch: next.branch });
    event.preventDefault();
    event.stopPropagation();
    document.querySelector<HTMLElement>('.leaves [aria-checked=true]')?.focus();
  });
  return element;
}

/** `1 way`, `4,096 ways`. */
const countOf = (count: number, what: string): string =>
  `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;

function leafButton(leaf: Leaf, checked: boolean, hands: Hands, isGroup: boolean): HTMLElement {
  const sign_ = { delivered: '✓', 'not-delivered': '✕', undetermined: '?' }[leaf.verdict];
  const tone = { delivered: 'ok', 'not-delivered': 'bad', undetermined: 'warn' }[leaf.verdict];
  const [name, more] = isGroup ? [leaf.shape, countOf(leaf.count, 'way')] : [leaf.label, leaf.shape];
  const pinned = leaf.pinned ? ' · pinned' : '';
  return el(
    'button',
    {
      role: 'radio',
      'aria-checked': checked,
      'aria-label': `${name}, probability ${percent(leaf.probability)}, ${leaf.verdict}, ${more}${leaf.pinned ? ', pinned' : ''}`,
      tabindex: checked ? 0 : -1,
      'data-key': `branch-${leaf.branch}`,
      onclick: () => hands.dispatch({ kind: 'branch', branch: leaf.branch }),
    },
    el('span', { class: tone, 'aria-hidden': 'true' }, sign_),
    el('span', { class: 'l' }, name),
    el('span', { class: 'p' }, percent(leaf.probability)),
    el('span', { class: 't' }, `${more}${pinned}`),
  );
}
