import type { PolicyPeer } from '../../topology/cluster.ts';
import type { PortSpec } from '../../topology/filter.ts';
import type { Requirement } from '../../topology/setting.ts';

/** One requirement as a selector has it: `app=web`, `tier!=external`, `app in (a, b)`, `!canary`. */
function requirementText({ key, operator, values }: Requirement): string {
  if (operator === 'exists') return key;
  if (operator === 'absent') return `!${key}`;
  if (values.length === 1) return `${key}${operator === 'in' ? '=' : '!='}${values[0]}`;
  return `${key} ${operator} (${values.join(', ')})`;
}

const selectorText = (word: string, requirements: readonly Requirement[] | undefined): readonly string[] =>
  requirements === undefined ? [] : [[word, requirements.map(requirementText).join(', ')].filter(Boolean).join(' ')];

/** A peer as its line has it. */
export function peerText({ cidr, except, namespaces, pods, nodes, domains }: PolicyPeer): string {
  if (domains) return `domainNames ${domains.map((each) => `"${each}"`).join(', ')}`;
  if (nodes) return selectorText('nodes', nodes).join(' ');
  if (cidr !== undefined) return except.length === 0 ? cidr : `${cidr} except ${except.join(', ')}`;
  return [...selectorText('namespaceSelector', namespaces), ...selectorText('podSelector', pods)].join(' ');
}

function portText({ protocol, from, to = from, named }: PortSpec): string {
  if (named !== undefined) return `${protocol}/${named}`;
  if (from === undefined) return protocol;
  return from === to ? `${protocol}/${from}` : `${protocol}/${from}-${to}`;
}

/** A rule as its line has it, behind its direction: `tcp/80 from podSelector app=web`; `everything`, where it says no more. */
export function ruleText(
  direction: 'ingress' | 'egress',
  { ports, peer }: { readonly ports: readonly PortSpec[]; readonly peer?: PolicyPeer },
): string {
  const words = [
    ports.map(portText).join(', '),
    ...(peer ? [`${direction === 'ingress' ? 'from' : 'to'} ${peerText(peer)}`] : []),
  ];
  return words.filter(Boolean).join(' ') || 'everything';
}
