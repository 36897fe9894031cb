import { kubernetesZone } from '../../compilers/names/kubernetes-zone.ts';
import { resolverOf } from '../../compilers/resolvers/index.ts';
import { isWithin, type Zone } from '../../network/dns.ts';
import type { Query, Reply, StubResolver } from '../../network/stub-resolver.ts';
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
    const zones = new Map(plan.clusters.map((cluster) => [cluster.id, kubernetesZone(plan, cluster, 5)]));
    for (const walk of plan.topology.walks) {
      const name = nameAsked(walk);
      const pod = name === undefined ? undefined : podOf(plan, walk);
      const zone = pod && zones.get(pod.cluster);
      if (name === undefined || !pod || !zone || pod.hostNetwork) continue;
      yield* wasted(plan, walk, pod, name, zone);
      if (libraries.length > 1) yield* unlike(plan, walk, pod, name, zone, libraries);
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

/** What a library finds where nothing but the cluster's own names are there, and with how many questions. */
function found(plan: Plan, pod: PlannedPod, stub: StubResolver, name: string, zone: Zone) {
  const conf = resolvConfOf(plan, pod.id);
  if (!conf || conf.nameservers.length === 0) return undefined;
  const run = stub.lookup(conf, name, ['A', 'AAAA']);
  const asked: Query[] = [];
  let next = run.next();
  while (!next.done) {
    asked.push(...next.value);
    next = run.next(next.value.map((query) => replyOf(zone, query)));
  }
  return { result: next.value, asked };
}

function replyOf(zone: Zone, { name, type }: Query): Reply {
  if (!isWithin(name, zone.name)) return { kind: 'answer', rcode: 'NXDOMAIN', records: [], after: 0 };
  const says = answerIn(zone, { name, type }, { isGiven: () => true, choose: () => 0 });
  if (says.kind !== 'answer') return { kind: 'answer', rcode: 'NXDOMAIN', records: [], after: 0 };
  return { kind: 'answer', rcode: says.answer.rcode, records: says.answer.records, after: 0 };
}

function stubOf(plan: Plan, pod: PlannedPod): StubResolver | undefined {
  const [name, version] = settingOf(settingsOfPod(plan, pod), 'stub-resolver')?.values ?? [];
  return resolverOf(name, version);
}

function* wasted(plan: Plan, { id }: Walk, pod: PlannedPod, name: string, zone: Zone): Generator<Finding> {
  const stub = stubOf(plan, pod);
  const own = stub && found(plan, pod, stub, name, zone);
  if (!stub || !own || own.result.kind === 'addresses' || !name.includes('.') || name.endsWith('.')) return;
  if (isWithin(name, zone.name)) return;
  const before = own.asked.findIndex((each) => each.name === name.toLowerCase());
  if (before <= 0) return;
  const ndots = resolvConfOf(plan, pod.id)?.options.findLast((each) => each.startsWith('ndots:'));
  const cluster = plan.clusters.find((each) => each.id === pod.cluster);
  const isInVpc = plan.vpcs.some(({ id: vpc, resolver }) => vpc === cluster?.vpc && resolver !== undefined);
  yield {
    ...{ code: 'NK092', severity: 'warning', about: id, related: [] },
    message: `${name} has fewer dots than ${ndots ?? 'ndots:1'}: ${stub.name} in ${pod.name} asks ${before} questions in vain before it asks for the name itself; write ${name}. or lower ndots${isInVpc ? `; ${perInterface}` : ''}`,
  };
}

function* unlike(
  plan: Plan,
  { id }: Walk,
  pod: PlannedPod,
  name: string,
  zone: Zone,
  libraries: readonly StubResolver[],
): Generator<Finding> {
  const results = libraries.map((stub) => {
    const result = found(plan, pod, stub, name, zone)?.result;
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
