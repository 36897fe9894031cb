import type { Match, NetfilterRule, Target } from '../network/netfilter.ts';
import { showMatch, showTarget } from '../network/show-netfilter.ts';

/** The order in which `iptables-save` prints what is no extension; extensions follow in the order of the rule. */
const first: readonly Match['kind'][] = ['src', 'dst', 'in', 'out', 'protocol'];

/**
 * One rule as `iptables-save` prints it. The kernel keeps less than kube-proxy writes: a probability is a number of 31
 * bits (net/netfilter/xt_statistic.c), and marks that are set, or-ed and xor-ed are all kept as value and mask.
 */
export function saveRule(chain: string, { matches, target }: NetfilterRule): string {
  const rank = ({ kind }: Match): number => (first.includes(kind) ? first.indexOf(kind) : first.length);
  const sorted = [...matches].sort((a, b) => rank(a) - rank(b));
  const protocol = matches.find((match) => match.kind === 'protocol')?.protocol;
  return [`-A ${chain}`, ...sorted.map((match) => saveMatch(match, protocol)), saveTarget(target)]
    .filter((word) => word !== '')
    .join(' ');
}

function saveMatch(match: Match, protocol: string | undefined): string {
  if (match.kind !== 'statistic') return showMatch(match, protocol);
  const kept = Math.round(0x80000000 / match.of) / 0x80000000;
  return `-m statistic --mode random --probability ${kept.toFixed(11)}`;
}

function saveTarget(target: Target): string {
  if (target.kind !== 'mark' || target.spelling === 'set') return showTarget(target);
  const hex = (value: number): string => `0x${(value >>> 0).toString(16)}`;
  return `-j MARK --set-xmark ${hex(target.value)}/${target.spelling === 'or' ? hex(target.value) : '0x0'}`;
}
