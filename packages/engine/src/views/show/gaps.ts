import type { Device } from '../../network/network.ts';
import { comment, type Line } from './line.ts';

/** What acts on a machine and is not modelled, each once, as comments of the real tools: the head of whatever is shown of it. */
export function showGaps({ unmodelled = [], interfaces }: Device): readonly Line[] {
  const atInterfaces = interfaces.flatMap(({ unmodelled: marks }) => [marks?.in, marks?.out]);
  const all = [...unmodelled.map(({ why }) => why), ...atInterfaces].filter((why) => why !== undefined);
  return [...new Set(all)].map(comment);
}
