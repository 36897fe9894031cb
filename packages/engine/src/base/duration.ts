/** Seconds of each unit that a duration may have. */
const units = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 } as const;

const part = /(\d+(?:\.\d+)?)(ms|s|m|h|d)/g;

/**
 * The seconds of a duration: `600s`, `10m`, `1.5h`, `1h30m`, or a bare number of seconds as the APIs of Kubernetes and
 * AWS write them. Undefined when it is none.
 */
export function secondsOf(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/.test(text)) return undefined;
  let seconds = 0;
  for (const [, count, unit] of text.matchAll(part)) seconds += Number(count) * units[unit as keyof typeof units];
  return seconds;
}
