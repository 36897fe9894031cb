import type { Device } from '../../network/network.ts';
import { isolatedText, type PolicyList, type PolicySkip } from '../../network/policy.ts';
import { decisionText } from '../explain/policy.ts';
import type { Line } from './line.ts';

/**
 * What programs at the node's ends of pods' links let through, as rules in the order in which they are asked. What the agent of the VPC CNI prints are maps of
 * addresses and ports, without the policies that they come from. Behind them stand policies that nobody asks, and why. Undefined: there is neither.
 */
export function showPolicies({ interfaces }: Device): readonly Line[] | undefined {
  const guarded = interfaces.flatMap(({ name, policies, skips }) => {
    const skipped = [skips?.egress, skips?.ingress].filter((each) => each !== undefined && !each.own) as PolicySkip[];
    return policies || skipped.length > 0 ? [{ name, policies, skipped }] : [];
  });
  if (guarded.length === 0) return undefined;
  return guarded.flatMap(({ name, policies, skipped }): readonly Line[] => [
    { text: `${name}:` },
    ...(policies?.exempt ? [{ text: `  passes: ${policies.exempt.text}` }] : []),
    ...[policies?.in, policies?.out].flatMap((list) => (list ? listLines(name, list) : [])),
    ...skipped.map((skip) => ({ text: `  ${skipText(skip)}` })),
  ]);
}

const skipText = ({ direction, policies, why }: PolicySkip): string =>
  decisionText({ verdict: 'skip', direction, policies, why });

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
