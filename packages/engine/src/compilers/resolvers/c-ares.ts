import type { Rcode } from '../../network/dns.ts';
import {
  type DrawServer,
  type Family,
  type Found,
  hasOption,
  itself,
  type Lookup,
  optionOf,
  type ResolvConf,
} from '../../network/stub-resolver.ts';
import { addressesIn } from './addresses-in.ts';
import { askInTurn, type Settled, Sockets, together } from './ask-servers.ts';
import type { Library } from './library.ts';
import { bare } from './names-tried.ts';
import { fits } from './without-asking.ts';

/** Tries of each server; their waits double, and are drawn shorter by up to a half. */
const tries = 4;
/** Of the wait that is configured, so that four tries of two servers take the 50 s that were seen of 2 s, and the 26 s of `timeout:1`. */
const shortened = 5 / 6;
/** Seconds (`DEFAULT_TIMEOUT`, ares_private.h). */
const usualWait = 2;

/**
 * What Node calls a code: it takes every answer, whatever its code, and asks nobody else (`ARES_FLAG_NOCHECKRESP`, cares_wrap.cc, in the place of
 * the flags that c-ares has by itself, of which EDNS is one).
 */
const errors: Readonly<Record<Exclude<Rcode, 'NOERROR'>, string>> = {
  NXDOMAIN: 'ENOTFOUND',
  SERVFAIL: 'ESERVFAIL',
  REFUSED: 'EREFUSED',
  NOTIMP: 'ENOTIMP',
  FORMERR: 'EFORMERR',
};

/**
 * c-ares, as Node's `dns.resolve4` calls it: one question, the name as it is written, no search list; and all servers that are
 * written. As seen of 1.34.6 and 1.34.9 in Node 20 and 24, and of 1.34.8 in Node 24.21.
 */
export const cAres: Library = {
  id: 'c-ares',
  doc: "c-ares, of Node's dns.resolve*: it reads no search list.",
  usual: '1.34.6',
  seen: ['1.34.6', '1.34.9'],
  make: (version) => ({ name: `c-ares ${version}`, lookup, first: (addresses) => addresses }),
};

/**
 * Without a server it asks its own machine (`ares_init_by_defaults`). With `rotate` it draws each time among those that have failed the
 * least (`ares_random_server`, ares_process.c): here among those that it has not tried yet.
 */
function* lookup(conf: ResolvConf, written: string, [type = 'A']: readonly Family[], draw?: DrawServer): Lookup {
  const name = bare(written);
  // it reads neither numbers nor /etc/hosts where a type is asked for
  if (written !== '' && !fits(written)) return { kind: 'failed', why: 'nxdomain', error: 'EBADNAME', seconds: 0 };
  const patience = {
    servers: conf.nameservers.length === 0 ? [itself] : conf.nameservers,
    draw: hasOption(conf, 'rotate') ? draw : undefined,
    tries,
    wait: (tried: number) => optionOf(conf, 'timeout', usualWait) * shortened * 2 ** tried,
    takes: () => true,
    transport: hasOption(conf, 'use-vc') ? ('tcp' as const) : ('udp' as const),
  };
  const [settled] = yield* together([askInTurn(patience, { name, type, from: 0, sockets: new Sockets() })]);
  return found(settled!, name, type);
}

function found(settled: Settled, name: string, type: Family): Found {
  const { at: seconds } = settled;
  if (settled.kind === 'silence') return { kind: 'failed', why: 'timeout', error: 'ETIMEOUT', seconds };
  if (settled.kind === 'refused') return { kind: 'failed', why: 'servfail', error: 'ECONNREFUSED', seconds };
  if (settled.kind === 'failing') throw new Error('c-ares takes every answer');
  const { rcode, records } = settled.reply;
  if (rcode !== 'NOERROR')
    return { kind: 'failed', why: rcode === 'NXDOMAIN' ? 'nxdomain' : 'servfail', error: errors[rcode], seconds };
  const addresses = addressesIn(records, name, type);
  if (addresses.length === 0) return { kind: 'failed', why: 'nodata', error: 'ENODATA', seconds };
  return { kind: 'addresses', name, records: addresses, seconds };
}
