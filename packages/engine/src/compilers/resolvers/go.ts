import type { Ip } from '../../base/addr/index.ts';
import {
  type DrawServer,
  type Family,
  type Found,
  hasOption,
  itself,
  type Lookup,
  optionOf,
  type Query,
  type Reply,
  type ResolvConf,
  turned,
} from '../../network/stub-resolver.ts';
import { addressesIn } from './addresses-in.ts';
import { askInTurn, type Patience, type Settled, Sockets, together } from './ask-servers.ts';
import type { Library } from './library.ts';
import { bare, dotsIn, isRooted, joined, mostNdots } from './names-tried.ts';
import { fits, type OwnRules, withoutAsking } from './without-asking.ts';

/** Go's own resolver (`netdns=go`): each question has its socket, and no failure ends the search. As seen of 1.19 and 1.23. */
export const go: Library = {
  id: 'go',
  doc: "Go's own resolver, of programs that are linked statically.",
  usual: '1.23',
  seen: ['1.19', '1.23'],
  make: (version) => ({ name: `go ${version}`, lookup: search, first: (addresses) => addresses }),
};

/** It asks for domain names alone (`isDomainName` of net/dnsclient.go): not for those of digits, nor with `-` at an end of a label. */
const own: OwnRules = {
  numbers: 'dotted',
  isAsked: (written) =>
    written === '.' ||
    (fits(written) &&
      /[a-z_-]/i.test(written) &&
      written
        .replace(/\.$/, '')
        .split('.')
        .every((each) => /^\w([\w-]*\w)?$/.test(each))),
  refuses: 'no such host',
  otherFamily: 'no suitable address',
};

function* search(conf: ResolvConf, written: string, families: readonly Family[], draw: DrawServer = () => 0): Lookup {
  const known = withoutAsking(conf, written, families, own);
  if (known) return known;
  const patience = patienceOf(conf);
  const turn = turnsOf(conf, patience.servers, families, draw);
  const sockets = new Sockets();
  let at = 0;
  let failed: readonly Settled[] = [];
  for (const name of namesOf(conf, written)) {
    const settled = yield* askName(turn(), conf, { name, families, from: at, sockets });
    at = Math.max(...settled.map((each) => each.at));
    const records = settled.flatMap((each, i) =>
      each.kind === 'answer' ? addressesIn(each.reply.records, name, families[i]!) : [],
    );
    if (records.length > 0) return { kind: 'addresses', name, records, seconds: at };
    failed = settled;
  }
  return failure(failed, at);
}

/**
 * With `rotate` each question begins with the server behind that of the question before (`serverOffset` of net/dnsconfig.go): where a
 * long-running program stands nobody knows, and of two questions that are asked together not which is first.
 */
function turnsOf(
  conf: ResolvConf,
  servers: readonly Ip[],
  families: readonly Family[],
  draw: DrawServer,
): () => readonly Patience[] {
  const patience = patienceOf(conf);
  if (!hasOption(conf, 'rotate') || servers.length < 2) return () => families.map(() => patience);
  // of two servers, drawing whose turn it is for each name is all that there is
  const single = families.length < 2 || isSingle(conf);
  let at = servers.length === 2 && !single ? 0 : draw(servers);
  return () => {
    const own = families.map((_, i) => turned(servers, at + i));
    at += families.length;
    const heads = own.map(([first]) => first!);
    const order = single ? 0 : draw(heads);
    return turnedBy(own, order).map((each) => ({ ...patience, servers: each }));
  };
}

const turnedBy = <T>(list: readonly T[], by: number): readonly T[] => [...list.slice(by), ...list.slice(0, by)];

/** The names in their order: with enough dots the name itself comes first, else last. */
function namesOf(conf: ResolvConf, written: string): readonly string[] {
  const name = bare(written);
  if (isRooted(written)) return [name];
  const searched = conf.search.map((suffix) => joined(name, suffix));
  const early = dotsIn(written) >= Math.min(optionOf(conf, 'ndots', 1), mostNdots);
  const all = early ? [name, ...searched] : [...searched, name];
  return [...new Set(all)];
}

function* askName(
  patience: readonly Patience[],
  conf: ResolvConf,
  { families, from, ...rest }: { name: string; families: readonly Family[]; from: number; sockets: Sockets },
): Generator<readonly Query[], readonly Settled[], readonly Reply[]> {
  if (!isSingle(conf))
    return yield* together(families.map((type, i) => askInTurn(patience[i]!, { ...rest, type, from })));
  const out: Settled[] = [];
  for (const [i, type] of families.entries())
    out.push(...(yield* together([askInTurn(patience[i]!, { ...rest, type, from: out.at(-1)?.at ?? from })])));
  return out;
}

const isSingle = (conf: ResolvConf): boolean =>
  hasOption(conf, 'single-request') || hasOption(conf, 'single-request-reopen');

/** Its own machine, over IPv4 and IPv6, where no server is written (`defaultNS`, net/dnsconfig.go). */
const ownMachine: readonly Ip[] = [itself, 1n];

const patienceOf = (conf: ResolvConf): Patience => {
  const seconds = Math.max(1, optionOf(conf, 'timeout', 5));
  return {
    servers: conf.nameservers.length === 0 ? ownMachine : conf.nameservers.slice(0, 3),
    tries: Math.max(1, optionOf(conf, 'attempts', 2)),
    wait: () => seconds,
    takes: ({ rcode }) => rcode === 'NOERROR' || rcode === 'NXDOMAIN',
    transport: hasOption(conf, 'use-vc') ? 'tcp' : 'udp',
    edns: 1232,
  };
};

function failure(settled: readonly Settled[], seconds: number): Found {
  const refused = settled.some(({ kind }) => kind === 'refused');
  const why = settled.some(({ kind }) => kind === 'silence')
    ? 'timeout'
    : refused || settled.some(({ kind }) => kind === 'failing')
      ? 'servfail'
      : settled.some((each) => each.kind === 'answer' && each.reply.rcode === 'NOERROR')
        ? 'nodata'
        : 'nxdomain';
  const failed = refused ? 'connection refused' : 'server misbehaving';
  const error = why === 'timeout' ? 'i/o timeout' : why === 'servfail' ? failed : 'no such host';
  return { kind: 'failed', why, error, seconds };
}
