import type { Moment } from '@netk/engine';
import type { Geometry } from '../geometry.ts';

/** Ids of the boxes on the way, and of those where the packet is now. */
export function litOf(
  geometry: Geometry,
  stops: readonly string[],
  moment: Moment | undefined,
  picked: readonly string[],
): { on: Set<string>; now: Set<string> } {
  const on = new Set<string>();
  for (const stop of stops) {
    for (const id of [
      stop,
      stop.replace(/^kern:(.*?)(\/.*)?$/, '$1'),
      stop.replace(/^cell:/, ''),
      stop.replace(/^sub:/, ''),
      stop.replace(/:out$/, ''),
    ])
      on.add(id);
    const node = geometry.anchors.get(stop)?.node;
    if (node !== undefined) for (const id of [node, `kern:${node}`]) on.add(id);
  }
  for (const id of picked) on.add(id);
  if (!moment) return { on, now: new Set() };
  const { hop, step } = moment;
  const now = new Set<string>([hop.id, ...(hop.source === undefined ? [] : [hop.source])]);
  if (hop.kind === 'internet' && !geometry.anchors.has(hop.id)) now.add('internet');
  if (hop.kind === 'router') {
    const names = hop.steps.flatMap((each) => (each.interface === undefined ? [] : [each.interface]));
    for (const box of geometry.boxes) {
      const subnet = box.kind === 'gateway' && geometry.boxes.find((other) => other.id === box.parent);
      if (subnet && names.includes(subnet.label)) now.add(box.id);
    }
  }
  if (hop.kind === 'node' && (step.kind === 'receive' || step.kind === 'send')) {
    const eni = geometry.boxes.find(
      (box) => box.kind === 'eni' && box.parent === hop.id && box.label === step.interface,
    );
    if (eni) now.add(eni.id);
  }
  return { on, now };
}
