import { showCidr, showIp, widthOf } from '../base/addr/index.ts';
import type { HookName } from './netfilter.ts';
import type { NftBase, NftMatch, NftRule, NftTarget } from './nft.ts';

const bits = (value: number): string => `0x${(value >>> 0).toString(16).padStart(8, '0')}`;
const unless = (not: boolean | undefined): string => (not ? '!= ' : '');

/** One rule as `nft -s list ruleset` prints it: counters without their numbers, unless something else is to stand for one. */
export const showNftRule = ({ matches, target }: NftRule, counter = 'counter'): string =>
  [...matches.map((match) => showNftMatch(match, counter)), showNftTarget(target)]
    .filter((word) => word !== '')
    .join(' ');

function showNftMatch(match: NftMatch, counter: string): string {
  switch (match.kind) {
    case 'src':
    case 'dst': {
      const { base, bits: length } = match.block;
      const [family, width] = typeof base === 'number' ? (['ip', widthOf(4)] as const) : (['ip6', widthOf(6)] as const);
      return `${family} ${match.kind[0]}addr ${unless(match.not)}${length === width ? showIp(base) : showCidr(match.block)}`;
    }
    case 'in':
    case 'out':
      return `${match.kind[0]}ifname ${unless(match.not)}"${match.name.replace(/\+$/, '*')}"`;
    case 'mark':
    case 'connmark':
      return `${match.kind === 'mark' ? 'meta' : 'ct'} mark & ${bits(match.mask)} ${match.not ? '!=' : '=='} ${bits(match.value)}`;
    case 'addrtype':
      return `fib ${match.side[0]}addr${match.limitIfaceIn ? ' . iif' : ''} type ${unless(match.not)}local`;
    case 'counter':
      return counter;
  }
}

function showNftTarget(target: NftTarget): string {
  switch (target.kind) {
    case 'jump':
      return `jump ${target.chain}`;
    case 'accept':
    case 'drop':
    case 'return':
      return target.kind;
    case 'mark':
      return `meta mark set meta mark | ${bits(target.value)}`;
    case 'connmark':
      return `ct mark set ct mark | ${bits(target.value)}`;
    case 'restore-mark':
      return `meta mark set ct mark & ${bits(target.mask)}`;
    case 'none':
      return '';
  }
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
