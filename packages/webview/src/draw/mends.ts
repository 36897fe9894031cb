import type { MendOffer } from '@netk/protocol';
import { linkText } from '../state/source-link.ts';
import { el, hiddenWords } from './el.ts';
import type { Hands } from './panel.ts';

const signs = { delivered: '✓', 'not-delivered': '✕', mixed: '△', undetermined: '?' } as const;
const tones = { delivered: 'ok', 'not-delivered': 'bad', mixed: 'warn', undetermined: 'warn' } as const;

/** `1`, `1 and 2`: the stops that an offer is about, as they are numbered. */
const stopsOf = ({ stops }: MendOffer): string => [...new Set(stops)].map((stop) => stop + 1).join(' and ');

/** What can be changed, with what each costs and what came of it: each is previewed or applied. */
export const mendList = (offers: readonly MendOffer[], hands: Hands): HTMLElement =>
  el('ol', { class: 'mends' }, ...offers.map((offer, at) => mendItem(offer, at, hands)));

function mendItem(offer: MendOffer, at: number, hands: Hands): HTMLElement {
  const { mends, edits, cost, verdict, outcome } = offer;
  const several = mends.length > 1;
  const title = several ? `${stopsOf(offer)} together` : mends[0]!;
  const stop = hiddenWords(several ? '' : `, against stop ${stopsOf(offer)}`);
  return el(
    'li',
    {},
    el('p', { class: 'title' }, el('b', {}, title), stop),
    el(
      'div',
      { class: 'row' },
      el(
        'button',
        {
          ...{ class: 'btn', 'data-key': `mend-try-${at}`, 'aria-label': `Preview: ${title}` },
          onclick: () => hands.preview(offer),
        },
        'Preview',
      ),
      el(
        'button',
        {
          ...{ class: 'btn quiet', 'data-key': `mend-do-${at}`, 'aria-label': `Apply: ${title}` },
          onclick: () => hands.applyMend(offer),
        },
        several ? `Apply ${stopsOf(offer)}` : 'Apply',
      ),
    ),
    !several && el('div', { class: 'diff' }, ...edits.map((edit, i) => diffLine(edit, `${at}-${i}`, hands))),
    !several && el('p', { class: 'cost' }, el('span', { class: 'who2' }, 'Costs: '), cost),
    el(
      'p',
      { class: 'then' },
      el('span', { class: 'who2' }, 'Walked: '),
      el('span', { class: tones[verdict] }, el('span', { 'aria-hidden': 'true' }, `${signs[verdict]} `), outcome),
    ),
  );
}

/** `+ ingress tcp/80 from 10.0.0.0/16`, and where. */
function diffLine({ range, newText }: MendOffer['edits'][number], key: string, hands: Hands): HTMLElement {
  const link = el(
    'button',
    { class: 'link', 'data-key': `mend-at-${key}`, onclick: () => hands.goTo(range) },
    linkText(range),
  );
  return el('span', {}, el('code', {}, `+ ${newText.trim().replace(/;$/, '')}`), ' ', link);
}
