import { notModelled } from '../../base/not-modelled.ts';
import { headerOf } from '../../network/header.ts';
import type { Found } from '../../network/stub-resolver.ts';
import type { CauseCode } from '../../trace/cause.ts';
import type { NameLookup, Step } from '../../trace/trace.ts';
import type { Answer, Asking, Sending } from '../answer.ts';
import type { Decider } from '../decider.ts';
import type { Journey, Manner, Travelled } from '../travel.ts';
import { dialled, type LookedUp, lookUp } from './look-up.ts';
import type { Resolving } from './resolving.ts';
import { showSaid } from './said.ts';

/** Looks a name up, and dials an address that it has, where the question is about more than the name. */
export function byName(
  resolving: Resolving,
  manner: Manner,
  make: (decider: Decider) => Journey,
  dial: (sending: Sending) => Answer,
): Answer {
  const { name, stub, dial: sendingTo, patience } = resolving;
  // nobody has shown that others are told the same
  if (manner.footprint) manner.footprint.alone = true;
  const looked = lookUp(resolving, manner.decider, { make, grown: () => manner.cuts.grown, shared: manner.shared });
  const { found, asked, open } = looked;
  const isTold = found.kind === 'addresses';
  const lookup: NameLookup = {
    ...{ name, by: stub.name, answers: isTold ? found.records.map(({ value }) => value) : [] },
    ...(isTold || open !== undefined ? {} : { error: found.error }),
    ...{ queries: asked.filter(({ fromCache }) => !fromCache).length, seconds: found.seconds },
  };
  const taken = [...new Set(asked.flatMap(({ said }) => (said.kind === 'answer' ? (said.assumes ?? []) : [])))];
  const base = { asked, lookup, ...(taken.length > 0 ? { assumes: taken } : {}) };
  const only = { ...waysOf(resolving, looked), ...base, lookedUp: true } as const;
  if (open !== undefined) return { ...only, verdict: 'undetermined', client: 'unknown', assumes: [open] };
  const left = patience === undefined ? undefined : Math.round((patience - found.seconds) * 1000) / 1000;
  if (left !== undefined && left < 0) {
    const why = notModelled(`a client that gives up while it looks ${name} up, which takes ${found.seconds} s`);
    return { ...only, verdict: 'undetermined', client: 'unknown', assumes: [why] };
  }
  if (found.kind === 'failed') return failing(resolving, looked, found.why, base);
  if (!sendingTo) return { ...only, verdict: 'delivered', client: 'ok' };
  const address = dialled(resolving, lookup.answers, manner.decider);
  if (address === undefined) throw new Error(`${name} was found without an address`);
  const sending = sendingTo(address);
  const own = dial(left === undefined ? sending : { ...sending, patience: left });
  // where it is not known what comes of it, the reasons stand alone
  const all = own.verdict === 'undetermined' ? own.assumes : [...new Set([...(own.assumes ?? []), ...taken])];
  return { ...own, asked, lookup, ...(all && all.length > 0 ? { assumes: all } : {}) };
}

/** A question and those that were asked because of it, as far as they were sent. */
function sentOf(asking: Asking): readonly (Asking & { readonly answer: Answer })[] {
  const { answer } = asking;
  const behind = asking.behind.flatMap(sentOf);
  return answer ? [{ ...asking, answer }, ...behind] : behind;
}

/** The ways of the question that decided, with those behind it as one chain. */
function waysOf(
  resolving: Resolving,
  { settled, found }: Pick<LookedUp, 'settled' | 'found'>,
): Pick<Answer, 'sending' | 'forward' | 'reply' | 'later' | 'next'> {
  const sent = settled ? sentOf(settled) : [];
  const chain = sent.reduceRight<Answer | undefined>(
    (next, { answer }) => (next ? { ...answer, next } : answer),
    undefined,
  );
  if (chain) {
    const { sending, forward, reply, later, next } = chain;
    return { sending, forward, reply, later, ...(next ? { next } : {}) };
  }
  return { ...nowhere(resolving, settled, found), later: () => [] };
}

/** A question that leaves no machine of the file. */
function nowhere(
  { device, to, name }: Resolving,
  settled: Asking | undefined,
  found: Found,
): Pick<Answer, 'sending' | 'forward' | 'reply'> {
  const packet = headerOf({ protocol: 'udp', src: 0, dst: 0, sport: 0, dport: 53, ttl: 64, flags: 'data' });
  const said = settled
    ? `${settled.question.type} ${settled.question.name}: ${showSaid(settled.said, settled.question)}`
    : `${name}: ${found.kind === 'addresses' ? found.records.map(({ value }) => value).join(', ') : found.error}, without a question`;
  const step: Step = {
    ...{ kind: 'resolve', stage: 'resolver', entry: `${settled?.to ?? device.name}: ${said}` },
    ...(device.source === undefined ? {} : { source: device.source }),
  };
  const forward: Travelled = {
    passed: [{ device, entered: undefined, towards: undefined, left: undefined, redirected: false, steps: [step] }],
    ...{ at: device, first: packet, outcome: { kind: 'dropped', cause: 'DNS-NX' }, arrived: false, last: packet },
  };
  return { sending: { device, packet, seed: () => to, to }, forward, reply: undefined };
}

/** Why nothing was found, and where: at a packet that died, or at who said that there is none. */
function failing(
  resolving: Resolving,
  { settled, asked, found }: LookedUp,
  why: 'nxdomain' | 'nodata' | 'servfail' | 'timeout',
  { lookup, assumes }: Pick<Answer, 'assumes'> & { readonly lookup: NameLookup },
): Answer {
  const base = {
    lookup,
    ...(assumes ? { assumes } : {}),
    lookedUp: true,
    verdict: 'not-delivered',
    client: why,
  } as const;
  const sent = settled ? sentOf(settled) : [];
  const dead = sent.findIndex(({ answer }) => answer.verdict !== 'delivered');
  if (dead >= 0) {
    const { cause, died } = sent[dead]!.answer;
    const back = died?.direction === 'reply';
    const others = back ? sent.slice(dead + 1) : sent.slice(0, dead);
    const passed = others.map(({ answer }) => (back ? answer.reply : answer.forward)?.passed.length ?? 0);
    return {
      ...{ ...waysOf(resolving, { settled, found }), ...base, asked },
      ...(cause === undefined ? {} : { cause }),
      ...(died ? { died: { ...died, hop: died.hop + passed.reduce((sum, each) => sum + each, 0) } } : {}),
    };
  }
  const causeOf = ({ said }: Asking) => (said.kind === 'answer' ? said.cause : undefined);
  const cause = (settled && causeOf(settled)) ?? 'DNS-NX';
  const at = Math.max(
    sent.findLastIndex((each) => causeOf(each) !== undefined),
    sent.length === 0 ? -1 : 0,
  );
  const teller = sent[at];
  const told = settled && teller ? endedAt(settled, teller, cause) : settled;
  const hops = sent.slice(0, at + 1).reduce((sum, { answer }) => sum + answer.forward.passed.length, 0);
  return {
    ...{ ...waysOf(resolving, { settled: told, found }), ...base, cause },
    asked: asked.map((each) => (each === settled && told ? told : each)),
    died: { direction: 'forward', hop: Math.max(0, hops - 1) },
  };
}

/** The same question, where the last thing that this one's server said is the end of the walk. */
function endedAt(asking: Asking, teller: Asking, cause: CauseCode): Asking {
  const { answer } = asking;
  const behind = asking.behind.map((each) => endedAt(each, teller, cause));
  const isIt = asking.question === teller.question && asking.behind === teller.behind;
  if (!isIt || !answer) return { ...asking, behind };
  const last = answer.forward.passed.at(-1)!;
  const step = last.steps?.at(-1);
  if (!step || !last.steps) return { ...asking, behind };
  const steps = [...last.steps.slice(0, -1), { ...step, kind: 'drop' as const, cause }];
  const forward = { ...answer.forward, passed: [...answer.forward.passed.slice(0, -1), { ...last, steps }] };
  return { ...asking, behind, answer: { ...answer, forward } };
}
