import { showCidr, showIp } from '../base/addr/index.ts';
import type { Match, NetfilterRule, PortChoice, Target } from './netfilter.ts';

const hex = (value: number): string => `0x${(value >>> 0).toString(16)}`;
const bang = (not: boolean | undefined): string => (not ? '! ' : '');

const written = new WeakMap<NetfilterRule, { readonly chain: string; readonly text: string }>();

/** One rule as `iptables -S` prints it, without remarks. Written once: every branch of a walk shows the same rules. */
export function showNetfilterRule(chain: string, rule: NetfilterRule): string {
  if (rule.entry !== undefined) return rule.entry;
  const known = written.get(rule);
  if (known?.chain === chain) return known.text;
  const text = write(chain, rule);
  written.set(rule, { chain, text });
  return text;
}

function write(chain: string, rule: NetfilterRule): string {
  const protocol = rule.matches.find((match) => match.kind === 'protocol')?.protocol;
  const words = [`-A ${chain}`, ...rule.matches.map((match) => showMatch(match, protocol)), showTarget(rule.target)];
  return words.filter((word) => word !== '').join(' ');
}

/** The mask of one address. */
const wholeMask = (six: true | undefined): string =>
  six ? 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff' : '255.255.255.255';

export function showMatch(match: Match, protocol: string | undefined): string {
  switch (match.kind) {
    case 'src':
    case 'dst':
      return `${bang(match.not)}-${match.kind === 'src' ? 's' : 'd'} ${showCidr(match.block)}`;
    case 'protocol':
      return `-p ${match.protocol === 'icmpv6' ? 'ipv6-icmp' : match.protocol}`;
    case 'sport':
    case 'dport':
      return `-m ${protocol ?? 'tcp'} --${match.kind} ${match.from === match.to ? match.from : `${match.from}:${match.to}`}`;
    case 'dports':
      return `-m multiport --dports ${match.ports.map((each) => (typeof each === 'number' ? each : `${each.from}:${each.to}`)).join(',')}`;
    case 'in':
    case 'out':
      return `${bang(match.not)}-${match.kind === 'in' ? 'i' : 'o'} ${match.name}`;
    case 'mark':
    case 'connmark':
      return `-m ${match.kind} ${bang(match.not)}--mark ${hex(match.value)}/${hex(match.mask)}`;
    case 'ctstate':
      return `-m conntrack ${bang(match.not)}--ctstate ${match.states.join(',')}`;
    case 'addrtype':
      return `-m addrtype ${bang(match.not)}--${match.side}-type LOCAL${match.limitIfaceIn ? ' --limit-iface-in' : ''}`;
    case 'statistic':
      return `-m statistic --mode random --probability ${(1 / match.of).toFixed(10)}`;
    case 'recent':
      return match.set
        ? `-m recent --set --name ${match.list} --mask ${wholeMask(match.six)} --rsource`
        : `-m recent --rcheck --seconds ${match.seconds} --reap --name ${match.list} --mask ${wholeMask(match.six)} --rsource`;
    case 'set':
      return `-m set --match-set ${match.set} ${match.sides.join()}`;
    case 'off-bridge':
      return '-m physdev ! --physdev-is-in';
    case 'comment':
    case 'bare':
    case 'nfacct':
    case 'counter':
      return '';
    case 'member':
    case 'blocks':
    case 'ctstatus':
      throw new Error(`iptables has no ${match.kind}`);
  }
}

const ports = (choice: PortChoice): string =>
  choice.kind === 'keep' ? '' : choice.fully ? ' --random-fully' : ' --random';

export function showTarget(target: Target): string {
  switch (target.kind) {
    case 'jump':
      return `-j ${target.chain}`;
    case 'accept':
    case 'drop':
    case 'return':
      return `-j ${target.kind.toUpperCase()}`;
    case 'reject':
      return `-j REJECT --reject-with ${target.with}`;
    case 'mark':
      if (target.spelling === 'or') return `-j MARK --or-mark ${hex(target.value)}`;
      if (target.spelling === 'xor') return `-j MARK --xor-mark ${hex(target.value)}`;
      return `-j MARK --set-xmark ${hex(target.value)}/${hex(target.mask)}`;
    case 'connmark':
      return `-j CONNMARK --set-xmark ${hex(target.value)}/${hex(target.mask)}`;
    case 'restore-mark':
      return `-j CONNMARK --restore-mark --nfmask ${hex(target.whole ? 0xffffffff : target.mask)} --ctmask ${hex(target.mask)}`;
    case 'save-mark':
      return `-j CONNMARK --save-mark --nfmask ${hex(target.mask)} --ctmask ${hex(target.mask)}`;
    case 'dnat':
      return `-j DNAT --to-destination ${endpoint(target.to, target.port)}`;
    case 'snat':
      return `-j SNAT --to-source ${showIp(target.to)}${ports(target.ports)}`;
    case 'masquerade':
      return `-j MASQUERADE${ports(target.ports)}`;
    case 'notrack':
      return '-j NOTRACK';
    case 'none':
      return '';
    case 'goto':
      return `-g ${target.chain}`;
    case 'vmap':
    case 'numgen':
      throw new Error(`iptables has no ${target.kind}`);
  }
}

const endpoint = (ip: number | bigint, port: number | undefined): string => {
  if (port === undefined) return showIp(ip);
  return typeof ip === 'bigint' ? `[${showIp(ip)}]:${port}` : `${showIp(ip)}:${port}`;
};
