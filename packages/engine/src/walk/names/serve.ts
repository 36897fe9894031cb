import { notModelled } from '../../base/not-modelled.ts';
import { type DnsAnswer, type DnsRecord, isWithin } from '../../network/dns.ts';
import { showEnd } from '../../network/header.ts';
import type { Device } from '../../network/network.ts';
import type { Cache, Forward, KnownNames, OwnZone, Resolver, ResolverStage, Rewrite } from '../../network/resolver.ts';
import type { Step } from '../../trace/trace.ts';
import type { Asking } from '../answer.ts';
import { fraction } from '../fraction.ts';
import {
  answered,
  askerOf,
  causeOf,
  decidingIn,
  entryOf,
  keptFor,
  memoryOf,
  notInFile,
  nowhere,
  type Serving,
  show,
  taking,
  unknown,
  type World,
} from './answers.ts';
import { iterate } from './iterate.ts';
import type { Deciding } from './record-policy.ts';
import type { Served } from './said.ts';
import { searched } from './search-path.ts';
import { answerIn, type Question } from './zone-answer.ts';

/** Where a server decides that stands nowhere. */
const nobody = { id: '#dns', name: 'DNS' } as const;

/** More servers that ask each other than any real chain has. */
export const mostServers = 16;

/** What a server says to a question: its stages in their order, until one has an answer. */
export function serve(
  world: World,
  device: Device,
  resolver: Resolver,
  question: Question,
  depth: number,
  by: Serving['by'],
  asker: Device | undefined,
): Served {
  if (depth > mostServers)
    return unknown(notModelled(`more than ${mostServers} servers that ask each other, from ${resolver.name} on`));
  return follow({ world, device, resolver, depth, by, asker }, resolver.stages, question);
}

function follow(serving: Serving, stages: readonly ResolverStage[], question: Question): Served {
  const [stage, ...rest] = stages;
  if (!stage) return answered('no plugin', `${show(question)}: REFUSED`, { rcode: 'REFUSED', records: [] });
  const next = (other: Question = question) => follow(serving, rest, other);
  switch (stage.kind) {
    case 'zone':
      return fromZone(serving, stage, question, next);
    case 'rewrite':
      return rewritten(stage, question, next);
    case 'search':
      return searched(serving, stage, question, next);
    case 'cache':
      return isWithin(question.name, stage.for ?? '') ? kept(serving, stage, question, next) : next();
    case 'forward':
      return isWithin(question.name, stage.for) ? forwarded(serving, stage, question) : next();
    case 'iterate':
      return iterate(serving, stage, question);
    case 'known':
      return known(serving, stage, question);
  }
}

function fromZone(serving: Serving, of: OwnZone, question: Question, next: () => Served): Served {
  const { stage, zone, handsOn, chases } = of;
  if (!isWithin(question.name, zone.name)) return next();
  const says = answerIn(zone, question, decidingIn(serving.world, serving.device, askerOf(serving, of)));
  if (says.kind === 'unknown') return unknown(says.why ?? notInFile(zone.title, question));
  if (says.kind === 'referral') {
    const { to, record } = says;
    const entry = `${show(question)}: referral to ${to}, ${record.value}`;
    const referral: DnsAnswer = { rcode: 'NOERROR', records: [record] };
    return answered(stage, entry, referral, { source: record.source });
  }
  const { answer, aliases } = says;
  if (handsOn && answer.records.length === 0) return next();
  const source = aliases[0]?.source ?? answer.records[0]?.source ?? zone.source;
  const own = answered(stage, entryOf(question, answer, aliases), answer, { source, ...causeOf(answer) });
  const last = answer.records.at(-1);
  if (!chases || last?.type !== 'CNAME' || question.type === 'CNAME') return own;
  return joinedTo(
    own,
    answer,
    serve(
      serving.world,
      serving.device,
      serving.resolver,
      { ...question, name: last.value },
      serving.depth + 1,
      serving.by,
      serving.asker,
    ),
  );
}

/** An alias, and what stands behind it. */
function joinedTo(own: Served, first: DnsAnswer, after: Served): Served {
  const { said } = after;
  const steps = [...own.steps, ...after.steps];
  if (said.kind !== 'answer') return { ...after, steps };
  const { rcode, records, negativeTtl } = said.answer;
  const answer: DnsAnswer = {
    ...{ rcode: rcode === 'NXDOMAIN' ? 'NXDOMAIN' : rcode, records: [...first.records, ...records] },
    ...(negativeTtl === undefined ? {} : { negativeTtl }),
  };
  return { ...after, steps, said: { ...said, answer } };
}

function rewritten(
  { stage, from, to, source }: Rewrite,
  question: Question,
  next: (other?: Question) => Served,
): Served {
  if (question.name !== from) return next();
  const served = next({ ...question, name: to });
  const step: Step = {
    ...{ kind: 'resolve', stage, entry: `name exact ${from} ${to}` },
    ...(source === undefined ? {} : { source }),
  };
  const { said } = served;
  if (said.kind !== 'answer') return { ...served, steps: [step, ...served.steps] };
  const records = said.answer.records.map((each) => (each.name === to ? { ...each, name: from } : each));
  return { ...served, steps: [step, ...served.steps], said: { ...said, answer: { ...said.answer, records } } };
}

function kept(serving: Serving, cache: Cache, question: Question, next: () => Served): Served {
  const { caches } = serving.world;
  const whose = memoryOf(serving);
  const found = caches.recall(whose, question);
  if (found) {
    const entry = `${entryOf(question, found.answer)} (kept, ${Math.floor(found.left)} s left)`;
    const own = answered(cache.stage, entry, found.answer, { source: cache.source, ...causeOf(found.answer) });
    return taking(own, found.assumes);
  }
  const served = next();
  const { said } = served;
  if (said.kind !== 'answer') return served;
  const seconds = keptFor(cache, said.answer);
  const records = cache.caps
    ? said.answer.records.map((each) => ({ ...each, ttl: Math.min(each.ttl, seconds) }))
    : said.answer.records;
  const answer = { ...said.answer, records };
  caches.keep(whose, question, answer, seconds, said.assumes);
  return { ...served, said: { ...said, answer } };
}

function forwarded(serving: Serving, of: Forward, question: Question): Served {
  const { world, device, depth, resolver, by } = serving;
  const { stage, to, policy, patience, failsOver, source } = of;
  const { transport, edns } = by;
  const how = of.transport ? { transport: of.transport } : { transport, edns };
  const first =
    policy === 'random' && to.length > 1
      ? world.journey.decider.choose(
          'upstream',
          device,
          resolver.name,
          to.map(({ address, port }) => ({
            label: showEnd(address, port, 'udp'),
            probability: fraction(1, to.length),
          })),
        )
      : 0;
  const behind: Asking[] = [];
  const steps: Step[] = [];
  const own = source === undefined ? {} : { source };
  let last: Served['said'] | undefined;
  for (let i = 0; i < to.length; i++) {
    const upstream = to[(first + i) % to.length]!;
    const end = showEnd(upstream.address, upstream.port, of.transport ?? 'udp');
    const asking = world.ask({ device, ...upstream, ...how, question, number: i }, depth);
    behind.push(asking);
    const { said } = asking;
    steps.push({ kind: 'resolve', stage, entry: `${show(question)}: asks ${end}`, ...own });
    if (said.kind === 'unknown') return { said, steps, behind };
    const fails = said.kind !== 'answer' || (failsOver === true && /SERVFAIL|REFUSED/.test(said.answer.rcode));
    if (!fails) return { said: { ...said, after: said.after }, steps, behind };
    last = said;
  }
  if (last?.kind === 'answer') return { said: last, steps, behind };
  const entry = to.length === 0 ? 'it has nobody to ask: SERVFAIL' : `nobody answers: SERVFAIL after ${patience} s`;
  const answer: DnsAnswer = { rcode: 'SERVFAIL', records: [] };
  const after = last?.kind === 'silence' ? patience : 0;
  return {
    said: { kind: 'answer', answer, after },
    steps: [...steps, { kind: 'resolve', stage, entry, ...own }],
    behind,
  };
}

/** The root has no such end of a name. */
function noSuchEnd(
  stage: string,
  question: Question,
  steps: readonly Step[],
  records: readonly DnsRecord[],
  source: KnownNames['source'],
): Served {
  const entry = `${show(question)}: NXDOMAIN; the root has no such top-level domain`;
  const own = answered(stage, entry, nowhere(records), { source, cause: 'DNS-NX' });
  return { ...own, steps: [...steps, ...own.steps] };
}

/** Answers from everything that is known of the Internet, alias after alias. */
function known(serving: Serving, stage: KnownNames, question: Question): Served {
  const served = lookUpKnown(serving.world, stage, question, askerOf(serving, stage));
  return stage.assumes === undefined ? served : taking(served, [stage.assumes]);
}

/** The same, of somebody who stands nowhere in the file. */
export function lookUpKnown(
  world: World,
  { stage, names, mostAliases, source }: Pick<KnownNames, 'stage' | 'names' | 'mostAliases' | 'source'>,
  question: Question,
  asker?: Deciding['asker'],
): Served {
  const steps: Step[] = [];
  const records: DnsAnswer['records'][number][] = [];
  let at = question.name;
  for (let i = 0; i <= mostAliases; i++) {
    const own: Question = { ...question, name: at };
    const zone = names.zonesOf(at).at(-1);
    const hidden = names.privateZoneOf(at);
    if (!zone || zone.name === '' || (zone.partial && hidden)) {
      if (!hidden) {
        if (names.isNowhere(at) && !(zone && zone.name !== '')) return noSuchEnd(stage, own, steps, records, source);
        return { ...unknown(names.whyNot(at)), steps };
      }
      const entry = `${show(own)}: NXDOMAIN; only ${hidden.title} has it`;
      return answered(stage, entry, { rcode: 'NXDOMAIN', records: [] }, { source: hidden.source, cause: 'DNS-PHZ' });
    }
    const says = answerIn(zone, own, decidingIn(world, nobody, asker));
    if (says.kind === 'unknown') return { ...unknown(says.why ?? notInFile(zone.title, own)), steps };
    if (says.kind === 'referral')
      return {
        ...unknown(`${zone.title} hands ${says.to} to ${says.record.value}, and no dns-zone of the file is that one`),
        steps,
      };
    const { answer, aliases } = says;
    const from = aliases[0]?.source ?? answer.records[0]?.source ?? zone.source ?? source;
    steps.push(
      ...answered(stage, `${zone.title}: ${entryOf(own, answer, aliases)}`, answer, {
        source: from,
        ...causeOf(answer),
      }).steps,
    );
    records.push(...answer.records);
    const last = answer.records.at(-1);
    if (last?.type !== 'CNAME' || question.type === 'CNAME')
      return {
        said: { kind: 'answer', answer: { ...answer, records }, after: 0, ...causeOf(answer) },
        steps,
        behind: [],
      };
    at = last.value;
  }
  const circle = `${show(question)}: more than ${mostAliases} aliases one behind the other: SERVFAIL`;
  return answered(stage, circle, { rcode: 'SERVFAIL', records: [] }, { source, cause: 'DNS-LOOP' });
}
