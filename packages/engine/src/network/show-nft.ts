import { type Cidr, type Ip, parseIp, showCidr, showIp, widthOf } from '../base/addr/index.ts';
import type { HookName } from './netfilter.ts';
import {
  type NftBase,
  type NftElement,
  type NftField,
  type NftMatch,
  type NftOption,
  type NftRule,
  type NftStore,
  type NftTarget,
  nftFamilyOf,
} from './nft.ts';

const bits = (value: number): string => `0x${(value >>> 0).toString(16).padStart(8, '0')}`;
const unless = (not: boolean | undefined): string => (not ? '!= ' : '');

/** One rule as `nft -s list ruleset` prints it: counters without their numbers, unless something else is to stand for one. */
export function showNftRule({ matches, first, target }: NftRule, counter = 'counter'): string {
  const words = matches.map((match, at) => {
    const before = matches[at - 1];
    const after = matches[at + 1];
    // a protocol and its port are one condition to nft
    if (match.kind === 'protocol' && after?.kind === 'dport') return '';
    if (match.kind === 'dport') return `${before?.kind === 'protocol' ? before.protocol : 'th'} dport ${match.from}`;
    return showNftMatch(match, counter);
  });
  const comment = matches.find((match) => match.kind === 'comment');
  return [
    ...words,
    first ? showNftTarget(first as NftTarget) : '',
    showNftTarget(target),
    comment ? `comment "${comment.text}"` : '',
  ]
    .filter((word) => word !== '')
    .join(' ');
}

function showNftMatch(match: NftMatch, counter: string): string {
  switch (match.kind) {
    case 'src':
    case 'dst':
      return `${nftFamilyOf(match.block.base)} ${match.kind[0]}addr ${unless(match.not)}${showBlock(match.block)}`;
    case 'blocks':
      // a set of one is that one (nftables src/optimize.c)
      return `${nftFamilyOf(match.blocks[0]?.base ?? 0)} ${match.side[0]}addr ${unless(match.not)}${match.blocks.length === 1 ? showBlock(match.blocks[0]!) : `{ ${match.blocks.map(showBlock).join(', ')} }`}`;
    case 'in':
    case 'out':
      return `${match.kind[0]}ifname ${unless(match.not)}"${match.name.replace(/\+$/, '*')}"`;
    case 'mark':
    case 'connmark':
      return `${match.kind === 'mark' ? 'meta' : 'ct'} mark & ${bits(match.mask)} ${match.not ? '!=' : '=='} ${bits(match.value)}`;
    case 'addrtype':
      return `fib ${match.side[0]}addr${match.limitIfaceIn ? ' . iif' : ''} type ${unless(match.not)}local`;
    case 'protocol':
      return `meta l4proto ${match.protocol}`;
    case 'ctstate':
      return `ct state ${unless(match.not)}${match.states.map((each) => each.toLowerCase()).join(',')}`;
    case 'ctstatus':
      return `ct status ${match.status}`;
    case 'member':
      return `${match.of.join(' . ')} @${match.set}`;
    case 'recent':
      return match.set
        ? `update @${match.list} { ${match.six ? 'ip6' : 'ip'} saddr }`
        : `${match.six ? 'ip6' : 'ip'} saddr @${match.list}`;
    case 'counter':
      return counter;
    case 'sport':
    case 'dport':
    case 'comment':
      return '';
  }
}

const showBlock = (block: Cidr): string =>
  block.bits === widthOf(typeof block.base === 'number' ? 4 : 6) ? showIp(block.base) : showCidr(block);

function showNftTarget(target: NftTarget): string {
  switch (target.kind) {
    case 'jump':
    case 'goto':
      return `${target.kind} ${target.chain}`;
    case 'accept':
    case 'drop':
    case 'return':
    case 'reject':
      return target.kind;
    case 'mark':
      return `meta mark set meta mark ${target.spelling === 'xor' ? '^' : '|'} ${bits(target.value)}`;
    case 'connmark':
      return `ct mark set ct mark | ${bits(target.value)}`;
    case 'restore-mark':
      return `meta mark set ct mark & ${bits(target.mask)}`;
    case 'vmap':
      return `${target.of.join(' . ')} vmap @${target.map}`;
    case 'numgen':
      return showNumgen(target.options);
    case 'dnat':
      return `dnat to ${target.port === undefined ? showIp(target.to) : showPortedEnd(target.to, target.port)}`;
    case 'masquerade':
      return `masquerade${target.ports.kind === 'random' ? (target.ports.fully ? ' fully-random' : ' random') : ''}`;
    case 'none':
      return '';
  }
}

const showPortedEnd = (ip: Ip, port: number): string =>
  typeof ip === 'bigint' ? `[${showIp(ip)}]:${port}` : `${showIp(ip)}:${port}`;

/** A map of numbers to chains, or to ends; nft says the family of ends. */
function showNumgen(options: readonly NftOption[]): string {
  const drawn = `numgen random mod ${options.length}`;
  const list = options.map(({ to }, at) =>
    'chain' in to ? `${at} : goto ${to.chain}` : `${at} : ${showIp(to.address)} . ${to.port}`,
  );
  const [end] = options.flatMap(({ to }) => ('chain' in to ? [] : [to.address]));
  const family = nftFamilyOf(end ?? 0);
  const isChains = options.every(({ to }) => 'chain' in to);
  return isChains ? `${drawn} vmap { ${list.join(', ')} }` : `dnat ${family} to ${drawn} map { ${list.join(', ')} }`;
}

/** What nft calls the fields of a key. */
const types: Readonly<Record<NftField, string>> = {
  'ip saddr': 'ipv4_addr',
  'ip daddr': 'ipv4_addr',
  'ip6 saddr': 'ipv6_addr',
  'ip6 daddr': 'ipv6_addr',
  'meta l4proto': 'inet_proto',
  'th dport': 'inet_service',
};

/** A set or a map as `nft list table` prints it, line by line, without the element lines' ends. */
export function showNftStore({ kind, name, key, comment, dynamic, elements }: NftStore): readonly NftStoreLine[] {
  const sorted = key.length === 1 ? [...elements] : [...elements].toSorted(([a], [b]) => compareKeys(a, b));
  const list = sorted.map(([text, each]) => showNftElement(text, each));
  // addresses stand two in a line, keys of several fields alone (nftables src/expression.c, calculate_delim)
  const each = key.length === 1 ? 2 : 1;
  const rows = Array.from({ length: Math.ceil(list.length / each) }, (_, at) => list.slice(at * each, (at + 1) * each));
  return [
    { text: `\t${kind} ${name} {` },
    { text: `\t\ttype ${key.map((field) => types[field]).join(' . ')}${kind === 'map' ? ' : verdict' : ''}` },
    ...(dynamic
      ? [
          { text: '\t\tsize 65535' },
          { text: '\t\tflags dynamic,timeout' },
          { text: `\t\ttimeout ${showSeconds(dynamic.seconds)}` },
        ]
      : []),
    ...(comment === undefined ? [] : [{ text: `\t\tcomment "${comment}"` }]),
    ...rows.map((row, at) => ({
      text: `${at === 0 ? '\t\telements = { ' : '\t\t\t     '}${row.join(', ')}${at === rows.length - 1 ? ' }' : ','}`,
      elements: row,
    })),
    { text: '\t}' },
  ];
}

export interface NftStoreLine {
  readonly text: string;
  /** Those in the line. */
  readonly elements?: readonly string[];
}

const protocolNumbers: Readonly<Record<string, number>> = { tcp: 6, udp: 17, sctp: 132 };

/** The octets of a key's field, as the kernel has them. */
function octetsOf(field: string): readonly number[] {
  const ip = parseIp(field);
  if (typeof ip === 'bigint')
    return Array.from({ length: 16 }, (_, at) => Number((ip >> BigInt(8 * (15 - at))) & 255n));
  if (typeof ip === 'number') return [ip >>> 24, (ip >>> 16) & 255, (ip >>> 8) & 255, ip & 255];
  const number = protocolNumbers[field];
  return number === undefined ? [Number(field) >> 8, Number(field) & 255] : [number];
}

/** nft sorts keys of several fields by their octets from the last to the first (seen of 1.0.6: the octets are read as one number). */
function compareKeys(a: string, b: string): number {
  const [left, right] = [a, b].map((key) => key.split(' . ').flatMap(octetsOf));
  for (let at = left!.length - 1; at >= 0; at--) {
    const difference = left![at]! - right![at]!;
    if (difference !== 0) return difference;
  }
  return 0;
}

/** An element with what a map has for it. */
export function showNftElement(key: string, { verdict, comment }: NftElement): string {
  const value = verdict && (verdict.kind === 'goto' ? `goto ${verdict.chain}` : verdict.kind);
  return `${key}${comment === undefined ? '' : ` comment "${comment}"`}${value === undefined ? '' : ` : ${value}`}`;
}

/** `3h`, as nft says times. */
function showSeconds(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 86400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ] as const;
  return parts.map(([count, unit]) => (count > 0 ? `${count}${unit}` : '')).join('');
}

/** The names of priorities in the family `ip`; two are names at one hook only (nft(8), nftables src/rule.c). */
const priorities: readonly { readonly name: string; readonly value: number; readonly hook?: HookName }[] = [
  { name: 'raw', value: -300 },
  { name: 'mangle', value: -150 },
  { name: 'dstnat', value: -100, hook: 'PREROUTING' },
  { name: 'filter', value: 0 },
  { name: 'security', value: 50 },
  { name: 'srcnat', value: 100, hook: 'POSTROUTING' },
];

/** How far from its value a name is still used. */
const reach = 10;

/** `dstnat + 10`: the name next to it, or the number. */
function showPriority({ hook, priority }: NftBase): string {
  for (const { name, value, hook: only } of priorities) {
    const offset = priority - value;
    if (Math.abs(offset) > reach || (only !== undefined && only !== hook)) continue;
    return offset === 0 ? name : `${name} ${offset < 0 ? '-' : '+'} ${Math.abs(offset)}`;
  }
  return String(priority);
}

/** The first line of a base chain, without its policy. */
export const showNftBase = (base: NftBase): string =>
  `type ${base.type} hook ${base.hook.toLowerCase()} priority ${showPriority(base)};`;
