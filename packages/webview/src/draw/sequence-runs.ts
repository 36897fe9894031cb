import type { Chart, Lane, Run } from '@netk/diagram';
import { runsIn } from '../state/runs.ts';
import { shape } from './boxes.ts';
import { el, refill } from './el.ts';
import type { Hands, Part } from './panel.ts';
import { rove } from './rove.ts';

/** What a click on a run does, as its tip says it. */
const tipOf = ({ isOpen, members }: Pick<Run, 'isOpen' | 'members'>): string =>
  `${isOpen ? 'Fold into one lane' : 'Unfold'} (Shift+Z): ${members.join(', ')}`;

const none: readonly Run[] = [];

/** A button for each run of devices: it unfolds the run into lanes, and folds it. */
export function runs(hands: Hands): Part {
  const element = el('div', { class: 'foldbar', hidden: true });
  let shown: readonly Run[] | undefined;
  return {
    element,
    update(state) {
      const now = state.view === 'sequence' ? runsIn(state) : none;
      if (now === shown) return;
      shown = now;
      element.hidden = now.length === 0;
      const buttons = now.map((run) =>
        el(
          'button',
          {
            ...{ class: 'run', 'data-key': `run-${run.key}`, 'aria-expanded': run.isOpen, title: tipOf(run) },
            // several runs may have as many devices
            'aria-label': `${run.label}: ${run.members.join(', ')}`,
            onclick: () => hands.dispatch({ kind: 'run', key: run.key }),
          },
          el('span', { class: 'fold', 'aria-hidden': 'true' }, signOf(run)),
          run.label,
        ),
      );
      const group = el('div', { class: 'runs', role: 'toolbar', 'aria-label': 'Lanes of several devices' }, ...buttons);
      rove(group, buttons);
      refill(element, group);
    },
  };
}

const signOf = ({ isOpen }: Pick<Run, 'isOpen'>): string => (isOpen ? '▾' : '▸');

/** Gives the heads of lanes that fold or unfold the sign of it. For the mouse; the buttons above are for everybody. */
export function markRuns(svg: SVGSVGElement, { lanes, runs: all }: Pick<Chart, 'lanes' | 'runs'>): void {
  for (const head of svg.querySelectorAll<SVGGElement>('.lane-head')) {
    const run = runOf(lanes[Number(head.dataset.lane)], all);
    if (!run) continue;
    head.dataset.run = run.key;
    const box = head.querySelector('rect');
    const sign = shape('text', {
      class: 'fold',
      x: Number(box?.getAttribute('x')) + 9,
      y: Number(box?.getAttribute('y')) + 12,
    });
    sign.textContent = signOf(run);
    head.append(sign);
    const title = head.querySelector('title');
    if (title) title.textContent = `${title.textContent}\n${tipOf(run)}`;
  }
}

const runOf = (lane: Lane | undefined, all: readonly Run[]): Run | undefined =>
  all.find(({ key }) => lane?.runs.includes(key));

/** The run on whose head a click was; undefined: on none. */
export const clickedRun = (event: Event): string | undefined =>
  (event.target as Element).closest<SVGGElement>('.lane-head[data-run]')?.dataset.run;
