import type { ElementId } from '../topology/id.ts';
import type { Draft } from './draft.ts';
import type { SubnetBook } from './subnet-book.ts';

/** The book of the subnet of a VPC that contains the address. */
export function bookFor(draft: Draft, vpc: ElementId | undefined, text: string): SubnetBook | undefined {
  for (const book of draft.subnets.values()) if (book.subnet.vpc === vpc && book.has(text)) return book;
  return undefined;
}

/** A written IPv4 address, if there is one among the written ones. */
export const written4 = (addresses: readonly { readonly text: string }[]): string | undefined =>
  addresses.find((each) => !each.text.includes(':'))?.text;
