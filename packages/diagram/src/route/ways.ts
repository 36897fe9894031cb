import { type Branch, neverOpened, type Section, sectionsOf } from '@netk/engine';
import type { Geometry } from '../geometry.ts';
import type { Way } from './routes.ts';
import { stopsOf } from './stops.ts';

/**
 * The ways of a branch: one there and one back, and where relays end connections one for each connection and direction. A
 * way whose packet ends at a relay says so: what goes on is another connection.
 */
export function waysOf(geometry: Geometry, branch: Branch): readonly Way[] {
  return (['forward', 'reply'] as const).flatMap((direction): readonly Way[] => {
    const sections = sectionsOf(branch, direction).filter(({ from, to }) => to > from);
    // a relay that has nobody to ask ends the connection, too
    const ends = direction === 'forward' && neverOpened(branch) ? { ends: 'relay' as const } : {};
    if (sections.length === 0) return [{ direction, stops: stopsOf(geometry, branch, direction), ...ends }];
    return sections.map((section, i) => ({
      direction,
      leg: section.index,
      stops: stopsOf(geometry, branch, direction, { ...section, relay: relayIn(section, i, sections.length) }),
      ...(i > 0 ? { begins: 'relay' as const } : {}),
      ...(i < sections.length - 1 ? { ends: 'relay' as const } : ends),
    }));
  });
}

/** The hop at which a relay opens the connection of a section, or has its answer; undefined: no relay does. */
function relayIn({ direction, from, to }: Section, place: number, of: number): number | undefined {
  if (direction === 'forward') return place > 0 ? from : undefined;
  return place < of - 1 ? to - 1 : undefined;
}

/** The hops of a direction at which relays open connections, or have their answers. */
export function relaysIn(branch: Branch, direction: Section['direction']): ReadonlySet<number> {
  const sections = sectionsOf(branch, direction).filter(({ from, to }) => to > from);
  return new Set(sections.flatMap((section, i) => relayIn(section, i, sections.length) ?? []));
}
