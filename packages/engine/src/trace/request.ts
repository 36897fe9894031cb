/** What an application asks for over a connection, where something on the way decides by it. */
export type Request = HttpRequest | DnsQuestion;

export interface HttpRequest {
  readonly kind: 'http';
  readonly method: string;
  readonly scheme: 'http' | 'https';
  readonly host: string;
  /** From the first slash, without the query. */
  readonly path: string;
  /** Behind the question mark; absent: there is none. */
  readonly query?: string;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface DnsQuestion {
  readonly kind: 'dns';
  /** Absolute, in lower case, without the last dot. */
  readonly name: string;
  readonly type: 'A' | 'AAAA' | 'CNAME' | 'NS' | 'SOA' | 'SRV' | 'PTR' | 'TXT' | 'MX';
}
