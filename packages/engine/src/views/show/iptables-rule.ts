import type { Match, NetfilterRule, Target } from '../../network/netfilter.ts';
import { showMatch, showTarget } from '../../network/show-netfilter.ts';

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
  switch (match.kind) {
    case 'statistic': {
      // kube-proxy writes ten digits of 1/n, and the kernel rounds those
      const written = Number((1 / match.of).toFixed(10));
      return `-m statistic --mode random --probability ${(Math.round(0x80000000 * written) / 0x80000000).toFixed(11)}`;
    }
    case 'comment':
      return `-m comment --comment ${quoted(match.text)}`;
    case 'bare':
      return `-m ${match.protocol}`;
    case 'nfacct':
      // the blank of the option and the blank of the text (libxt_nfacct.c)
      return `-m nfacct --nfacct-name  ${quoted(match.counter)}`;
    default:
      return showMatch(match, protocol);
  }
}

/** Text with anything but letters, digits, `_` and `-` stands in quotes (xtables_save_string). */
const quoted = (text: string): string =>
  /^[\w-]+$/.test(text) ? text : `"${text.replaceAll(/["\\']/g, (sign) => `\\${sign}`)}"`;

function saveTarget(target: Target): string {
  if (target.kind !== 'mark' || target.spelling === 'set') return showTarget(target);
  const hex = (value: number): string => `0x${(value >>> 0).toString(16)}`;
  return `-j MARK --set-xmark ${hex(target.value)}/${target.spelling === 'or' ? hex(target.value) : '0x0'}`;
}

/** A saved line for a kernel without nfacct: it refuses to name a counter that is not there, and the counter decides nothing. */
export const withoutCounter = (line: string): string => line.replace(/ -m nfacct --nfacct-name {2}\S+/, '');
