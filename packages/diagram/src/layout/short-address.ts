/**
 * The part of an address that tells it from its neighbours: `.1.50` in 192.168.0.0/16. Whole bytes that the VPC's block
 * fixes are left out, the first two at most; addresses outside the block stay whole.
 */
export function shortAddress(address: string, cidr: string): string {
  if (last.cidr !== cidr) last = { cidr, fixed: fixedBy(cidr) };
  const { fixed } = last;
  return fixed !== undefined && address.startsWith(fixed) && address[fixed.length] === '.'
    ? address.slice(fixed.length)
    : address;
}

/** A picture asks for thousands of addresses of one block: reading the block each time was a third of a layout. */
let last: { readonly cidr: string; readonly fixed: string | undefined } = { cidr: '', fixed: undefined };

/** `192.168` of 192.168.0.0/16; undefined: the block fixes no two bytes, or is none of IPv4. */
function fixedBy(cidr: string): string | undefined {
  const [base, length] = (cidr.split(',')[0] ?? '').split('/');
  if (base === undefined || Number(length) < 16 || base.includes(':')) return undefined;
  return base.split('.').slice(0, 2).join('.');
}
