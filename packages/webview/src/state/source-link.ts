import type { Hop, Step } from '@netk/engine';
import type { Picture, Range } from '@netk/protocol';

/** The place in the source that a step or its device comes from. */
export function sourceOf(
  picture: Picture,
  at: { readonly hop: Hop; readonly step: Step },
): { readonly element: string; readonly range: Range } | undefined {
  for (const element of [at.step.source, at.hop.source]) {
    const range = element === undefined ? undefined : picture.ranges[element];
    if (element !== undefined && range) return { element, range };
  }
  return undefined;
}

/** `t1.netk:41`. */
export function linkText(range: Range): string {
  const file = decodeURIComponent(range.uri.split('/').at(-1) ?? '');
  return `${file}:${range.start.line + 1}`;
}
