import { cidr } from '../base/addr/index.ts';
import type { Chain, Match, NetfilterRule } from '../network/netfilter.ts';
import type { PlannedCluster } from '../plan/plan.ts';

/** The agent's own (kubernetes-sigs/ip-masq-agent, cmd/ip-masq-agent). */
const agents = { chain: 'IP-MASQ-AGENT', label: 'ip-masq-agent' };

/**
 * The agent's rules, equal on every node (kubernetes-sigs/ip-masq-agent 0253a98, syncMasqRules). That commit also asks for ports
 * 32768-65535, which iptables 1.8.9 refuses in a rule without a protocol: here they are drawn from all.
 */
export function ipMasqAgentChains({ ipMasqAgent, id }: PlannedCluster): readonly Chain[] {
  if (!ipMasqAgent) return [];
  const { nonMasqueradeCidrs, masqLinkLocal, own } = ipMasqAgent;
  const { chain, label } = own ?? agents;
  const why = (block: string): string => own?.spares?.get(block) ?? 'local traffic';
  const comment = (text: string): Match => ({ kind: 'comment', text: `${label}: ${text}` });
  const source = ipMasqAgent.source ?? id;
  const spared = [...(masqLinkLocal ? [] : ['169.254.0.0/16']), ...nonMasqueradeCidrs];
  const rules: readonly NetfilterRule[] = [
    ...spared.map(
      (block): NetfilterRule => ({
        matches: [{ kind: 'dst', block: cidr(block) }, comment(`${why(block)} is not subject to MASQUERADE`)],
        target: { kind: 'return' },
        source,
      }),
    ),
    {
      matches: [comment('outbound traffic is subject to MASQUERADE (must be last in chain)')],
      target: { kind: 'masquerade', ports: own ? { kind: 'keep' } : { kind: 'random', fully: true } },
      source,
    },
  ];
  const jump: NetfilterRule = {
    matches: [
      comment(`ensure nat POSTROUTING directs all non-LOCAL destination traffic to our custom ${chain} chain`),
      { kind: 'addrtype', side: 'dst', not: true },
    ],
    target: { kind: 'jump', chain },
    source,
  };
  return [
    { table: 'nat', name: 'POSTROUTING', policy: 'ACCEPT', rules: [jump] },
    { table: 'nat', name: chain, rules },
  ];
}
