import { kubernetesZone } from '../../compilers/names/kubernetes-zone.ts';
import { resolverOf } from '../../compilers/resolvers/index.ts';
import { dotsIn } from '../../compilers/resolvers/names-tried.ts';
import { isWithin, type Zone } from '../../network/dns.ts';
import type { Query, Reply, ResolvConf, StubResolver } from '../../network/stub-resolver.ts';
import type { Plan, PlannedPod } from '../../plan/plan.ts';
import { itemOf, podsOfWorkload } from '../../plan/plan-index.ts';
import { resolvConfOf } from '../../plan/resolv-conf.ts';
import { settingsOfPod } from '../../plan/written-of.ts';
import type { Walk } from '../../topology/question.ts';
import { settingOf } from '../../topology/setting.ts';
import { answerIn } from '../../walk/names/zone-answer.ts';
import type { Check } from '../check.ts';
import type { Finding } from '../finding.ts';

/**
 * What walks of pods ask for. NK092: a name outside of the cluster with fewer dots than `ndots` goes through the whole search list first.
 * NK095: two resolver libraries of the file do not find the same.
 */
export const askedNames: Check = {
  codes: ['NK092', 'NK095'],
  doc: 'A name costs questions that nobody needs, or means something else to another resolver library of the file.',
  walks: true,
  *run({ plan }) {
    if (!plan.topology.walks.some((walk) => nameAsked(walk) !== undefined)) return;
    const libraries = librariesIn(plan);
    const machines = new Machines(plan);
    const zones = new Map(plan.clusters.map((cluster) => [cluster.id, kubernetesZone(plan, cluster, 5)]));
    for (const walk of plan.topology.walks) {
      const name = nameAsked(walk);
      const pod = name === undefined ? undefined : podOf(plan, walk);
      const zone = pod && zones.get(pod.cluster);
      if (name === undefined || !pod || !zone || pod.hostNetwork) continue;
      yield* wasted(machines, walk, pod, name, zone);
      if (libraries.length > 1) yield* unlike(machines, walk, pod, name, zone, libraries);
    }
  },
};

/** VPC user guide, DNS quotas: link-local traffic of an interface, of which questions to the resolver are a part. */
const perInterface =
  'those that the DNS of the cluster passes on count: the resolver of a VPC takes 1,024 packets a second of each interface';

function nameAsked({ to }: Walk): string | undefined {
  if (to.kind === 'dns') return to.query;
  const host = to.kind === 'url' ? /^https?:\/\/(?:[^@/?#]*@)?([^/?#:[\]]+)/i.exec(to.url)?.[1] : undefined;
  return host === undefined || /^[\d.]+$/.test(host) ? undefined : host;
}

function podOf(plan: Plan, { from }: Walk): PlannedPod | undefined {
  if (from.kind !== 'element') return undefined;
  return itemOf(plan.pods, from.of) ?? podsOfWorkload(plan, from.of)[0];
}

/** Libraries that pods of the file have, with their versions. */
function librariesIn(plan: Plan): readonly StubResolver[] {
  const out = new Map<string, StubResolver>();
  const written = plan.topology.clusters.flatMap(({ pods, workloads }) => [...pods, ...workloads]);
  // who says nothing has the usual one
  const said = new Set(written.map(({ settings }) => settingOf(settings, 'stub-resolver')?.values.join(' ') ?? ''));
  for (const each of said) {
    const [name, version] = each === '' ? [] : each.split(' ');
    const stub = resolverOf(name, version);
    if (stub) out.set(stub.name, stub);
  }
  return [...out.values()];
}

/** A host name that every library asks for, short enough to have a suffix. */
const plainName = /^(?=.{1,120}$)(?:[a-z0-9](?:[a-z0-9-]{0,60}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,60}[a-z0-9])?$/;

/** What pods have to look names up with, each read once: many walks begin at one pod. */
class Machines {
  readonly #plan: Plan;
  readonly #confs = new Map<PlannedPod, ResolvConf | undefined>();
  readonly #stubs = new Map<PlannedPod, StubResolver | undefined>();
  readonly #inVain = new Map<string, number>();

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  confOf(pod: PlannedPod): ResolvConf | undefined {
    if (!this.#confs.has(pod)) this.#confs.set(pod, resolvConfOf(this.#plan, pod.id));
    return this.#confs.get(pod);
  }

  stubOf(pod: PlannedPod): StubResolver | undefined {
    if (!this.#stubs.has(pod)) {
      const [name, version] = settingOf(settingsOfPod(this.#plan, pod), 'stub-resolver')?.values ?? [];
      this.#stubs.set(pod, resolverOf(name, version));
    }
    return this.#stubs.get(pod);
  }

  /** How many questions it asks in vain before it asks for a name outside of its cluster as it is written. */
  inVain(pod: PlannedPod, stub: StubResolver, name: string, zone: Zone): number {
    const conf = this.confOf(pod);
    const count = () => {
      const own = found(this, pod, stub, name, zone);
      return !own || own.result.kind === 'addresses'
        ? 0
        : own.asked.findIndex((each) => each.name === name.toLowerCase());
    };
    // of plain names that are nowhere in the cluster under any suffix only the dots tell one from another
    const isNowhere = conf?.search.every(
      (suffix) => !isWithin(suffix, zone.name) || zone.at(`${name}.${suffix}`) === undefined,
    );
    if (!conf || !isNowhere || !plainName.test(name) || conf.hosts?.some((each) => each.name === name)) return count();
    const key = `${pod.id} ${stub.name} ${dotsIn(name)}`;
    const known = this.#inVain.get(key) ?? count();
    this.#inVain.set(key, known);
    return known;
  }

  /** What its cluster's DNS does not know goes to the resolver of a VPC. */
  hasVpcResolver({ cluster }: PlannedPod): boolean {
    const { clusters, vpcs } = this.#plan;
    const vpc = clusters.find(({ id }) => id === cluster)?.vpc;
    return vpcs.some(({ id, resolver }) => id === vpc && resolver !== undefined);
  }
}

/** What a library finds where nothing but the cluster's own names are there, and with how many questions. */
function found(machines: Machines, pod: PlannedPod, stub: StubResolver, name: string, zone: Zone) {
  const conf = machines.confOf(pod);
  if (!conf || conf.nameservers.length === 0) return undefined;
  const run = stub.lookup(conf, name, ['A', 'AAAA']);
  const asked: Query[] = [];
  let last: { readonly name: string; readonly isThere: boolean } | undefined;
  // A and AAAA of a name that is not there are one question less
  const isThere = (asks: string): boolean => {
    if (last?.name !== asks) last = { name: asks, isThere: isWithin(asks, zone.name) && zone.at(asks) !== undefined };
    return last.isThere;
  };
  let next = run.next();
  while (!next.done) {
    asked.push(...next.value);
    next = run.next(next.value.map((query) => (isThere(query.name) ? replyOf(zone, query) : nowhere)));
  }
  return { result: next.value, asked };
}

const nowhere: Reply = { kind: 'answer', rcode: 'NXDOMAIN', records: [], after: 0 };

function replyOf(zone: Zone, { name, type }: Query): Reply {
  const says = answerIn(zone, { name, type }, { isGiven: () => true, choose: () => 0 });
  if (says.kind !== 'answer') return nowhere;
  return { kind: 'answer', rcode: says.answer.rcode, records: says.answer.records, after: 0 };
}

function* wasted(machines: Machines, { id }: Walk, pod: PlannedPod, name: string, zone: Zone): Generator<Finding> {
  if (!name.includes('.') || name.endsWith('.') || isWithin(name, zone.name)) return;
  const stub = machines.stubOf(pod);
  const before = stub ? machines.inVain(pod, stub, name, zone) : 0;
  if (!stub || before <= 0) return;
  const ndots = machines.confOf(pod)?.options.findLast((each) => each.startsWith('ndots:'));
  yield {
    ...{ code: 'NK092', severity: 'warning', about: id, related: [] },
    message: `${name} has fewer dots than ${ndots ?? 'ndots:1'}: ${stub.name} in ${pod.name} asks ${before} questions in vain before it asks for the name itself; write ${name}. or lower ndots${machines.hasVpcResolver(pod) ? `; ${perInterface}` : ''}`,
  };
}

function* unlike(
  machines: Machines,
  { id }: Walk,
  pod: PlannedPod,
  name: string,
  zone: Zone,
  libraries: readonly StubResolver[],
): Generator<Finding> {
  const results = libraries.map((stub) => {
    const result = found(machines, pod, stub, name, zone)?.result;
    return {
      stub,
      text: result?.kind === 'addresses' ? result.records.map(({ value }) => value).join(', ') : 'nothing',
    };
  });
  // a name outside of the cluster is found by all or none: nothing is known of it here
  if (new Set(results.map(({ text }) => text)).size < 2) return;
  yield {
    ...{ code: 'NK095', severity: 'information', about: id, related: [] },
    message: `${name} means something else to another library of this file: ${results.map(({ stub, text }) => `${stub.name} finds ${text}`).join('; ')}`,
  };
}
