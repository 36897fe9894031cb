import {
  type Branch,
  changesOf,
  decisionText,
  endOf,
  interfacesOf,
  type Leg,
  type Moment,
  matters,
  type PacketField,
  rewrites,
  stepLabel,
  summaryOf,
} from '@netk/engine';
import { breakKey } from '../state/breaks.ts';
import { crossesZone, zonesOf } from '../state/leaves.ts';
import { closedWords, lastWordsOf, passedSections } from '../state/legs.ts';
import { askedAt } from '../state/lookups.ts';
import { branchOf, isStale, momentOf, momentsOf, type State } from '../state/state.ts';
import { showIn, tableOf } from '../state/state-link.ts';
import { command } from './command.ts';
import { type Child, el, hiddenWords, refill, setAttribute } from './el.ts';
import { type IconName, icon } from './icon.ts';
import { asked, legHead } from './leg-head.ts';
import { lookups, questionId } from './lookups.ts';
import type { Hands, Part } from './panel.ts';

/** The list: one header per device, one row per step. */
export function hops(hands: Hands): Part {
  const element = el('div', {
    class: 'hops',
    role: 'tree',
    'aria-label': 'Hops and steps',
    tabindex: 0,
    'data-key': 'hops',
  });
  let branch: Branch | undefined;
  let rows: readonly HTMLElement[] = [];
  let selected: HTMLElement | undefined;
  let calm = false;
  let open: State['lookups'];
  const link = tableLink(hands);
  // A list that becomes lower keeps its row in view.
  new ResizeObserver(() => {
    if (selected) show(element, selected);
  }).observe(element);
  return {
    element,
    update(state) {
      link.disabled = isStale(state);
      const next = branchOf(state);
      if (next !== branch || state.lookups !== open) {
        branch = next;
        open = state.lookups;
        selected = undefined;
        rows = draw(element, state, hands);
      }
      markBreaks(element, state);
      if (element.classList.toggle('calm', state.calm) !== calm) {
        calm = state.calm;
        if (selected) show(element, selected);
      }
      const asked = askedAt(state, branch);
      const row =
        asked === undefined
          ? rows[state.step]
          : (element.querySelector<HTMLElement>(`#${questionId(asked)}`) ?? undefined);
      if (row && selected === row) return;
      selected?.setAttribute('aria-selected', 'false');
      selected = row;
      setAttribute(element, 'aria-activedescendant', row?.id);
      // the link moves from row to row, the focus does not
      if (document.activeElement === link) element.focus();
      link.remove();
      if (!row) return;
      row.setAttribute('aria-selected', 'true');
      const moment = momentOf(state);
      const table = asked === undefined && moment ? tableOf(moment) : undefined;
      if (table) {
        link.textContent = showIn(table);
        row.append(link);
      }
      show(element, row);
    },
  };
}

/** The link from the selected step to the line that decided it. */
function tableLink(hands: Hands): HTMLButtonElement {
  const link = el('button', { class: 'link in', 'data-key': 'row-table' });
  link.addEventListener('click', (event) => {
    event.stopPropagation();
    hands.showState();
  });
  link.addEventListener('dblclick', (event) => event.stopPropagation());
  return link;
}

/** How much of the list sticky headers cover. */
const covered = (list: HTMLElement): number => (list.classList.contains('legs') ? 58 : 30);

/** Scrolls the list alone, and no more than needed. */
function show(list: HTMLElement, row: HTMLElement): void {
  const headers = covered(list);
  const [outer, inner] = [list.getBoundingClientRect(), row.getBoundingClientRect()];
  if (inner.top - headers < outer.top) list.scrollTop += inner.top - outer.top - headers - 30;
  else if (inner.bottom > outer.bottom) list.scrollTop += inner.bottom - outer.bottom + 40;
}

function draw(element: HTMLElement, state: State, hands: Hands): readonly HTMLElement[] {
  const moments = momentsOf(state);
  const branch = branchOf(state);
  const crosses = branch && state.picture ? crossesZone(branch, zonesOf(state.picture.scene)) : false;
  const rows: HTMLElement[] = [];
  const groups: HTMLElement[] = branch?.legs ? branch.legs.filter(isTold).map(asked) : [];
  if (branch) groups.push(...lookups(branch, state.lookups, hands));
  const deeper = branch?.legs ? 1 : 0;
  const sections = branch ? passedSections(branch) : [];
  for (const direction of ['forward', 'reply'] as const) {
    branch?.[direction].forEach((hop, index) => {
      const section = sections.find((each) => each.direction === direction && each.from <= index && index < each.to);
      if (section?.from === index) groups.push(legHead(section, branch.legs ?? [], hands));
      const own = moments.filter((moment) => moment.hop === hop && moment.direction === direction);
      const steps = own.map((moment) => row(moment, hands, 2 + deeper));
      rows.push(...steps);
      const summary = hop.kind === 'router' ? interfacesOf(hop) : summaryOf(own);
      const via = hop.kind === 'router' ? '' : interfacesOf(hop);
      const [into, out] = interfacesOf(hop).split(' → ');
      const zoned =
        hop.kind === 'router' && crosses && into !== out && index > 0 && sends(branch[direction][index - 1]);
      const head = el(
        'div',
        {
          class: 'h',
          'data-break': breakKey({ kind: 'device', at: hop.id }),
          onclick: () => hands.dispatch({ kind: 'hop', direction, hop: index }),
        },
        breakSign(hands, hop.id),
        hiddenWords(`${direction} hop `),
        el('span', { class: direction === 'reply' ? 'n r' : 'n' }, `${direction === 'reply' ? 'R' : ''}${index + 1}`),
        el('b', {}, hop.device),
        el('span', { class: 'if' }, via),
        summary !== '' &&
          el('span', { class: hop.kind === 'router' ? 'sum way' : 'sum' }, zoned ? `${summary} · cross-zone` : summary),
      );
      const dropped = own.some((moment) => moment.step.kind === 'drop');
      groups.push(
        el(
          'div',
          {
            class: `hop ${direction}${dropped ? ' drops' : ''}`,
            role: 'treeitem',
            'aria-expanded': true,
            'aria-level': 1 + deeper,
            'aria-selected': false,
          },
          head,
          el('div', { role: 'group' }, ...steps),
        ),
      );
      const ends =
        section?.to === index + 1
          ? lastWordsOf(branch, section)
          : isLast(branch, direction, index) && closedWords(branch);
      if (ends) groups.push(el('div', { class: `endrow ${direction}` }, el('i', {}), ends));
    });
  }
  element.classList.toggle('legs', deeper > 0);
  refill(element, ...groups);
  return rows;
}

/** The dot at which a mouse sets a breakpoint. Without one, the key does. */
function breakSign(hands: Hands, at: string): HTMLElement {
  const sign = el('span', { class: 'bp', title: 'Stop here (B)' });
  sign.addEventListener('click', (event) => {
    event.stopPropagation();
    hands.dispatch({ kind: 'break', what: 'device', at });
  });
  return sign;
}

/** Shows where the cursor stops. */
function markBreaks(element: HTMLElement, { breaks }: State): void {
  for (const place of element.querySelectorAll<HTMLElement>('[data-break]')) {
    const stops = breaks.has(place.dataset.break!);
    if (place.classList.contains('stops') === stops) continue;
    place.classList.toggle('stops', stops);
    setAttribute(place, 'aria-description', stops ? 'stops here' : undefined);
  }
}

const isLast = (branch: Branch, direction: 'forward' | 'reply', index: number): boolean =>
  direction === 'forward' && index === branch.forward.length - 1;

/** A lease whose messages are not shown. */
const isTold = ({ kind, forward }: Leg): boolean => kind === 'lease' && forward.length === 0;

/** What chooses among zones: a node's proxy, a load balancer. */
const sends = (hop: Branch['forward'][number] | undefined): boolean => hop?.kind === 'node' || hop?.kind === 'balancer';

/** What a step is, its entry, and what policies said in it. */
function titleOf({ step: { kind, entry, policy } }: Moment): string {
  const said = policy && policy.policies.length > 0 ? `\n${decisionText(policy)}` : '';
  return `${stepLabel(kind)}: ${entry}${said}`;
}

function row(moment: Moment, hands: Hands, level: number): HTMLElement {
  const { step, index } = moment;
  const changed = changesOf(moment);
  const marks = (['mark', 'connmark', 'ctstate'] as const).filter((field) => changed.has(field));
  const rewritten = rewrites(moment);
  const marked = marks.some((field) => field !== 'ctstate');
  const picture: IconName = step.policy ? 'filter' : step.kind === 'rule' && marked ? 'mark' : step.kind;
  const element = el(
    'div',
    {
      ...{
        class: `step s-${step.kind}${rewritten || marked ? ' chg' : ''}${matters(moment) ? '' : ' minor'}`,
        role: 'treeitem',
        'aria-level': level,
      },
      ...{ id: `step-${index}`, 'aria-selected': false, title: titleOf(moment) },
      'data-break': breakKey({ kind: 'stage', at: step.stage }),
    },
    el('span', { class: 'g' }, icon(picture)),
    el('span', { class: 'st' }, step.stage),
    el('span', { class: 'e' }, ...command(step.entry)),
    rewritten
      ? tuple(moment, changed)
      : marked &&
          el(
            'span',
            { class: 'tup' },
            ...marks.filter((m) => m !== 'ctstate').flatMap((field) => markChange(moment, field)),
          ),
  );
  element.addEventListener('click', () => {
    hands.dispatch({ kind: 'step', to: index });
    const source = step.source ?? moment.hop.source;
    if (source !== undefined) hands.reveal(source, false);
  });
  element.addEventListener('dblclick', () => {
    const source = step.source ?? moment.hop.source;
    if (source !== undefined) hands.reveal(source, true);
  });
  return element;
}

/** The packet's ends after the step, with what changed marked. */
function tuple(moment: Moment, changed: ReadonlySet<PacketField>): HTMLElement {
  const { after } = moment;
  if (!after) return el('span', { class: 'tup' });
  const end = (side: 'src' | 'dst', port: 'sport' | 'dport'): Child => {
    const text = endOf(after, side);
    return changed.has(side) || changed.has(port) ? el('mark', {}, text) : text;
  };
  return el('span', { class: 'tup' }, end('src', 'sport'), ' → ', end('dst', 'dport'));
}

function markChange({ before, after }: Moment, field: 'mark' | 'connmark' | 'ctstate'): readonly Child[] {
  const name = { mark: 'fwmark', connmark: 'connmark', ctstate: 'ctstate' }[field];
  return [`${name} ${before?.[field] ?? '0x0'} → `, el('mark', {}, after?.[field] ?? '0x0'), '  '];
}
