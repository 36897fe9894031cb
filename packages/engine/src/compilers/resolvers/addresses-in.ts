import type { DnsRecord } from '../../network/dns.ts';
import type { Family } from '../../network/stub-resolver.ts';

/** Records of addresses at the end of the aliases that an answer has, in its order. No library asks for the name behind an alias. */
export function addressesIn(records: readonly DnsRecord[], name: string, type: Family): readonly DnsRecord[] {
  let at = name;
  const seen = new Set<string>();
  for (;;) {
    const alias = type === 'CNAME' ? undefined : records.find((each) => each.type === 'CNAME' && each.name === at);
    if (!alias || seen.has(at)) break;
    seen.add(at);
    at = alias.value;
  }
  return records.filter((each) => each.type === type && each.name === at);
}
