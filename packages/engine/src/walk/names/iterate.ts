import { parseIp, showIp } from '../../base/addr/index.ts';
import { placedNowhere } from '../../base/placed-nowhere.ts';
import type { DnsAnswer, DnsRecord, Zone } from '../../network/dns.ts';
import type { Iterate } from '../../network/resolver.ts';
import type { Step } from '../../trace/trace.ts';
import type { Asking, Said } from '../answer.ts';
import { answered, decidingIn, entryOf, memoryOf, notInFile, nowhere, type Serving, show, taking } from './answers.ts';
import { askZone, oneOf } from './ask-zone.ts';
import type { DnsCaches } from './caches.ts';
import type { Served } from './said.ts';
import { answerIn, type Question } from './zone-answer.ts';

/** Seconds that a recursive resolver keeps asking before it gives up (unbound's own limit of 120 s is more than any asker waits). */
const patience = 30;

/** What one step down the tree of zones came to. */
type Down = { readonly said: Said; readonly asked: readonly Asking[]; readonly steps: readonly Step[] };

/**
 * Asks the servers of the zones around a name, from the root on: each of part of the name where it minimises (RFC 9156), the last of
 * all of it; then the same for the name behind an alias. Zones whose servers stand nowhere answer without being asked.
 */
export function iterate(serving: Serving, stage: Iterate, question: Question): Served {
  const behind: Asking[] = [];
  const steps: Step[] = [];
  const records: DnsRecord[] = [];
  const assumes: string[] = [];
  let at = question.name;
  for (let aliases = 0; aliases <= stage.mostAliases; aliases++) {
    const known = question.type === 'CNAME' ? undefined : aliasKept(serving, at);
    if (known) {
      records.push(known);
      at = known.value;
      continue;
    }
    const down = descend(serving, stage, { ...question, name: at });
    behind.push(...down.asked);
    steps.push(...down.steps);
    const { said } = down;
    if (said.kind === 'unknown') return { said, steps, behind };
    if (said.kind !== 'answer') return { ...failing(stage, question, steps, patience), behind };
    assumes.push(...(said.assumes ?? []));
    const [alias] = said.answer.records;
    if (alias?.type !== 'CNAME' || question.type === 'CNAME') {
      records.push(...said.answer.records);
      return taking({ said: { ...said, answer: { ...said.answer, records } }, steps, behind }, assumes);
    }
    // what else the server told of where it leads is not taken from it: each name is asked for
    keepAlias(serving, at, alias);
    records.push(alias);
    at = alias.value;
  }
  const entry = `${show(question)}: more than ${stage.mostAliases} aliases one behind the other: SERVFAIL`;
  const own = answered(
    stage.stage,
    entry,
    { rcode: 'SERVFAIL', records: [] },
    { source: stage.source, cause: 'DNS-LOOP' },
  );
  return { ...own, steps: [...steps, ...own.steps], behind };
}

/** An alias stands for records of every type: who has asked for one of them knows it for all. */
const aliasesOf = (serving: Serving): string => `${memoryOf(serving)} aliases`;

const aliasKept = (serving: Serving, name: string): DnsRecord | undefined =>
  serving.world.caches.recall(aliasesOf(serving), { name, type: 'CNAME' })?.answer.records[0];

function keepAlias(serving: Serving, name: string, alias: DnsRecord): void {
  const answer: DnsAnswer = { rcode: 'NOERROR', records: [alias] };
  serving.world.caches.keep(aliasesOf(serving), { name, type: 'CNAME' }, answer, alias.ttl);
}

function failing({ stage, source }: Iterate, question: Question, steps: readonly Step[], after: number): Served {
  const entry = `${show(question)}: none of its servers answers: SERVFAIL`;
  const own = answered(stage, entry, { rcode: 'SERVFAIL', records: [] }, { source, after });
  return { ...own, steps: [...steps, ...own.steps] };
}

/** From the root to the zone that has the name. What it was told of zones before is remembered. */
function descend(serving: Serving, stage: Iterate, question: Question): Down {
  const asked: Asking[] = [];
  const steps: Step[] = [];
  const taken: string[] = [];
  const { names, stage: title } = stage;
  const { caches } = serving.world;
  const zones = names.zonesOf(question.name);
  const hidden = names.privateZoneOf(question.name);
  const zone = zones.at(-1);
  const isRegistry = !zone || zone.name === '' || zone.partial === true;
  for (const [i, each] of zones.entries()) {
    const isLast = i === zones.length - 1;
    const next = zones[i + 1];
    const part = isLast || !stage.minimises ? question : { name: next!.name, type: stage.minimises };
    const whose = `${memoryOf(serving)} zones`;
    if (!isLast && caches.recall(whose, { name: next!.name, type: 'NS' })) continue;
    if (each.servers.length === 0) {
      // a registry that stands nowhere hands the name on; the last zone answers by itself
      taken.push(placedNowhere(`the server of ${each.title}`));
      if (!isLast) continue;
      return taking(own(serving, each, question, asked, steps, title), taken);
    }
    const between = isLast && stage.minimises ? partsOf(question, each.name, stage.minimises) : [];
    const parts = [...between.filter((one) => !caches.recall(`${whose} parts`, one)), part];
    const before = asked.length;
    const isNowhere = isRegistry && isLast && (hidden !== undefined || names.isNowhere(question.name));
    const said = askZone(serving, stage, each, parts, { asked, steps, number: 10 + i, isNowhere });
    for (const one of asked.slice(before)) keepPart(caches, `${whose} parts`, one, isNowhere);
    if (each.servers.length > 1) taken.push(oneOf(each));
    if (said.kind === 'unknown' && isNowhere) break;
    if (said.kind !== 'answer') return { said, asked, steps };
    if (!isLast) {
      const ttl = said.answer.records.find(({ type }) => type === 'NS')?.ttl ?? defaultDelegation;
      caches.keep(whose, { name: next!.name, type: 'NS' }, { rcode: 'NOERROR', records: [] }, ttl);
      continue;
    }
    const [record] = said.answer.records;
    if (record?.type === 'NS' && question.type !== 'NS') return beyond(record, asked, steps, each);
    return taking({ said, asked, steps }, taken);
  }
  if (hidden) {
    const entry = `${show(question)}: NXDOMAIN; only ${hidden.title} has it`;
    const gone = answered(
      title,
      entry,
      { rcode: 'NXDOMAIN', records: [] },
      { source: hidden.source, cause: 'DNS-PHZ' },
    );
    return { said: gone.said, asked, steps: [...steps, ...gone.steps] };
  }
  if (names.isNowhere(question.name)) {
    const entry = `${show(question)}: NXDOMAIN; the root has no such top-level domain`;
    const gone = answered(title, entry, nowhere([]), { source: stage.source, cause: 'DNS-NX' });
    return { said: gone.said, asked, steps: [...steps, ...gone.steps] };
  }
  return { said: { kind: 'unknown', why: names.whyNot(question.name) }, asked, steps };
}

/** What was said of part of a name is known to the next question below it. */
function keepPart(caches: DnsCaches, whose: string, { question, said }: Asking, isNowhere: boolean): void {
  const answer = said.kind === 'answer' ? said.answer : isNowhere ? nowhere([]) : undefined;
  if (!answer) return;
  const { records, negativeTtl = 0 } = answer;
  const seconds = records.length > 0 ? Math.min(...records.map(({ ttl }) => ttl)) : negativeTtl;
  caches.keep(whose, question, answer, seconds);
}

/**
 * The names between a zone and what is asked, which a resolver that minimises asks for first; an NXDOMAIN does not end it. Who hides
 * the type as well asks for the whole name by another one before (unbound 1.17.1, seen; BIND does not).
 */
function partsOf(question: Question, zone: string, type: 'A' | 'NS'): readonly Question[] {
  const labels = question.name.split('.');
  const depth = zone === '' ? 0 : zone.split('.').length;
  const between = Array.from({ length: Math.max(0, labels.length - depth - 1) }, (_, i) => ({
    name: labels.slice(labels.length - depth - 1 - i).join('.'),
    type,
  }));
  const hidesType = type === 'A' && question.type !== 'A' && labels.length > depth;
  return hidesType ? [...between, { name: question.name, type }] : between;
}

/** Seconds of a delegation that no line writes: two days, as the root and the large registries have it. */
const defaultDelegation = 172_800;

/** A zone whose servers stand nowhere in the file. */
function own(
  { world }: Serving,
  zone: Zone,
  question: Question,
  asked: readonly Asking[],
  steps: readonly Step[],
  title: string,
): Down {
  const says = answerIn(zone, question, decidingIn(world, { id: '#dns', name: 'DNS' }));
  if (says.kind === 'unknown')
    return { said: { kind: 'unknown', why: says.why ?? notInFile(zone.title, question) }, asked, steps };
  if (says.kind === 'referral') return beyond(says.record, asked, steps, zone);
  const { answer, aliases } = says;
  const source = aliases[0]?.source ?? answer.records[0]?.source ?? zone.source;
  const cause = answer.rcode === 'NXDOMAIN' ? ({ cause: 'DNS-NX' } as const) : {};
  const said = answered(title, `${zone.title}: ${entryOf(question, answer, aliases)}`, answer, { source, ...cause });
  return { said: said.said, asked, steps: [...steps, ...said.steps] };
}

/** A zone that begins further down, and that no line describes. */
function beyond(
  record: DnsAnswer['records'][number],
  asked: readonly Asking[],
  steps: readonly Step[],
  zone: Zone,
): Down {
  const server = parseIp(record.value);
  const at = server === undefined ? record.value : showIp(server);
  const why = `${zone.title} hands ${record.name} to ${at}, and no dns-zone of the file is that one`;
  return { said: { kind: 'unknown', why }, asked, steps };
}
