import type { Box } from '@netk/diagram';
import { select } from 'd3';
import { chipOf, groupsOn, healthSigns, healthWords } from '../state/health.ts';
import type { State } from '../state/state.ts';
import { shape } from './boxes.ts';
import { healthTones } from './health-list.ts';

/** Writes on the chips of target groups what their health checks found; a shelf whose targets are all bad has a border that says so. */
export function markHealth(world: SVGGElement, { health, picture }: State): void {
  const states = new Map<string, string[]>();
  for (const node of world.querySelectorAll<SVGGElement>('g.k-target')) {
    const box = select<SVGGElement, Box>(node).datum();
    const chip = chipOf(health, groupsOn(picture?.scene, box.parent), box.element ?? '');
    states.set(box.parent ?? '', [...(states.get(box.parent ?? '') ?? []), chip?.state ?? '']);
    const sign = node.querySelector('.health');
    if (sign) sign.textContent = chip ? healthSigns[chip.state] : '';
    sign?.setAttribute('class', `health ${chip ? healthTones[chip.state] : ''}`);
    node.classList.toggle('unhealthy', chip?.state === 'unhealthy');
    const words = chip ? `${healthWords[chip.state]}. ${chip.lines.join('. ')}. Enter opens the check` : 'no check';
    node.setAttribute('aria-label', `${box.label}, target, ${words}`);
    entitle(node, chip ? [...chip.lines, 'Enter or a double click opens the health check'].join('\n') : box.label);
  }
  for (const node of world.querySelectorAll<SVGGElement>('g.k-group')) {
    const { id } = select<SVGGElement, Box>(node).datum();
    const own = states.get(id) ?? [];
    node.classList.toggle('bad', own.every((state) => state === 'unhealthy') && (own.length > 0 || empty(picture, id)));
  }
}

/** Nothing is registered in it. */
const empty = (picture: State['picture'], id: string): boolean =>
  picture?.scene.vpcs.some(({ groups }) => groups.some((group) => group.id === id && group.targets.length === 0)) ??
  false;

/** The words under the mouse. */
function entitle(node: SVGGElement, text: string): void {
  let title = node.querySelector(':scope > title');
  if (!title) {
    title = shape('title', {});
    node.prepend(title);
  }
  title.textContent = text;
}
