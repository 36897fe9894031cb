/**
 * The part of an address that tells it from its neighbours: `.1.50` in 192.168.0.0/16. Whole bytes that the VPC's block
 * fixes are left out, the first two at most; addresses outside the block stay whole.
 */
export function shortAddress(address: string, cidr: string): string {
  const [base, length] = (cidr.split(',')[0] ?? '').split('/');
  if (base === undefined || Number(length) < 16 || base.includes(':')) return address;
  const fixed = base.split('.').slice(0, 2).join('.');
  return address.startsWith(`${fixed}.`) ? address.slice(fixed.length) : address;
}
