import { parseIp, showIp } from '../base/addr/index.ts';
import type { ElementId } from '../topology/id.ts';
import type { Draft } from './draft.ts';
import type { SubnetBook } from './subnet-book.ts';

/** The book of the subnet of a VPC that contains the address. */
export function bookFor(draft: Draft, vpc: ElementId | undefined, text: string): SubnetBook | undefined {
  const ip = parseIp(text);
  if (ip === undefined) return undefined;
  for (const book of draft.subnets.values()) if (book.subnet.vpc === vpc && book.contains(ip)) return book;
  return undefined;
}

/** The first of the written addresses that is a valid IPv4 address. What is none is the checks' business. */
export const written4 = (addresses: readonly { readonly text: string }[]): string | undefined =>
  addresses.find((each) => typeof parseIp(each.text) === 'number')?.text;

/** The written IPv4 addresses behind the first: those of a pod's interfaces of further network cards. */
export const further4 = (addresses: readonly { readonly text: string }[]): readonly string[] =>
  addresses.flatMap(({ text }) => (typeof parseIp(text) === 'number' ? [text] : [])).slice(1);

/** The first of them that is one of IPv6, canonical. */
export function written6(addresses: readonly { readonly text: string }[]): string | undefined {
  for (const { text } of addresses) {
    const ip = parseIp(text);
    if (typeof ip === 'bigint') return showIp(ip);
  }
  return undefined;
}
