import { type Cidr, compareIp, type Ip, lastOf, parseIp, plus, showIp } from '../base/addr/index.ts';
import type { HomeRouter } from '../topology/internet.ts';
import { settingOf } from '../topology/setting.ts';

/** The addresses that a router leases. */
export interface DhcpPool {
  readonly router: string;
  readonly range: string;
  readonly addresses: { next(): Ip | undefined };
}

/** The router says that it leases addresses. */
export const givesBySetting = ({ settings }: HomeRouter): boolean => settingOf(settings, 'dhcp') !== undefined;

/** The two ends of `range 10.0.0.20-10.0.0.99`; undefined: it is none. */
export function rangeOf(text: string): { readonly from: Ip; readonly to: Ip } | undefined {
  const [from, to, ...rest] = text.split('-').map((each) => parseIp(each.trim()));
  if (typeof from !== 'number' || typeof to !== 'number' || rest.length > 0 || from > to) return undefined;
  return { from, to };
}

/** The `range` of a router, as one text. */
export function writtenRange({ settings }: HomeRouter): string | undefined {
  const range = settingOf(settingOf(settings, 'dhcp')?.settings ?? [], 'range');
  return range?.values.join('');
}

/** What a router leases: its `range`, or all of the block. Written addresses are nobody else's. */
export function dhcpOf(router: HomeRouter, block: Cidr, taken: readonly string[]): DhcpPool {
  const small = block.bits > 30;
  const all = { from: small ? block.base : plus(block.base, 1), to: small ? lastOf(block) : plus(lastOf(block), -1) };
  const { from, to } = rangeOf(writtenRange(router) ?? '') ?? all;
  const used = new Set(taken.map(parseIp));
  let at: Ip | undefined = from;
  const next = (): Ip | undefined => {
    while (at !== undefined && used.has(at)) step();
    const found = at;
    step();
    return found;
  };
  const step = (): void => {
    if (at !== undefined) at = compareIp(at, to) < 0 ? plus(at, 1) : undefined;
  };
  return { router: router.name, range: `${showIp(from)}-${showIp(to)}`, addresses: { next } };
}
