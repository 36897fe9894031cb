import {
  addedHeaders,
  type Branch,
  headerName,
  isInTls,
  type Moment,
  requestBefore,
  type Section,
  statusOf,
} from '@netk/engine';
import { connectionAt } from '../state/legs.ts';
import { type Child, el, hiddenWords } from './el.ts';

type Row = readonly [label: string, value: string, added?: true];

/** What is asked over the connection of the step, or what came back; only where the device of the step could read it. */
export function requestCard(branch: Branch | undefined, moment: Moment): readonly Child[] {
  const section = branch && connectionAt(branch, moment);
  const request = section?.leg.request;
  if (!branch || !section || request?.kind !== 'http') return [];
  const answers = moment.direction === 'reply';
  const title = `${answers ? 'Response' : 'Request'}${section.letter === undefined ? '' : ` of ${section.letter}`} `;
  if (isInTls(request) && !isEnd(section, moment))
    return [
      el('h3', {}, title, el('span', { class: 'who2' }, 'inside TLS')),
      el('p', { class: 'note' }, `Inside TLS, unreadable here; visible: SNI ${request.host.replace(/:\d+$/, '')}`),
    ];
  if (answers) {
    const status = statusOf({ client: section.leg.client, legs: [section.leg], forward: section.leg.forward });
    const said = status === undefined ? `none: ${section.leg.client}` : String(status);
    return [el('h3', {}, title), table([['status', said]])];
  }
  const added = addedHeaders(requestBefore(branch.legs ?? [], section.index), request);
  const relayed = requestBefore(branch.legs ?? [], section.index) !== undefined;
  const kept = Object.entries(request.headers).filter(([name]) => !added.some(([other]) => other === name));
  const rows: readonly Row[] = [
    ['method', request.method],
    ['host', request.host],
    ['path', request.path],
    ...(request.query === undefined ? [] : [['query', request.query] as const]),
    ...kept.map(([name, value]): Row => [headerName(name), value]),
    ...added.map(([name, value]): Row => (relayed ? [headerName(name), value, true] : [headerName(name), value])),
  ];
  const count = relayed && added.length > 0 ? `${added.length} added` : '';
  return [el('h3', {}, title, el('span', { class: 'who2' }, count)), table(rows)];
}

/** Whether the device of a step is one of the two between which a connection is encrypted. */
function isEnd({ from, to }: Section, { hopIndex, hop }: Moment): boolean {
  const took = hop.steps.some(({ kind }) => kind === 'deliver');
  return hopIndex === from || (hopIndex === to - 1 && took);
}

const table = (rows: readonly Row[]): HTMLElement =>
  el(
    'table',
    { class: 'hdr asked' },
    el('caption', { class: 'sr' }, 'Request'),
    el(
      'tbody',
      {},
      ...rows.map(([label, value, added]) =>
        el(
          'tr',
          { class: added ? 'chg key' : 'key' },
          el('th', { scope: 'row' }, label),
          el(
            'td',
            { class: 'own' },
            added && hiddenWords('added '),
            added ? el('span', { class: 'new' }, value) : value,
          ),
        ),
      ),
    ),
  );
