import { type Ip, parseIp, showIp } from '../../base/addr/index.ts';
import type { Device } from '../../network/network.ts';
import type { Resolver } from '../../network/resolver.ts';
import type {
  DialledFrom,
  Family,
  Found,
  Query,
  Reply,
  ResolvConf,
  StubResolver,
} from '../../network/stub-resolver.ts';
import type { HttpRequest } from '../../trace/request.ts';
import type { Asking, Sending } from '../answer.ts';
import { Decider, type Decision, nextScript, type Pin } from '../decider.ts';
import { type Fraction, fraction, one, times, toNumber } from '../fraction.ts';
import type { Journey } from '../travel.ts';
import type { World } from './answers.ts';
import { askServer } from './ask-server.ts';
import { DnsCaches } from './caches.ts';
import { serve } from './serve.ts';

/** A name that a program resolves, before it dials or for its own sake. */
export interface Resolving {
  readonly device: Device;
  readonly stub: StubResolver;
  readonly conf: ResolvConf;
  /** Servers that stand nowhere in the file, by their addresses: what they answer is known, and the way to them is not. */
  readonly unplaced: ReadonlyMap<Ip, Resolver>;
  /** As the program wrote it. */
  readonly name: string;
  readonly families: readonly Family[];
  /** What it dials where it has addresses; undefined: it only wants to know them. */
  readonly dial?: (address: Ip) => Sending;
  /** What the question calls its other end. */
  readonly to: string;
  readonly request?: HttpRequest;
  /** Seconds since the same was asked before; undefined: nobody remembers anything. */
  readonly idle?: number;
  /** What its machine keeps of answers, and for how long: as they say themselves, or for so many seconds. */
  readonly keeps?: { readonly by: string; readonly seconds: number | 'ttl' };
  readonly from: DialledFrom;
  readonly pins: readonly Pin[];
  readonly seed: () => string;
}

/** What became of a lookup. */
export interface LookedUp {
  readonly found: Found;
  /** Why it is not known. */
  readonly open?: string;
  readonly asked: readonly Asking[];
  /** The question whose answer decided. */
  readonly settled: Asking | undefined;
  /** What somebody takes for granted. */
  readonly assumes?: readonly string[];
}

/** Makes a journey for one question: its packets meet nothing that those of others left behind. */
export type MakeJourney = (decider: Decider) => Journey;

/** More combinations of choices of one question than anybody tells apart. */
const mostWays = 256;

/** Runs a resolver library against the network: what it sends, to whom, and what it makes of the answers. */
export function lookUp(resolving: Resolving, outer: Decider, make: MakeJourney, grown: () => boolean): LookedUp {
  const { stub, conf, name, families } = resolving;
  const kept = keptBefore(resolving, make, grown);
  if (kept) return kept;
  const run = stub.lookup(conf, name, families);
  const asked: Asking[] = [];
  let batch: readonly Asking[] = [];
  let next = run.next();
  while (!next.done) {
    const queries = next.value;
    const ways = waysOf(resolving, queries, make, grown);
    const groups = new Set(ways.map(({ key }) => key));
    let way = groups.size > 1 ? exposed(ways, outer) : likeliest(ways, resolving.pins);
    const open = way.askings.find(({ said }) => said.kind === 'unknown');
    const after = open ? undefined : run.next(way.askings.map(replyOf));
    // of questions whose answers are all alike only the last is told apart by its ways
    if (groups.size === 1 && ways.length > 1 && (open || after?.done)) way = exposed(ways, outer);
    batch = way.askings;
    asked.push(...batch);
    if (open) {
      const why = open.said.kind === 'unknown' ? open.said.why : '';
      return { found: gone, open: why, asked, settled: open };
    }
    next = after!;
  }
  return { found: next.value, asked, settled: deciding(batch, next.value) };
}

/** The answer to the same lookup before, where the machine still has it: nothing is sent. */
function keptBefore(resolving: Resolving, make: MakeJourney, grown: () => boolean): LookedUp | undefined {
  const { idle, keeps, device, pins, ...rest } = resolving;
  if (idle === undefined || !keeps) return undefined;
  const { found } = lookUp({ ...rest, device, pins }, new Decider([], pins), make, grown);
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

/** One way that a batch of questions may go. */
interface Way {
  readonly askings: readonly Asking[];
  readonly decisions: readonly Decision[];
  readonly probability: Fraction;
  /** What the library is told: ways with one key are alike to it. */
  readonly key: string;
}

function waysOf(
  resolving: Resolving,
  queries: readonly Query[],
  make: MakeJourney,
  grown: () => boolean,
): readonly Way[] {
  const out: Way[] = [];
  for (let script: number[] | undefined = []; script !== undefined && out.length < mostWays; ) {
    const decider = new Decider(script, resolving.pins);
    const askings = askAll(resolving, queries, make(decider));
    const key = JSON.stringify(askings.map(({ said }) => said));
    const probability = decider.decisions.reduce(
      (all, { options, index }) => times(all, options[index]!.probability),
      one,
    );
    out.push({ askings, decisions: decider.decisions, probability, key });
    // a port that turned out to matter: everything is walked again
    if (grown()) break;
    script = nextScript(decider.decisions);
  }
  return out;
}

/** Questions of one batch; where the same was asked before, what was kept then answers now. */
function askAll(resolving: Resolving, queries: readonly Query[], journey: Journey): readonly Asking[] {
  const { device, idle, unplaced } = resolving;
  const world: World = { journey, caches: new DnsCaches(), ask: (to, depth) => askServer(world, to, depth) };
  const all = () =>
    queries.map(({ name, type, server: address, transport, edns, socket }): Asking => {
      const question = { name, type };
      const own = unplaced.get(address);
      if (!own) return world.ask({ device, address, port: 53, transport, edns, question, number: socket - 1 }, 0);
      const { said, behind } = serve(world, device, own, question, 0, { transport, edns }, undefined);
      return { question, from: device.name, to: own.name, transport, said, behind };
    });
  if (idle === undefined) return all();
  all();
  world.caches.now = idle;
  return all();
}

function replyOf({ said }: Asking): Reply {
  if (said.kind === 'silence') return { kind: 'silence' };
  if (said.kind === 'refused') return { kind: 'refused', after: said.after };
  if (said.kind === 'unknown') throw new Error('nobody knows this answer');
  const { rcode, records, truncated } = said.answer;
  return { kind: 'answer', rcode, records, after: said.after, ...(truncated ? { truncated } : {}) };
}

/** Makes the choices of these ways as the walk's own. */
function exposed(ways: readonly Way[], outer: Decider): Way {
  let left = ways;
  for (let depth = 0; left.length > 1; depth++) {
    const decision = left[0]!.decisions[depth]!;
    const there = new Set(left.map(({ decisions }) => decisions[depth]!.index));
    const { kind, at, of, options } = decision;
    const index = options.length === there.size ? outer.choose(kind, at, of, options) : [...there][0]!;
    left = left.filter(({ decisions }) => decisions[depth]!.index === index);
  }
  return left[0]!;
}

/** The way that pins leave, or else the likeliest: whichever it is, the library is told the same. */
function likeliest(ways: readonly Way[], pins: readonly Pin[]): Way {
  const obeys = ({ decisions }: Way) =>
    decisions.every(({ kind, at, options, index }) => {
      const own = pins.filter((pin) => pin.kind === kind && (pin.at === undefined || pin.at === at.id));
      const open = own.filter((pin) => options.some(({ label }) => pin.labels.has(label)));
      return open.length === 0 || open.some((pin) => pin.labels.has(options[index]!.label));
    });
  const pinned = ways.filter(obeys);
  return (pinned.length > 0 ? pinned : ways).reduce((best, each) =>
    toNumber(each.probability) > toNumber(best.probability) ? each : best,
  );
}

/** Draws the address that the program dials: the first of those it was told, in an order that servers change. */
export function dialled(resolving: Resolving, addresses: readonly string[], decider: Decider): Ip | undefined {
  const { stub, from, device, to, pins } = resolving;
  const all = addresses.flatMap((text) => parseIp(text) ?? []);
  const four = all.filter((ip) => typeof ip === 'number');
  const first = stub.first(all, from).filter((ip) => typeof ip === 'number');
  const among = first.length > 0 ? first : four;
  // one that comes first whatever the answer's order is: a pin may still speak of it
  if (among.length === 0 || (among.length === 1 && !pins.some(({ kind }) => kind === 'answer'))) return among[0];
  const options = among.map((ip) => ({ label: showIp(ip), probability: fraction(1, among.length) }));
  return among[decider.choose('answer', device, to, options)];
}
