/** A lookup that a real library makes, on a machine of its own. Plain data, as everything here. */
export interface DnsLookup {
  /** The text of its `/etc/resolv.conf`. */
  readonly resolvConf: string;
  /** The first that fits a question answers it; NXDOMAIN where none does. */
  readonly table: readonly DnsEntry[];
  /** Addresses at which somebody listens, and addresses of machines where nobody does: they say so. */
  readonly listens: readonly string[];
  readonly closed?: readonly string[];
  readonly machine?: DnsMachine;
  readonly caller: Caller;
  /** The name as the program writes it, a dot at its end or not. */
  readonly name: string;
  /** Seconds after which the program is ended; 60 where nothing is said. */
  readonly patience?: number;
}

/** The machine that asks: its address of IPv4, and whether it has addresses of IPv6 beside its own. */
export interface DnsMachine {
  readonly address: string;
  readonly bits: number;
  readonly linkLocal6: boolean;
}

/** What a server says to a question. What is not written fits everything. */
export interface DnsEntry {
  readonly name?: string;
  readonly type?: string;
  readonly server?: string;
  readonly transport?: 'udp' | 'tcp';
  /** NOERROR where nothing is said. */
  readonly rcode?: 'NOERROR' | 'FORMERR' | 'SERVFAIL' | 'NXDOMAIN' | 'NOTIMP' | 'REFUSED';
  readonly records?: readonly DnsData[];
  /** It says nothing. */
  readonly silent?: true;
  /** Seconds until it answers. */
  readonly after?: number;
  /** By UDP as many of the records, and that it is not all. */
  readonly truncated?: number;
}

export interface DnsData {
  /** The name that was asked for where nothing is said. */
  readonly name?: string;
  readonly type: 'A' | 'AAAA' | 'CNAME' | 'PTR' | 'NS' | 'SOA';
  readonly value: string;
  readonly ttl?: number;
}

/** Who calls a library, and for addresses of which family. */
export type Caller =
  /** `getaddrinfo` of the C library here, and of musl; `addrconfig`: only families that the machine has. */
  | {
      readonly library: 'glibc' | 'musl';
      readonly family?: 'unspec' | 'inet' | 'inet6';
      readonly addrconfig?: boolean;
    }
  | { readonly library: 'getent ahosts' }
  /** `dns.lookup` of Node, which is the C library's, and `dns.resolve4` and `resolve6`, which are those of c-ares. */
  | { readonly library: 'node lookup' }
  | { readonly library: 'c-ares'; readonly family?: 'inet' | 'inet6' };

/** What was seen of it. */
export interface DnsSeen {
  /** In the order in which they came. */
  readonly questions: readonly DnsQuestion[];
  /** In the order in which the program gets them; empty where it got an error. */
  readonly addresses: readonly string[];
  /** As the library calls it: `EAI_NONAME`, `ENOTFOUND`; `ended`: it was not done in time. */
  readonly error?: string;
  /** Seconds that the lookup took, with the start of its program. */
  readonly seconds: number;
}

export interface DnsQuestion {
  readonly name: string;
  readonly type: string;
  readonly server: string;
  readonly transport: 'udp' | 'tcp';
  /** The source port: questions of one socket have the same. */
  readonly port: number;
  /** Seconds since the program was started. */
  readonly at: number;
  /** It says that it takes larger answers. */
  readonly edns?: true;
}
