import type { SketchWanted } from '@netk/protocol';

/** What the words behind the fence ask for: ` ```netk W23 sequence `. Undefined: it is no block of netk. */
export function wantedBy({
  info,
  content,
}: {
  readonly info: string;
  readonly content: string;
}): SketchWanted | undefined {
  const [language, ...words] = info.trim().split(/\s+/);
  if (language !== 'netk') return undefined;
  const view = words.includes('sequence') ? 'sequence' : 'topology';
  const walk = words.find((word) => word !== 'sequence' && word !== 'topology');
  return { text: content, view, ...(walk === undefined ? {} : { walk }) };
}
