import { type Moment, rewrites } from '@netk/engine';
import type { Move } from './event.ts';

/** Where a move leads from a step; the step itself where there is nothing further. */
export function move(moments: readonly Moment[], step: number, where: Move): number {
  // some steps may be left out: places are those of the whole walk
  const here = moments.find(({ index }) => index === step);
  const [first, last] = [moments[0], moments.at(-1)];
  if (!here || !first || !last) return 0;
  switch (where) {
    case 'first':
      return first.index;
    case 'last':
      return last.index;
    case 'next':
      return moments.find(({ index }) => index > step)?.index ?? step;
    case 'previous':
      return moments.findLast(({ index }) => index < step)?.index ?? step;
    case 'next-device':
      return moments.find((other) => other.index > step && other.hop !== here.hop)?.index ?? step;
    case 'previous-device':
      return previousDevice(moments, here);
    case 'next-leg':
      return moments.find((other) => other.index > step && !sameLeg(other, here))?.index ?? step;
    case 'previous-leg':
      return previousLeg(moments, here);
    case 'next-rewrite':
      return moments.find((other) => other.index > step && decides(other))?.index ?? step;
    case 'previous-rewrite':
      return moments.findLast((other) => other.index < step && decides(other))?.index ?? step;
    case 'mirror':
      return mirror(moments, here);
  }
}

const decides = (moment: Moment): boolean =>
  moment.step.kind === 'drop' || moment.step.kind === 'connect' || rewrites(moment);

/** One connection in one direction. */
const sameLeg = (a: Moment, b: Moment): boolean => a.direction === b.direction && a.leg === b.leg;

/** The first step of the connection before, in the order in which they are passed. */
function previousLeg(moments: readonly Moment[], here: Moment): number {
  const before = moments.findLast((other) => other.index < here.index && !sameLeg(other, here));
  return before ? moments.find((other) => sameLeg(other, before))!.index : here.index;
}

/** The first step of the device before. */
function previousDevice(moments: readonly Moment[], here: Moment): number {
  const before = moments.findLast((other) => other.index < here.index && other.hop !== here.hop);
  return before ? moments.find((other) => other.hop === before.hop)!.index : here.index;
}

/** The same device on the other way; the start of the other way where it is not passed. */
function mirror(moments: readonly Moment[], here: Moment): number {
  const turned = moments.filter((other) => other.direction !== here.direction);
  const own = turned.filter((other) => other.leg === here.leg);
  const others = own.length > 0 ? own : turned;
  const same = others.filter((other) => other.hop.id === here.hop.id);
  // The n-th passage from the front is the n-th from the back on the other way.
  const passages = [...new Set(moments.filter((m) => sameLeg(m, here) && m.hop.id === here.hop.id).map((m) => m.hop))];
  const back = [...new Set(same.map((m) => m.hop))].reverse();
  const hop = back[passages.indexOf(here.hop)] ?? back[0];
  return (hop ? others.find((other) => other.hop === hop) : others[0])?.index ?? here.index;
}
