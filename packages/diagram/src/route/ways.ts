import { type Branch, sectionsOf } from '@netk/engine';
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
    if (sections.length === 0) return [{ direction, stops: stopsOf(geometry, branch, direction) }];
    return sections.map((section, i) => ({
      direction,
      stops: stopsOf(geometry, branch, direction, section),
      ...(i > 0 ? { begins: 'relay' as const } : {}),
      ...(i < sections.length - 1 ? { ends: 'relay' as const } : {}),
    }));
  });
}
