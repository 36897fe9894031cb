import type { DnsAnswer, DnsRecord } from '../../network/dns.ts';
import type { Question } from './zone-answer.ts';

/** Bytes that a datagram may have where nobody says that he takes more (RFC 1035, §4.2.1). */
const usualBytes = 512;
/** Of the header, of what follows the name in a question, of what says EDNS, and of what stands before a record's data. */
const sizes = { header: 12, question: 4, edns: 11, record: 12 } as const;

/** A name as it is written out: a byte before each label, and one at the end. */
const nameBytes = (name: string): number => (name === '' ? 1 : name.length + 2);

/** The name of a record is a pointer to where it stood before. */
function dataBytes({ type, value }: DnsRecord): number {
  switch (type) {
    case 'A':
      return 4;
    case 'AAAA':
      return 16;
    case 'SRV':
      return 6 + nameBytes(value.split(' ').at(-1) ?? '');
    case 'TXT':
      return value.length + 1;
    default:
      return nameBytes(value);
  }
}

/** An answer as it fits a datagram: the records that do, and the mark that there were more. */
export function truncated(answer: DnsAnswer, { name }: Question, edns: number | undefined): DnsAnswer {
  const most = edns ?? usualBytes;
  let bytes = sizes.header + nameBytes(name) + sizes.question + (edns === undefined ? 0 : sizes.edns);
  const records: DnsRecord[] = [];
  for (const record of answer.records) {
    bytes += sizes.record + dataBytes(record);
    if (bytes > most) return { ...answer, records, truncated: true };
    records.push(record);
  }
  return answer;
}
