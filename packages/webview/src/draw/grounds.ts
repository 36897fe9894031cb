import { type Branch, deathOf, explainOutcome, type Outcome, type TargetHealth, type Trace } from '@netk/engine';
import type { Problem } from '@netk/protocol';
import { targetsAt } from '../state/health.ts';
import { offersOf } from '../state/mends.ts';
import { linkText, sourceOf } from '../state/source-link.ts';
import { branchOf, type State } from '../state/state.ts';
import { fixesAt, stuckAt } from '../state/stuck.ts';
import { type Child, el } from './el.ts';
import { healthList } from './health-list.ts';
import { mendList } from './mends.ts';
import type { Hands } from './panel.ts';

/** Where the page of a cause is. */
const page = 'https://github.com/netk-dev/netk/blob/main/docs/causes.md';

type Row = readonly [string, Child];

/** What the answer rests on, below it: why a packet dies and what to change, what is missing, what was expected. */
export function groundsOf(state: State, trace: Trace, hands: Hands): readonly Child[] {
  const branch = branchOf(state);
  if (!branch) return stuck(state, trace, hands);
  const blocked = branch.verdict !== 'delivered';
  const rows = [
    ...(blocked ? reasonRows(explainOutcome(trace, branch), branch, state, hands) : []),
    ...failedOf(state).map((failed, at): Row => ['Expected', expectedRow(failed, at, hands)]),
  ];
  if (rows.length === 0) return [];
  return [el('dl', { class: 'facts' }, ...rows.flatMap(([term, said]) => [el('dt', {}, term), el('dd', {}, said)]))];
}

/** The expectations of the shown walk that do not hold. */
const failedOf = ({ marks, walk }: State): readonly Problem[] =>
  (walk === undefined ? undefined : marks.get(walk)?.failed) ?? [];

const expectedRow = ({ message, range }: Problem, at: number, hands: Hands): HTMLElement =>
  el(
    'span',
    {},
    `${message} `,
    el('button', { class: 'link', 'data-key': `expected-${at}`, onclick: () => hands.goTo(range) }, linkText(range)),
  );

/** Why a packet does not arrive and what to change: the rows below the answer. */
function reasonRows(said: Outcome, branch: Branch, state: State, hands: Hands): readonly Row[] {
  const rows: Row[] = [];
  if (said.where) rows.push(['Where', said.where]);
  const death = deathOf(branch);
  if (death && branch.verdict !== 'undetermined') rows.push(['Why', whyOf(said, death, state, hands)]);
  else if (said.why) rows.push(['Why', said.why]);
  // what can be done at once comes before what is only told
  const offers = offersOf(state);
  const isMendable = offers.some(({ stops }) => stops.includes(0));
  if (isMendable) rows.push(['To change', mendList(offers, hands)]);
  if (branch.verdict !== 'undetermined') rows.push(['Client sees', strong(said.clientSees)]);
  const bad = badTargets(state, branch);
  if (bad.length > 0) rows.push(['Targets', healthList(state, bad, hands)]);
  else if (said.unhealthy) rows.push(['Targets', targetsOf(said.unhealthy)]);
  if (said.cause !== undefined) {
    const href = `${page}#${said.cause.toLowerCase()}`;
    rows.push(['Cause', el('a', { class: 'link code', href, 'data-key': 'cause' }, said.cause)]);
  }
  if (!isMendable && said.change !== undefined) rows.push(['To change', said.change]);
  const next = (branch.blockers ?? []).slice(1);
  if (next.length > 0) rows.push(['Would stop next', listOf(next, hands)]);
  for (const reason of branch.verdict === 'undetermined' ? [] : (state.trace?.reasons ?? []))
    rows.push(['Note', reason]);
  return rows;
}

/** The targets among which the branch had to pick and that are not healthy, with their checks. */
const badTargets = ({ health }: State, { forward }: Branch): readonly TargetHealth[] =>
  forward.flatMap((hop) =>
    hop.steps.flatMap((step) => targetsAt(health, { hop, step }).filter(({ state }) => state !== 'healthy')),
  );

/** Each target that is not healthy, with what it was asked and what came. */
const targetsOf = (unhealthy: readonly string[]): HTMLElement =>
  el('ul', { class: 'next' }, ...unhealthy.map((each) => el('li', {}, `✕ ${each}`)));

const clientWords = (client: Branch['client']): string =>
  client.startsWith('http-') ? `HTTP ${client.slice('http-'.length)}` : (words[client] ?? client);

const words: Readonly<Record<string, string>> = {
  ok: 'an answer',
  timeout: 'a timeout',
  refused: 'a refusal',
  'not-permitted': 'operation not permitted',
  unreachable: 'host unreachable',
  closed: 'a connection that is closed at once',
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
        el('p', {}, `Client would see ${clientWords(client)}. ${fix ?? ''}`),
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

/** A question that has no branch at all: what is missing, where in this walk, and what would mend that. */
function stuck(state: State, trace: Trace, hands: Hands): readonly Child[] {
  const range = stuckAt(state);
  const titles = fixesAt(state, range).slice(0, mostFixes);
  return [
    el('ul', { class: 'reasons' }, ...(trace.reasons ?? []).map((reason) => el('li', {}, reason))),
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
  ];
}
