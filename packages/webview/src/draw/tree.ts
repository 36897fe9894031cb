import { type Leaf, percent, type Tree } from '../state/leaves.ts';
import { el, setAttribute } from './el.ts';
import type { Hands } from './panel.ts';

/** The tree of random choices: one button for each way, or for each group of ways that went alike. */
export function branches(tree: Tree, current: number, hands: Hands): HTMLElement {
  const buttons = tree.leaves.map((leaf) => leafButton(leaf, leaf.members.includes(current), hands));
  if (!tree.leaves.some(({ members }) => members.includes(current))) setAttribute(buttons[0]!, 'tabindex', 0);
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
    const here = tree.leaves.findIndex(({ members }) => members.includes(current));
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
