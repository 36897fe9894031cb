import type { Flow, Packet } from './trace.ts';

/** An address with its port; one of IPv6 in brackets. */
export const addressEnd = (address: string, port: number | undefined): string =>
  port === undefined ? address : /:.*:/.test(address) ? `[${address}]:${port}` : `${address}:${port}`;

/** Whom a flow goes to, as a person writes it: with the port, where a URL does not say it. */
export const flowEnd = ({ to, port }: Pick<Flow, 'to' | 'port'>): string =>
  to.includes('://') ? to : addressEnd(to, port);

/** How many routers it may still pass, as tcpdump says it: `ttl 64`, of IPv6 `hlim 64`. */
export const hopsLeft = ({ src, ttl }: Pick<Packet, 'src' | 'ttl'>): string =>
  `${src.includes(':') ? 'hlim' : 'ttl'} ${ttl}`;
