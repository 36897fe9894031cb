import { type Family, familyOf, type Ip, parseIp, showIp } from '../../base/addr/index.ts';
import { showEnd } from '../../network/header.ts';
import type { Device } from '../../network/network.ts';
import type { Found, Query, Reply } from '../../network/stub-resolver.ts';
import type { Asking } from '../answer.ts';
import { Decider } from '../decider.ts';
import { fraction } from '../fraction.ts';
import { BatchWays } from './batch-ways.ts';
import type { Making, Resolving } from './resolving.ts';

/** What became of a lookup. */
export interface LookedUp {
  readonly found: Found;
  /** Why it is not known. */
  readonly open?: string;
  readonly asked: readonly Asking[];
  /** The question whose answer decided. */
  readonly settled: Asking | undefined;
}

/** Runs a resolver library against the network: what it sends, to whom, and what it makes of the answers. */
export function lookUp(resolving: Resolving, outer: Decider, making: Making): LookedUp {
  const { stub, conf, name, families, device } = resolving;
  const kept = keptBefore(resolving, making);
  if (kept) return kept;
  // who asks, by which library, for what, and after how long
  const key = `${device.id} ${stub.name} ${families.join()} ${resolving.idle ?? ''} ${name}`;
  const earlier = making.shared?.get(key);
  if (earlier instanceof Ended) return earlier.again(outer);
  // whether another run may ask otherwise
  let differs = false;
  const run = stub.lookup(conf, name, families, (among) => {
    differs = true;
    return outer.choose('upstream', device, stub.name, optionsOf(among));
  });
  const asked: Asking[] = [];
  let batch: readonly Asking[] = [];
  let last: BatchWays | undefined;
  let next = run.next();
  while (!next.done) {
    const ways = waysOf(resolving, next.value, making);
    const alike = ways.alike();
    if (!alike) differs = true;
    last = ways;
    let way = alike ?? ways.exposed(outer);
    const open = way.find(({ said }) => said.kind === 'unknown');
    const after = open ? undefined : run.next(way.map(replyOf));
    // of questions whose answers are all alike only the last is told apart by its ways
    if (alike && (open || after?.done)) way = ways.exposed(outer);
    batch = way;
    asked.push(...batch);
    if (open) return { found: gone, open: whyOpen(open), asked, settled: open };
    next = after!;
  }
  if (last && !differs) making.shared?.set(key, new Ended(next.value, asked.slice(0, -batch.length), last));
  return { found: next.value, asked, settled: deciding(batch, next.value) };
}

/** A lookup that ends alike whatever is drawn: another run of the walk differs in the ways of its last questions alone. */
class Ended {
  readonly #found: Found;
  readonly #before: readonly Asking[];
  readonly #last: BatchWays;

  constructor(found: Found, before: readonly Asking[], last: BatchWays) {
    this.#found = found;
    this.#before = before;
    this.#last = last;
  }

  again(outer: Decider): LookedUp {
    const batch = this.#last.exposed(outer);
    return { found: this.#found, asked: [...this.#before, ...batch], settled: deciding(batch, this.#found) };
  }
}

/** The ways of a batch: the same in every run of a walk in which the same machine asks the same. */
function waysOf(resolving: Resolving, queries: readonly Query[], making: Making): BatchWays {
  const { shared } = making;
  if (!shared) return new BatchWays(resolving, queries, making);
  const asked = queries.map(({ server, name, type, transport, edns, socket }) =>
    [type, name, showIp(server), transport, edns, socket].join(' '),
  );
  const key = `${resolving.device.id} ${resolving.name}\n${asked.join('\n')}`;
  const known = shared.get(key);
  if (known instanceof BatchWays) return known;
  const ways = new BatchWays(resolving, queries, making);
  shared.set(key, ways);
  return ways;
}

const optionsOf = (servers: readonly Ip[]) =>
  servers.map((each) => ({ label: showEnd(each, 53, 'udp'), probability: fraction(1, servers.length) }));

const whyOpen = ({ said }: Asking): string => (said.kind === 'unknown' ? said.why : '');

/** The answer to the same lookup before, where the machine still has it: nothing is sent. */
function keptBefore(resolving: Resolving, making: Making): LookedUp | undefined {
  const { idle, keeps, device, pins, ...rest } = resolving;
  if (idle === undefined || !keeps) return undefined;
  const { found } = lookUp({ ...rest, device, pins }, new Decider([], pins), { ...making, shared: undefined });
  if (found.kind !== 'addresses') return undefined;
  const ttl = Math.min(...found.records.map((each) => each.ttl));
  const left = (keeps.seconds === 'ttl' ? ttl : keeps.seconds) - idle;
  if (left <= 0) return undefined;
  const [first] = found.records;
  const question = { name: found.name, type: first!.type };
  const records = found.records.filter(({ type }) => type === question.type);
  const asking: Asking = {
    ...{ question, from: device.name, to: keeps.by, transport: 'udp', behind: [], fromCache: true },
    said: { kind: 'answer', answer: { rcode: 'NOERROR', records }, after: 0 },
  };
  return { found: { ...found, seconds: 0 }, asked: [asking], settled: asking };
}

const gone: Found = { kind: 'failed', why: 'timeout', error: '', seconds: 0 };

/** The question that settled it: the one with the address, or with the failure. */
function deciding(batch: readonly Asking[], found: Found): Asking | undefined {
  if (found.kind === 'addresses') {
    const good = batch.find(
      ({ said, question }) => said.kind === 'answer' && said.answer.records.some(({ type }) => type === question.type),
    );
    return good ?? batch[0];
  }
  return (
    batch.find(({ said }) => said.kind !== 'answer') ??
    batch.find(({ said }) => said.kind === 'answer' && said.cause) ??
    batch[0]
  );
}

function replyOf({ said }: Asking): Reply {
  if (said.kind === 'silence') return { kind: 'silence' };
  if (said.kind === 'refused') return { kind: 'refused', after: said.after };
  if (said.kind === 'unknown') throw new Error('nobody knows this answer');
  const { rcode, records, truncated } = said.answer;
  return { kind: 'answer', rcode, records, after: said.after, ...(truncated ? { truncated } : {}) };
}

/** An address of IPv6 that a machine sends from; undefined: it has none but its loopback's. */
const sixOf = ({ interfaces }: Device): bigint | undefined =>
  interfaces
    .filter(({ name }) => name !== 'lo')
    .flatMap(({ addresses }) => addresses)
    .find((each) => typeof each === 'bigint');

/** fc00::/7. */
const isUniqueLocal = (ip: bigint): boolean => ip >> 121n === 0x7en;

/** Of which family a program dials a name that has both (RFC 6724): IPv6, where the machine has it with the same label. */
function preferred(all: readonly Ip[], device: Device): Family {
  const six = all.find((each) => typeof each === 'bigint');
  if (six === undefined) return 4;
  if (all.every((each) => familyOf(each) === 6)) return 6;
  const own = sixOf(device);
  return own !== undefined && isUniqueLocal(own) === isUniqueLocal(six) ? 6 : 4;
}

/** Draws the address that the program dials: the first of those it was told, in an order that servers change. */
export function dialled(resolving: Resolving, addresses: readonly string[], decider: Decider): Ip | undefined {
  const { stub, from, device, to, pins } = resolving;
  const all = addresses.flatMap((text) => parseIp(text) ?? []);
  const family = preferred(all, device);
  const own = all.filter((ip) => familyOf(ip) === family);
  const address = sixOf(device);
  const sender = family === 6 && address !== undefined ? { ...from, address, bits: 128 } : from;
  const first = stub.first(all, sender).filter((ip) => familyOf(ip) === family);
  const among = first.length > 0 ? first : own;
  // one that comes first whatever the answer's order is: a pin may still speak of it
  if (among.length === 0 || (among.length === 1 && !pins.some(({ kind }) => kind === 'answer'))) return among[0];
  const options = among.map((ip) => ({ label: showIp(ip), probability: fraction(1, among.length) }));
  return among[decider.choose('answer', device, to, options)];
}
