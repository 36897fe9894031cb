import type { TargetHealth } from '@netk/engine';
import { checkOf, healthSigns, stateText, walkOfCheck } from '../state/health.ts';
import type { State } from '../state/state.ts';
import { el, hiddenWords } from './el.ts';
import type { Hands } from './panel.ts';

/** More than somebody reads beside a packet. */
const most = 12;

export const healthTones: Readonly<Record<TargetHealth['state'], string>> = {
  healthy: 'ok',
  unhealthy: 'bad',
  draining: 'dim',
  some: 'warn',
  unknown: 'warn',
  unchecked: 'dim',
};

/** Targets with what their checks asked and what came, each check a walk that can be opened. */
export function healthList(state: State, targets: readonly TargetHealth[], hands: Hands): HTMLElement {
  const more = targets.length - most;
  return el(
    'ul',
    { class: 'health' },
    ...targets.slice(0, most).map((target) => item(state, target, hands)),
    more > 0 && el('li', {}, `and ${more} more`),
  );
}

function item(state: State, target: TargetHealth, hands: Hands): HTMLElement {
  const check = checkOf(target);
  return el(
    'li',
    {},
    el('span', { class: healthTones[target.state], 'aria-hidden': 'true' }, healthSigns[target.state]),
    el(
      'span',
      {},
      el('b', {}, target.label),
      ` ${stateText(target)}`,
      check && ' · ',
      check && el('code', {}, `${check.asked} from ${check.zone || target.of}`),
      check && ' · ',
      check &&
        el(
          'button',
          {
            class: 'link',
            'data-key': `check-${target.group}-${target.at}`,
            onclick: () => hands.dispatch({ kind: 'check', walk: walkOfCheck(state, target, check) }),
          },
          'Open this check',
          hiddenWords(` of ${target.label}`),
        ),
    ),
  );
}
