import { parseIp, showIp } from '../../base/addr/index.ts';
import type { Family, Found, ResolvConf } from '../../network/stub-resolver.ts';

/** What a library tells of a name before it asks anybody. */
export interface OwnRules {
  /** Forms of numbers: `127.1` and `0x7f000001` too, or four decimal numbers alone. */
  readonly numbers: 'inet_aton' | 'dotted';
  /** Whether it asks for such a name at all. */
  isAsked(written: string): boolean;
  /** What it says of a name that it does not ask for. */
  readonly refuses: string;
  /** What it says of an address of the other family. */
  readonly otherFamily: string;
}

/** Lines of `/etc/hosts` that every machine and pod has (kubelet writes them too, pkg/kubelet/kubelet_pods.go). */
const everywhere = [
  { address: '127.0.0.1', name: 'localhost' },
  { address: '::1', name: 'localhost' },
];

/**
 * A number, a name of `/etc/hosts`, or a name that cannot be asked for: what a program is told without a question. Undefined: it is
 * asked for. Only lookups of addresses read them; a question for another type is always sent.
 */
export function withoutAsking(
  conf: ResolvConf,
  written: string,
  families: readonly Family[],
  rules: OwnRules,
): Found | undefined {
  if (families.some((each) => each !== 'A' && each !== 'AAAA')) return undefined;
  const number = rules.numbers === 'inet_aton' ? inetAton(written) : undefined;
  const ip = number ?? parseIp(written);
  if (ip !== undefined) return told(written, [showIp(ip)], families, rules);
  const name = written.toLowerCase();
  const lines = [...everywhere, ...(conf.hosts ?? [])].filter((each) => each.name === name);
  if (lines.length > 0)
    return told(
      written,
      lines.map(({ address }) => address),
      families,
      rules,
    );
  if (rules.isAsked(written)) return undefined;
  return { kind: 'failed', why: 'nxdomain', error: rules.refuses, seconds: 0 };
}

function told(name: string, addresses: readonly string[], families: readonly Family[], rules: OwnRules): Found {
  const records = addresses.flatMap((value) => {
    const type = value.includes(':') ? ('AAAA' as const) : ('A' as const);
    return families.includes(type) ? [{ name, type, value, ttl: 0 }] : [];
  });
  if (records.length === 0) return { kind: 'failed', why: 'nodata', error: rules.otherFamily, seconds: 0 };
  return { kind: 'addresses', name, records, seconds: 0 };
}

/** One to four numbers, decimal, octal or hexadecimal, of which the last fills what is left (inet_aton(3)). */
function inetAton(text: string): number | undefined {
  // most names begin with a letter
  if (!/^\d/.test(text)) return undefined;
  const parts = text.split('.');
  if (parts.length > 4 || !parts.every((each) => /^(0x[\da-f]+|0[0-7]*|[1-9]\d*)$/i.test(each))) return undefined;
  const numbers = parts.map((each) => (/^0\d/.test(each) ? Number.parseInt(each, 8) : Number(each)));
  const last = numbers.at(-1)!;
  const first = numbers.slice(0, -1);
  if (first.some((each) => each > 255) || last >= 256 ** (5 - numbers.length)) return undefined;
  return first.reduce((sum, each, i) => sum + each * 256 ** (3 - i), last);
}

/** Bytes of a text in UTF-8. */
function bytes(text: string): number {
  const of = (code: number): number => (code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4);
  return [...text].reduce((sum, each) => sum + of(each.codePointAt(0)!), 0);
}

/** Labels of 1 to 63 bytes, 253 bytes in all; the root is asked for (RFC 1035, §2.3.4). */
export function fits(written: string): boolean {
  if (written === '.') return true;
  const name = written.replace(/\.$/, '');
  return bytes(name) <= 253 && name.split('.').every((each) => each !== '' && bytes(each) <= 63);
}
