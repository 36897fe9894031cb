import { changesOf, endOf, type Moment, type Packet, type PacketField } from '@netk/engine';
import { targetsAt } from '../state/health.ts';
import { sectionOf } from '../state/legs.ts';
import { namesOf } from '../state/names.ts';
import { linkText, sourceOf } from '../state/source-link.ts';
import { branchOf, isStale, momentOf, type State } from '../state/state.ts';
import { showIn, tableOf } from '../state/state-link.ts';
import { command } from './command.ts';
import { type Child, el, hiddenWords, refill } from './el.ts';
import { healthList } from './health-list.ts';
import type { Hands, Part } from './panel.ts';
import { requestCard } from './request-card.ts';

/** The packet after the step, the entry that decided, what was tried before it, and the connection. */
export function packet(hands: Hands): Part {
  const element = el('aside', { class: 'pane', 'aria-label': 'Packet and rule', tabindex: 0, 'data-key': 'pane' });
  let shown: State | undefined;
  return {
    element,
    update(state) {
      const same = shown && momentOf(shown) === momentOf(state) && shown.macs === state.macs;
      if (same && shown?.health === state.health && shown?.picture === state.picture) return;
      shown = state;
      const moment = momentOf(state);
      if (!moment) return refill(element);
      const asked = requestCard(branchOf(state), moment);
      element.classList.toggle('r', moment.direction === 'reply');
      refill(
        element,
        !branchOf(state)?.control && part(header(state, moment, hands)),
        asked.length > 0 && part(asked),
        part([...decision(state, moment, hands), ...healthOf(state, moment, hands), ...evidence(moment)]),
      );
      element.scrollTop = 0;
    },
  };
}

/** What stands in one column, where there is room for several. */
const part = (children: readonly Child[]): HTMLElement => el('div', { class: 'part' }, ...children);

function header(state: State, moment: Moment, hands: Hands): readonly Child[] {
  const changed = changesOf(moment);
  const layers = changed.has('smac') || changed.has('dmac');
  const count = [...changed].filter((field) => field !== 'flags').length;
  const toggle = el(
    'button',
    { class: 'link', 'data-key': 'macs', 'aria-pressed': state.macs, onclick: () => hands.dispatch({ kind: 'macs' }) },
    state.macs || layers ? 'MACs shown' : 'show MACs',
  );
  const letter = sectionOf(branchOf(state), moment)?.letter;
  const title = el(
    'h3',
    {},
    letter === undefined ? 'Packet now ' : `Packet of ${letter} now `,
    el('span', { class: 'who2' }, count > 0 ? `${count} changed` : 'unchanged'),
    toggle,
  );
  const names = state.picture ? namesOf(state.picture.scene) : new Map<string, string>();
  return [title, moment.after && card(moment.before, moment.after, changed, names, state.macs || layers)];
}

/** One layer of headers; an encapsulated packet follows inside, one step to the right. */
function card(
  before: Packet | undefined,
  after: Packet,
  changed: ReadonlySet<PacketField>,
  names: ReadonlyMap<string, string>,
  macs: boolean,
): HTMLElement {
  const rows: HTMLElement[] = [];
  const add = (
    label: string,
    fields: readonly PacketField[],
    show: (of: Packet) => string,
    style: 'own' | 'inline',
    who = '',
  ): void => {
    const now = show(after);
    const was = before ? show(before) : '';
    const differs = fields.some((field) => changed.has(field)) && was !== now;
    if (!differs && now === '' && was === '') return;
    const key = fields[0] === 'src' || fields[0] === 'dst';
    const owner = who === '' ? undefined : el('span', { class: 'who2' }, ` ${who}`);
    const cell = differs
      ? el(
          'td',
          { class: style },
          was !== '' && el('span', { class: 'old' }, hiddenWords('was '), was),
          style === 'inline' && was !== '' && el('span', { class: 'arr', 'aria-hidden': 'true' }, ' → '),
          el('span', { class: 'new' }, hiddenWords(' now '), now || '–', owner),
        )
      : el('td', { class: style }, now, owner);
    rows.push(
      el('tr', { class: `${differs ? 'chg' : ''}${key ? ' key' : ''}` }, el('th', { scope: 'row' }, label), cell),
    );
  };
  add('source', ['src', 'sport'], (of) => endOf(of, 'src'), 'own', names.get(after.src));
  add('dest.', ['dst', 'dport'], (of) => endOf(of, 'dst'), 'own', names.get(after.dst));
  add(after.protocol, ['flags'], (of) => of.flags ?? '·', 'inline');
  add(after.src.includes(':') ? 'hop limit' : 'TTL', ['ttl'], (of) => String(of.ttl), 'inline');
  add('fwmark', ['mark'], (of) => of.mark ?? '0x0', 'inline');
  add('connmark', ['connmark'], (of) => of.connmark ?? '0x0', 'inline');
  add('ctstate', ['ctstate'], (of) => of.ctstate ?? '–', 'inline');
  if (macs) {
    add('src MAC', ['smac'], (of) => of.smac ?? '', 'inline');
    add('dst MAC', ['dmac'], (of) => of.dmac ?? '', 'inline');
  }
  const table = el(
    'table',
    { class: 'hdr' },
    el('caption', { class: 'sr' }, 'Header before and after'),
    el('tbody', {}, ...rows),
  );
  if (!after.inner) return table;
  const inner = el('div', { class: 'inner' }, card(before?.inner, after.inner, new Set(), names, false));
  return el('div', {}, table, inner);
}

function decision(state: State, moment: Moment, hands: Hands): readonly Child[] {
  const { step } = moment;
  const source = state.picture && sourceOf(state.picture, moment);
  const stale = isStale(state);
  const link =
    source &&
    el(
      'button',
      { class: 'link', 'data-key': 'source', disabled: stale, onclick: () => hands.reveal(source.element, true) },
      linkText(source.range),
    );
  const table = tableOf(moment);
  const tableLink =
    table &&
    el(
      'button',
      { class: 'link', 'data-key': 'table', disabled: stale, onclick: () => hands.showState(moment) },
      showIn(table),
    );
  const notes: string[] = [];
  if (step.default) notes.push('This follows from a preset, not from a line of the file.');
  if (step.random) notes.push('The real system draws this value at random.');
  return [
    el(
      'h3',
      {},
      `${step.kind === 'drop' ? 'Dropped by' : 'Decided by'} · ${step.stage}`,
      el('span', { class: 'links' }, tableLink, link),
    ),
    el('div', { class: step.kind === 'drop' ? 'rule drop' : 'rule' }, ...command(step.entry)),
    ...notes.map((note) => el('p', { class: 'note' }, note)),
  ];
}

/** At the step that picks a target: how each of the group is. */
function healthOf(state: State, moment: Moment, hands: Hands): readonly Child[] {
  const targets = targetsAt(state.health, moment);
  if (targets.length === 0) return [];
  const good = targets.filter(({ state: each }) => each === 'healthy').length;
  const count = el('span', { class: 'who2' }, `${good} of ${targets.length} healthy`);
  return [el('h3', {}, 'Health checks ', count), healthList(state, targets, hands)];
}

function evidence({ step, hop }: Moment): readonly Child[] {
  const tried = step.tried ?? [];
  return [
    tried.length > 0 &&
      el(
        'details',
        { open: true },
        el('summary', {}, `Tried before, did not match (${tried.length})`),
        el(
          'ul',
          { class: 'tried' },
          ...tried.map((each) => el('li', {}, el('code', {}, ...command(each.entry)), el('span', {}, each.why))),
        ),
      ),
    step.conntrack !== undefined &&
      el(
        'details',
        { open: true },
        el('summary', {}, `conntrack -L on ${hop.device}`),
        el('div', { class: 'rule calm' }, step.conntrack),
      ),
  ];
}
