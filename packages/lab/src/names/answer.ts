import type { DnsData, DnsEntry } from '../dns/lookup.ts';

const codes = ['FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'] as const;

/** What a server says, of what a trace says of its answer: `CNAME web.example, 10.0.1.5`, `NXDOMAIN`, `no record of type AAAA`. */
export function answerOf(
  answer: string,
  { name, type }: { readonly name: string; readonly type: string },
): Pick<DnsEntry, 'rcode' | 'records'> {
  const rcode = codes.find((code) => code === answer);
  if (rcode) return { rcode };
  // the root of a file has the top-level domains that the file needs; of another one a walk knows that there is none
  if (answer === 'not known') return { rcode: 'NXDOMAIN' };
  // a referral is for who asks on, which the laboratory's servers know without it
  if (/^(no record|referral)/.test(answer)) return { records: [] };
  if (type !== 'A' && type !== 'AAAA') throw new TypeError(`${type} ${name}: ${answer}`);
  let owner = name;
  const records = answer.split(', ').map((value): DnsData => {
    const alias = /^CNAME (.+)$/.exec(value)?.[1];
    const own: DnsData =
      alias === undefined ? { name: owner, type, value } : { name: owner, type: 'CNAME', value: alias };
    owner = alias ?? owner;
    return own;
  });
  return { records };
}
