import { declarationAt, type FileModels, type Origin, type Origins } from '@netk/language';
import type { LangiumDocument } from 'langium';
import type { Position } from 'vscode-languageserver';

/** Whether a place stands before another, or is the same. */
export const notAfter = (a: Position, b: Position): boolean =>
  a.line < b.line || (a.line === b.line && a.character <= b.character);

const contains = ({ full }: Origin, position: Position): boolean =>
  notAfter(full.start, position) && notAfter(position, full.end);

const inside = (a: Origin, b: Origin): boolean =>
  notAfter(b.full.start, a.full.start) && notAfter(a.full.end, b.full.end);

/** Elements and interfaces have boxes; addresses, ports and settings belong to the box around them. */
const hasBox = (id: string): boolean => /^[^#]+(#[a-z-]+)?(~\d+)?$|#eni\.\d+$/.test(id) && !id.startsWith('walk');

const known = new WeakMap<Origins, readonly (readonly [string, Origin])[]>();

/** The boxes of a file, listed once for each version: the caret moves more often than the text changes. */
function boxesOf(origins: Origins): readonly (readonly [string, Origin])[] {
  const boxes = known.get(origins) ?? [...origins].filter(([id]) => hasBox(id));
  known.set(origins, boxes);
  return boxes;
}

/** The element under the caret: the one that the word names, else the one whose statement stands there. */
export function elementAt(
  document: LangiumDocument,
  models: FileModels,
  position: Position,
): { readonly element: string | null; readonly walk: string | null } {
  const uri = document.uri.toString();
  const { origins, topology, ids } = models.of(document);
  const innermost = (ids: Iterable<readonly [string, Origin]>): string | null => {
    let best: readonly [string, Origin] | undefined;
    for (const entry of ids) {
      const [, origin] = entry;
      if (origin.uri !== uri || !contains(origin, position)) continue;
      if (!best || inside(origin, best[1])) best = entry;
    }
    return best?.[0] ?? null;
  };
  const walks = topology.walks.flatMap(({ id }): [string, Origin][] => {
    const origin = origins.get(id);
    return origin ? [[id, origin]] : [];
  });
  const meant = declarationAt(document, position);
  const named = meant && ids.meant(meant);
  return { element: named ?? innermost(boxesOf(origins)), walk: innermost(walks) };
}
