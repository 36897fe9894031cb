import { foundText, type Level, type ScaleMap, summaryOf } from '@netk/diagram';
import { crumbsIn, foundIn, mapIn } from '../state/scale.ts';
import type { State } from '../state/state.ts';
import { type Child, el, refill, setAttribute } from './el.ts';
import type { Hands, Part } from './panel.ts';

const levelNames: Readonly<Record<Level, string>> = { zone: 'Zone', subnet: 'Subnet', node: 'Node', pod: 'Pod' };

/** What the head of the map asks the map for. */
export interface MapWishes {
  readonly level: (level: Level) => void;
  /** To a cell by its place; undefined: to the whole map. */
  readonly go: (at: number | undefined) => void;
  /** To the next cell that the search found. */
  readonly next: () => void;
  readonly leave: () => void;
}

/** Which level is shown: one stop of the tab key, arrows go on to the next. */
export function levelPicker(wishes: MapWishes): {
  readonly element: HTMLElement;
  show(map: ScaleMap, level: Level): void;
} {
  const element = el('div', { class: 'seg levels', role: 'radiogroup', 'aria-label': 'Level' });
  const buttons = (): HTMLElement[] => [...element.querySelectorAll('button')];
  element.addEventListener('keydown', (event) => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (by === undefined) return;
    const all = buttons();
    const here = all.findIndex((each) => each.getAttribute('aria-checked') === 'true');
    const next = all[(here + by + all.length) % all.length];
    next?.click();
    next?.focus();
    event.preventDefault();
    event.stopPropagation();
  });
  let shown: ScaleMap | undefined;
  return {
    element,
    show(map, level) {
      if (map !== shown) {
        shown = map;
        const button = (each: Level): HTMLElement =>
          el(
            'button',
            { role: 'radio', 'data-key': `level-${each}`, onclick: () => wishes.level(each) },
            levelNames[each],
          );
        refill(element, ...map.levels.map(button));
      }
      for (const [i, button] of buttons().entries()) {
        const isShown = map.levels[i] === level;
        setAttribute(button, 'aria-checked', isShown);
        setAttribute(button, 'tabindex', isShown ? 0 : -1);
      }
    },
  };
}

/** The field that counts what fits, in all cells and in each. */
export function seekField(hands: Hands, wishes: MapWishes): Part & { readonly input: HTMLInputElement } {
  const input = el('input', {
    ...{ type: 'search', class: 'field', placeholder: 'Name, address or Service', spellcheck: 'false' },
    ...{ 'aria-label': 'Find by name, address or Service', 'data-key': 'seek' },
  });
  const count = el('output', { class: 'count' });
  const element = el('div', { class: 'seek', role: 'search' }, input, count);
  input.addEventListener('input', () => hands.dispatch({ kind: 'seek', text: input.value }));
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') wishes.next();
    else if (event.key === 'Escape') {
      if (input.value === '') wishes.leave();
      else hands.dispatch({ kind: 'seek', text: '' });
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return {
    element,
    input,
    update(state) {
      if (input.value !== state.scale.text) input.value = state.scale.text;
      const found = foundIn(state);
      count.textContent = found ? foundText(found) : '';
    },
  };
}

/** The way back: the cells around what is looked into, each a link. */
export function breadcrumbs(wishes: MapWishes): Part {
  const element = el('nav', { class: 'crumbs', 'aria-label': 'Place on the map' });
  let said = '';
  return {
    element,
    update(state: State) {
      const crumbs = crumbsIn(state);
      const key = JSON.stringify(crumbs.map(({ id }) => id));
      if (key === said) return;
      said = key;
      const link = (name: string, at: number | undefined, isLast: boolean): Child =>
        el(
          'li',
          {},
          el(
            'button',
            {
              ...{ class: 'link', 'data-key': `crumb-${at ?? 'all'}`, title: name },
              ...{ 'aria-current': isLast ? 'location' : undefined, onclick: () => wishes.go(at) },
            },
            name,
          ),
        );
      const all = link('All', undefined, crumbs.length === 0);
      refill(element, el('ol', {}, all, ...crumbs.map(({ label, at }, i) => link(label, at, i === crumbs.length - 1))));
    },
  };
}

/** What the colours of the bars mean, in words. */
export const heatLegend = (): HTMLElement =>
  el(
    'div',
    { class: 'heatkey' },
    'used',
    ...['40', '55', '70', '85'].map((share) => {
      const step = el('i', {});
      step.style.setProperty('--share', `${share}%`);
      return step;
    }),
    '< 90 %',
    el('i', { class: 'high' }),
    '≥ 90 %',
    el('i', { class: 'full' }),
    'full',
  );

/** The line below the map: how much there is of everything, and what is short. */
export function mapSummary(): Part {
  const element = el('div', { class: 'mapsum' });
  let shown: ScaleMap | undefined;
  return {
    element,
    update(state) {
      const map = mapIn(state);
      if (!map || map === shown) return;
      shown = map;
      refill(element, ...summaryOf(map).map(({ text, heat }) => el('span', { class: heat }, text)));
    },
  };
}
