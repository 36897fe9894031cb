import type { Cidr, Ip } from '../base/addr/index.ts';
import { cidrFamily, contains, showCidr, showIp, widthOf } from '../base/addr/index.ts';
import { textOnce } from '../base/memo.ts';
import type { ElementId } from '../topology/id.ts';
import type { CauseCode } from '../trace/cause.ts';
import type { Header } from './header.ts';

/** One line of a routing table. */
export interface Route {
  readonly to: Cidr;
  /**
   * `unicast` leads out of `dev`, over `via` when set; `local` is one of the device's own addresses; `blackhole` drops
   * silently; `delegate` asks another table (a provider's `local` route stands for all subnets of the network).
   */
  readonly type: 'unicast' | 'local' | 'blackhole' | 'delegate';
  readonly dev?: string;
  readonly via?: Ip;
  /** The address that the device itself uses as source on this route. */
  readonly src?: Ip;
  readonly scope?: 'link' | 'host' | 'global';
  readonly proto?: string;
  /** Of IPv6, where it is not the usual one. */
  readonly metric?: number;
  readonly onlink?: boolean;
  /** The table that a `delegate` route asks. */
  readonly table?: string;
  /** The system's own spelling, where it is not that of `ip route`. */
  readonly entry?: string;
  readonly source?: ElementId;
  /** It leads to something that is not modelled yet, named here. */
  readonly unmodelled?: string;
  /** The route follows from a preset. */
  readonly default?: true;
  /** Why what it drops is dropped, where that is not that its target is gone. */
  readonly cause?: CauseCode;
}

/** `ip rule`: the first rule by priority that matches and whose table has a route decides. */
export interface PolicyRule {
  readonly priority: number;
  readonly from?: Cidr;
  readonly to?: Cidr;
  readonly iif?: string;
  /** The machine that sent the frame, by its MAC: a network that is none of Linux's knows its machines. */
  readonly sender?: { readonly mac: string; readonly address: Ip };
  readonly fwmark?: { readonly value: number; readonly mask: number };
  readonly table: string;
  /** The system's own spelling, where it is not that of `ip rule`. */
  readonly entry?: string;
  readonly source?: ElementId;
}

/** The prefix as iproute2 prints it: `default`, a bare address for a host route, else the block. */
export function showPrefix(block: Cidr): string {
  if (block.bits === 0) return 'default';
  return block.bits === widthOf(cidrFamily(block)) ? showIp(block.base) : showCidr(block);
}

/** The route as `ip route show` prints it. */
export const showRoute: (route: Route) => string = textOnce((route) => {
  if (route.entry !== undefined) return route.entry;
  const words = [
    route.type === 'local' || route.type === 'blackhole'
      ? `${route.type} ${showPrefix(route.to)}`
      : showPrefix(route.to),
  ];
  if (route.via !== undefined) words.push(`via ${showIp(route.via)}`);
  if (route.dev !== undefined) words.push(`dev ${route.dev}`);
  if (route.proto !== undefined) words.push(`proto ${route.proto}`);
  if (typeof route.to.base === 'bigint') return [...words, ...wordsOfSix(route)].join(' ');
  if (route.scope !== undefined && route.scope !== 'global') words.push(`scope ${route.scope}`);
  if (route.src !== undefined) words.push(`src ${showIp(route.src)}`);
  if (route.onlink) words.push('onlink');
  return words.join(' ');
});

/** IPv6 has no scope of routes; each has a metric, and a preference (rt6_info). */
function wordsOfSix({ type, src, proto, metric, onlink }: Route): string[] {
  const usual = type === 'local' ? 0 : proto === 'kernel' ? 256 : 1024;
  return [
    ...(src === undefined || type === 'local' ? [] : [`src ${showIp(src)}`]),
    `metric ${metric ?? usual}`,
    ...(onlink ? ['onlink'] : []),
    'pref medium',
  ];
}

/** The rule as `ip rule show` prints it, without padding. */
export const showRule: (rule: PolicyRule) => string = textOnce((rule) => {
  if (rule.entry !== undefined) return rule.entry;
  const words = [`from ${rule.from && rule.from.bits > 0 ? showPrefix(rule.from) : 'all'}`];
  if (rule.to) words.push(`to ${showPrefix(rule.to)}`);
  if (rule.fwmark) words.push(`fwmark 0x${rule.fwmark.value.toString(16)}/0x${rule.fwmark.mask.toString(16)}`);
  if (rule.iif !== undefined) words.push(`iif ${rule.iif}`);
  if (rule.sender) words.push(`sender ${rule.sender.mac}`);
  words.push(`lookup ${rule.table}`);
  return `${rule.priority}: ${words.join(' ')}`;
});

/** Whether a rule matches. */
export const ruleFits = (
  rule: PolicyRule,
  packet: Pick<Header, 'src' | 'dst' | 'mark' | 'smac'>,
  iif: string | undefined,
): boolean =>
  (rule.iif === undefined || rule.iif === iif) &&
  (!rule.sender || rule.sender.mac === packet.smac) &&
  (!rule.from || contains(rule.from, packet.src)) &&
  (!rule.to || contains(rule.to, packet.dst)) &&
  (!rule.fwmark || ((packet.mark ^ rule.fwmark.value) & rule.fwmark.mask) === 0);

/** Why a rule does not match, in a few words; undefined when it does. */
export function ruleMisses(
  rule: PolicyRule,
  packet: Pick<Header, 'src' | 'dst' | 'mark' | 'smac'>,
  iif: string | undefined,
): string | undefined {
  if (rule.iif !== undefined && rule.iif !== iif) return 'input interface differs';
  if (rule.sender && rule.sender.mac !== packet.smac) return 'another machine sent it';
  if (rule.from && !contains(rule.from, packet.src)) return 'source differs';
  if (rule.to && !contains(rule.to, packet.dst)) return 'destination differs';
  if (rule.fwmark && ((packet.mark ^ rule.fwmark.value) & rule.fwmark.mask) !== 0) return 'mark differs';
  return undefined;
}
