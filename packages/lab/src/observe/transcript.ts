import type { Branch, Hop } from '@netk/engine';
import { type Sight, showEvent } from './event.ts';
import { eventsOf, randomPorts } from './expected.ts';

/**
 * What was seen, as text that is the same at every run: ports that the kernel drew are named by their role. `versions`
 * are those of the kernel and the tools.
 */
export function transcriptOf(branch: Branch, sight: Sight, versions: Readonly<Record<string, string>>): string {
  const names = roleNames(branch, sight);
  const lines = (hops: readonly Hop[]): string[] =>
    eventsOf(hops).map((event) => `  ${showEvent(event, (port) => names.get(port))}`);
  return [
    ...Object.entries(versions).map(([tool, version]) => `# ${tool}: ${version}`),
    ...branch.choices.map(({ kind, at, of, picked }) => `chosen: ${kind} of ${of} at ${at}: ${picked}`),
    'forward',
    ...lines(sight.forward),
    'reply',
    ...lines(sight.reply),
    `client: ${sight.client}`,
    '',
  ].join('\n');
}

/** The same text from the walk alone: a transcript can be held against it where there is no laboratory. */
export const predicted = (branch: Branch): string => transcriptOf(branch, branch, {});

/** Observed ports whose counterparts in the walk are random. */
function roleNames(branch: Branch, sight: Sight): ReadonlyMap<number, string> {
  const random = randomPorts(branch);
  const out = new Map<number, string>();
  for (const way of ['forward', 'reply'] as const) {
    const simulated = eventsOf(branch[way]);
    eventsOf(sight[way]).forEach((seen, at) => {
      for (const side of ['sport', 'dport'] as const) {
        const [port, counterpart] = [seen[side], simulated[at]?.[side]];
        if (port !== undefined && counterpart !== undefined && random.has(counterpart) && !out.has(port))
          out.set(port, `random${out.size + 1}`);
      }
    });
  }
  return out;
}
