import type { Ip } from '../base/addr/index.ts';
import type { DnsRecord, Rcode, RecordType } from './dns.ts';

/** What a program's resolver library reads: `/etc/resolv.conf`, and of `/etc/hosts` what is not the same everywhere. */
export interface ResolvConf {
  readonly nameservers: readonly Ip[];
  readonly search: readonly string[];
  /** As written, in order: `ndots:5`, `single-request`. Of a key that is written twice the last counts. */
  readonly options: readonly string[];
  /** Lines of `/etc/hosts`: a pod's own name. */
  readonly hosts?: readonly { readonly address: string; readonly name: string }[];
}

/** What a program asks for: addresses of both families or of one, or records of another type. */
export type Family = RecordType;

/** One question as a library sends it. */
export interface Query {
  /** Absolute, without the last dot; '' is the root. */
  readonly name: string;
  readonly type: Family;
  readonly server: Ip;
  readonly transport: 'udp' | 'tcp';
  /** Bytes of an answer over UDP that the library says it takes (EDNS, RFC 6891); undefined: 512. */
  readonly edns?: number | undefined;
  /** Questions of one number leave one socket: they have one source port. */
  readonly socket: number;
  /** Seconds since the program asked its library. */
  readonly at: number;
}

/** What came of a question, and how many seconds after it was sent. */
export type Reply =
  | {
      readonly kind: 'answer';
      readonly rcode: Rcode;
      readonly records: readonly DnsRecord[];
      readonly truncated?: true;
      readonly after: number;
    }
  /** Nothing listens there, and its machine says so. */
  | { readonly kind: 'refused'; readonly after: number }
  | { readonly kind: 'silence' };

/** How a library ends a lookup. */
export type Found =
  | {
      readonly kind: 'addresses';
      readonly name: string;
      readonly records: readonly DnsRecord[];
      readonly seconds: number;
    }
  | {
      readonly kind: 'failed';
      readonly why: 'nxdomain' | 'nodata' | 'servfail' | 'timeout';
      /** What the program is told: `EAI_NONAME`. */
      readonly error: string;
      readonly seconds: number;
    };

/** Which of several servers a library takes by chance: the place of one of them, all alike likely. */
export type DrawServer = (among: readonly Ip[]) => number;

/** A lookup: questions that are sent together, each time with their replies. It asks nobody itself. */
export type Lookup = Generator<readonly Query[], Found, readonly Reply[]>;

/** Of the machine that dials. */
export interface DialledFrom {
  readonly address: Ip;
  /** Of the subnet on its interface. */
  readonly bits: number;
  /** An address of IPv6 beside ::1, of its link at least. */
  readonly linkLocal6: boolean;
}

/** A resolver library of one version. */
export interface StubResolver {
  /** `glibc 2.36`. */
  readonly name: string;
  /** Looks a name up as the program wrote it, a dot at its end or not. Without `draw` it takes the first where it draws a server. */
  lookup(conf: ResolvConf, name: string, families: readonly Family[], draw?: DrawServer): Lookup;
  /**
   * Of the addresses that were found, in the order of the answer, those which the program may dial first: one whose place in
   * the answer alone decides is followed by all that could have stood there.
   */
  first(addresses: readonly Ip[], from: DialledFrom): readonly Ip[];
}

/** The value of a number option such as `ndots:5`, the last that is written. */
export function optionOf({ options }: ResolvConf, key: string, otherwise: number): number {
  const found = options.findLast((each) => each.startsWith(`${key}:`));
  const value = Number(found?.slice(key.length + 1));
  return found === undefined || !Number.isInteger(value) || value < 0 ? otherwise : value;
}

/** The machine itself, whom libraries ask where no server is written. */
export const itself: Ip = 0x7f_00_00_01;

/** Servers from one of them on, the others behind it in their order. */
export function turned(servers: readonly Ip[], first: number): readonly Ip[] {
  const at = servers.length === 0 ? 0 : first % servers.length;
  return [...servers.slice(at), ...servers.slice(0, at)];
}

/** Whether an option without a value is written. */
export const hasOption = ({ options }: ResolvConf, key: string): boolean => options.includes(key);
