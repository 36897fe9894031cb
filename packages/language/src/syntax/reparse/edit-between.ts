/** What became of a text: its characters from `start` to `end` are now those from `start` to `newEnd`. Offsets in UTF-16. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly newEnd: number;
}

/** Characters that are compared at once: most of a large file did not change. */
const chunk = 4096;

function commonStart(before: string, after: string): number {
  const most = Math.min(before.length, after.length);
  let at = 0;
  while (at + chunk <= most && before.slice(at, at + chunk) === after.slice(at, at + chunk)) at += chunk;
  while (at < most && before.charCodeAt(at) === after.charCodeAt(at)) at += 1;
  return at;
}

function commonEnd(before: string, after: string, most: number): number {
  const [a, b] = [before.length, after.length];
  let at = 0;
  while (at + chunk <= most && before.slice(a - at - chunk, a - at) === after.slice(b - at - chunk, b - at))
    at += chunk;
  while (at < most && before.charCodeAt(a - at - 1) === after.charCodeAt(b - at - 1)) at += 1;
  return at;
}

/** The smallest edit that makes one text of another; undefined when they are the same. */
export function editBetween(before: string, after: string): Edit | undefined {
  if (before === after) return undefined;
  const start = commonStart(before, after);
  const kept = commonEnd(before, after, Math.min(before.length, after.length) - start);
  return { start, end: before.length - kept, newEnd: after.length - kept };
}
