import type { Device } from '../../network/network.ts';
import { isolatedText, type PolicyList } from '../../network/policy.ts';
import type { Line } from './line.ts';

/**
 * What programs at the node's ends of pods' links let through, as rules in the order in which they are asked. What the agent of the VPC CNI prints are maps of
 * addresses and ports, without the policies that they come from. Undefined: there are no such programs.
 */
export function showPolicies({ interfaces }: Device): readonly Line[] | undefined {
  const guarded = interfaces.flatMap(({ name, policies }) => (policies ? [{ name, policies }] : []));
  if (guarded.length === 0) return undefined;
  return guarded.flatMap(({ name, policies }): readonly Line[] => [
    { text: `${name}:` },
    ...(policies.exempt ? [{ text: `  passes: ${policies.exempt.text}` }] : []),
    ...[policies.in, policies.out].flatMap((list) => (list ? listLines(name, list) : [])),
  ]);
}

function listLines(name: string, { direction, tiers, closed }: PolicyList): readonly Line[] {
  const table = policiesAt(name, direction);
  const line = (entry: string): Line => ({ text: `    ${entry}`, entry, table });
  return [
    { text: `  ${direction}:` },
    ...(closed ? [line(closed.entry)] : []),
    ...tiers.flatMap(({ lines, isolating }) => [
      ...lines.map(({ entry }) => line(entry)),
      ...(isolating ? [line(isolatedText(isolating))] : []),
    ]),
  ];
}

/** What a line of a view says of its place: the interface, and the direction as the pod has it. */
export const policiesAt = (name: string, direction: string): string => `${name} ${direction}`;
