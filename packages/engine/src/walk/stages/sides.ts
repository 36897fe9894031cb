import type { Outcome, Passage } from '../passage.ts';
import { passList } from './guard.ts';

/**
 * A router's stateless filters, for a packet that changes sides: what leaves is asked before the route table, what enters
 * after it.
 */
export function crossSides(passage: Passage): Outcome | undefined {
  const { filters } = passage.device;
  const { iif, oif } = passage;
  if (!filters || iif === oif || iif === undefined || oif === undefined) return undefined;
  const stopped = leaveSide(passage);
  if (stopped) return stopped;
  const entered = filters.get(oif)?.send;
  if (!entered) return undefined;
  passage.towards = oif;
  return passList(passage, entered, 'src', oif);
}

/** What leaves a side is asked before the route table, also where that then has no route. */
export function leaveSide(passage: Passage): Outcome | undefined {
  const { device, iif, log, routedAt } = passage;
  const left = iif === undefined ? undefined : device.filters?.get(iif)?.receive;
  if (!left || iif === undefined) return undefined;
  const routing = log?.steps.splice(routedAt) ?? [];
  const stopped = passList(passage, left, 'dst', iif);
  if (stopped) return stopped;
  log?.steps.push(...routing);
  return undefined;
}
