import type { Family, Found, Lookup, ResolvConf } from '../../network/stub-resolver.ts';
import { addressesIn } from './addresses-in.ts';
import { askInTurn, type Settled, Sockets, together } from './ask-servers.ts';
import type { Library } from './library.ts';
import { bare } from './names-tried.ts';

/** Tries of each server; their waits double, and are drawn shorter by up to a half. */
const tries = 4;
/** Seconds of the first wait, so that four tries of two servers take the 50 s that were seen. */
const firstWait = 5 / 3;

/**
 * c-ares, as Node's `dns.resolve4` calls it: one question, the name as it is written, no search list; and all servers that are
 * written. As seen of 1.34.6 and 1.34.9 in Node 20 and 24.
 */
export const cAres: Library = {
  id: 'c-ares',
  doc: "c-ares, of Node's dns.resolve*: it reads no search list.",
  usual: '1.34.6',
  make: (version) => ({ name: `c-ares ${version}`, lookup, first: (addresses) => addresses }),
};

function* lookup(conf: ResolvConf, written: string, [type = 'A']: readonly Family[]): Lookup {
  const name = bare(written);
  const patience = {
    servers: conf.nameservers,
    tries,
    wait: (tried: number) => firstWait * 2 ** tried,
    takes: ({ rcode }: { readonly rcode: string }) => rcode === 'NOERROR' || rcode === 'NXDOMAIN',
    transport: 'udp' as const,
    edns: 1232,
  };
  const [settled] = yield* together([askInTurn(patience, { name, type, from: 0, sockets: new Sockets() })]);
  return found(settled!, name, type);
}

function found(settled: Settled, name: string, type: Family): Found {
  const { at: seconds } = settled;
  if (settled.kind === 'silence') return { kind: 'failed', why: 'timeout', error: 'ETIMEOUT', seconds };
  if (settled.kind === 'failing') {
    const error = settled.rcode === 'REFUSED' ? 'EREFUSED' : settled.rcode === 'NOTIMP' ? 'ENOTIMP' : 'ESERVFAIL';
    return { kind: 'failed', why: 'servfail', error, seconds };
  }
  const { rcode, records } = settled.reply;
  if (rcode === 'NXDOMAIN') return { kind: 'failed', why: 'nxdomain', error: 'ENOTFOUND', seconds };
  const addresses = addressesIn(records, name, type);
  if (addresses.length === 0) return { kind: 'failed', why: 'nodata', error: 'ENODATA', seconds };
  return { kind: 'addresses', name, records: addresses, seconds };
}
