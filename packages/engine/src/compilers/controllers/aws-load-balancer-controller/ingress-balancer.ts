import type { Listener, ListenerAction, PlannedBalancer, TargetGroup } from '../../../plan/balancer.ts';
import type { Problem } from '../../../plan/plan.ts';
import { elementId } from '../../../topology/id.ts';
import { balancerNodes } from '../common/balancer-nodes.ts';
import type { Transport } from '../common/filters.ts';
import { Report } from '../common/report.ts';
import { frontendBalancer, frontendExclusive, frontendOf } from './frontend-balancer.ts';
import { IngressBackends } from './ingress-backends.ts';
import type { IngressGroup, IngressMember } from './ingress-groups.ts';
import { otherwiseAuthentication, otherwiseOf, rulesOf } from './ingress-rules.ts';
import { type ListenPort, listenPorts } from './listen-ports.ts';
import { type DraftRule, optimised } from './rule-list.ts';
import { balancerGroups, guardsTargets } from './security-groups.ts';
import type { Site } from './site.ts';
import { subnetsOf } from './subnets-of.ts';

/** Settings of a balancer that members of a group must not contradict each other in. */
const exclusive = [
  'scheme',
  'load-balancer-name',
  'ip-address-type',
  'ssl-redirect',
  'idle_timeout.timeout_seconds',
  ...frontendExclusive,
];

/** The ALB of a group of Ingresses, behind the network load balancer that is asked for in front of it; or why there is none. */
export function ingressBalancer(
  site: Site,
  group: IngressGroup,
): { readonly balancers: readonly PlannedBalancer[]; readonly problems: readonly Problem[] } {
  const { members } = group;
  const [first] = members as readonly [IngressMember, ...IngressMember[]];
  const { id, name, namespace } = first.ingress;
  const report = new Report();
  checkGroup(group, report);
  const wanted = (key: string) => members.map(({ annotations }) => annotations.text(key)).find((each) => each);
  const own = [...new Set(members.flatMap(({ ingress }) => ingress.securityGroups))];
  const managed = wanted('manage-backend-security-group-rules') === 'true';
  const backends = new IngressBackends(site, report, { guarded: guardsTargets(own, managed) });
  const scheme: PlannedBalancer['scheme'] = wanted('scheme') === 'internet-facing' ? 'internet-facing' : 'internal';
  const ports = listenPorts(members, report);
  const redirect = redirectOf(members, ports, report);
  const otherwise = otherwiseOf(site, members, backends, report);
  const authentication = otherwiseAuthentication(site, members, report);
  const last = { otherwise, ...(authentication ? { authentication } : {}) };
  const rules = new Map(members.map((member) => [member, rulesOf(site, member, backends, report)]));
  const listeners = ports.map((each): Listener => listenerOf(id, each, rules, last, redirect));
  certify(listeners, members, report);
  const subnets = subnetsOf(
    site,
    { id, what: `ingress ${name}` },
    {
      placements: members.flatMap(({ ingress }) => ingress.placements),
      subnets: members.flatMap(({ ingress }) => ingress.subnets),
      vips: members.flatMap(({ ingress }) => ingress.vips),
    },
    { scheme, zones: 2 },
    report,
  );
  const frontend = frontendOf(site, members, ports, report);
  const refused = report.refused;
  const what = {
    ...{ id, members: members.map(({ ingress }) => ingress.id), kind: 'alb', name, controller: site.flavour.id },
    ...{ cluster: site.view.input.cluster.id, vpc: site.view.vpc!.id, scheme, crossZone: true },
    idleSeconds: Number(wanted('idle_timeout.timeout_seconds') ?? 60),
    hosts: hostsOf(members, listeners),
  } as const;
  if (refused !== undefined) {
    const nothing = { nodes: [], listeners: [], groups: [], securityGroups: [] };
    return { balancers: [{ ...what, ...nothing, refused }], problems: report.problems };
  }
  const inbound = ports.map(({ port, from, source }) => ({ ports: [tcp(port)], from, source }));
  const groups = balancerGroups(site, { id, name, namespace }, own, managed, inbound);
  const made = [...backends.groups.values()];
  if (groups.backend) for (const each of made) site.rules.add(each.targets, portsOf(each), groups.backend, id);
  const { nodes, full } = balancerNodes(
    site.view,
    { id, scheme, vips: members.flatMap(({ ingress }) => ingress.vips) },
    subnets,
    placementsOf(members),
  );
  for (const each of full) report.tell('NK071', id, `ingress ${name}: ${each.name} has no free address`, []);
  const alb: PlannedBalancer = { ...what, nodes, listeners, groups: made, securityGroups: groups.carried };
  if (!frontend) return { balancers: [alb], problems: report.problems };
  const front = frontendBalancer(site, frontend, alb, subnets, report);
  return { balancers: [front, { ...alb, hosts: [] }], problems: report.problems };
}

const tcp = (port: number): Transport => ({ protocol: 'tcp', port });

const placementsOf = (members: readonly IngressMember[]) => members.flatMap(({ ingress }) => ingress.placements);

/** Ports of targets that a balancer of requests speaks to, and the one of their health. */
function portsOf({ targets, health }: TargetGroup): readonly Transport[] {
  const ports = new Set(targets.map(({ port }) => port));
  if (health.port !== 'traffic-port') ports.add(health.port);
  return [...ports].map(tcp);
}

function checkGroup({ name, named, members }: IngressGroup, report: Report): void {
  const [first] = members;
  if (named && !/^[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?$/.test(name))
    report.refuse(
      'NK086',
      first!.annotations.of('group.name')?.id ?? first!.ingress.id,
      `group.name ${name}: at most 63 lower-case letters, digits, - and .`,
    );
  // one alone contradicts nobody
  for (const key of members.length > 1 ? exclusive : []) {
    const writers = members.filter(({ annotations }) => annotations.of(key));
    const other = writers.find(({ annotations }) => annotations.text(key) !== writers[0]!.annotations.text(key));
    if (!other) continue;
    const one = writers[0]!;
    const message = `${other.key} and ${one.key} share a balancer, and write ${key} ${other.annotations.text(key)} and ${one.annotations.text(key)}`;
    report.refuse('NK086', other.annotations.of(key)!.id, message, [
      { about: one.annotations.of(key)!.id, message: `${key} of ${one.key}` },
    ]);
  }
  const sets = members.filter(({ ingress }) => ingress.securityGroups.length > 0);
  const differs = sets.find(
    ({ ingress }) => String(ingress.securityGroups) !== String(sets[0]!.ingress.securityGroups),
  );
  if (differs && first)
    report.refuse(
      'NK086',
      differs.ingress.id,
      `${differs.key} and ${sets[0]!.key} share a balancer, and write other security-groups`,
    );
}

/** Where plain listeners send everybody: `ssl-redirect`. */
function redirectOf(
  members: readonly IngressMember[],
  ports: readonly ListenPort[],
  report: Report,
): ListenerAction | undefined {
  const setting = members.map(({ annotations }) => annotations.of('ssl-redirect')).find((each) => each);
  if (!setting) return undefined;
  const port = Number(setting.values[0]);
  if (!ports.some((each) => each.port === port && each.protocol === 'HTTPS')) {
    report.refuse('NK086', setting.id, `ssl-redirect ${setting.values[0]}: nothing listens for HTTPS there`);
    return undefined;
  }
  return { kind: 'redirect', status: 301, protocol: 'HTTPS', port: String(port) };
}

function listenerOf(
  id: PlannedBalancer['id'],
  { port, protocol, members, certificates, certified }: ListenPort,
  rules: ReadonlyMap<IngressMember, readonly DraftRule[]>,
  last: Pick<Listener, 'otherwise' | 'authentication'>,
  redirect: ListenerAction | undefined,
): Listener {
  const listener = { id: elementId(`${id}#listener.${port}`), port, protocol, certificates, certified };
  if (redirect && protocol === 'HTTP') return { ...listener, rules: [], otherwise: redirect };
  const all = members.flatMap((member) => rules.get(member) ?? []);
  const { kept } = optimised(all, { port, protocol });
  if (protocol === 'HTTPS')
    return { ...listener, rules: kept.map((rule, at) => ({ ...rule, priority: at + 1 })), ...last };
  // nobody is asked who he is where others could listen (pkg/ingress/model_build_actions.go, buildActions)
  return {
    ...listener,
    rules: kept.map(({ when, action, source }, at) => ({ when, action, source, priority: at + 1 })),
    otherwise: last.otherwise,
  };
}

/** Without a written certificate one is looked for by the hosts of rules. */
function certify(listeners: readonly Listener[], members: readonly IngressMember[], report: Report): void {
  const bare = listeners.find(({ protocol, certificates }) => protocol === 'HTTPS' && certificates.length === 0);
  if (!bare || members.some(({ ingress }) => ingress.rules.some(({ host }) => host !== undefined))) return;
  const [first] = members;
  const about = first!.annotations.of('listen-ports')?.id ?? first!.ingress.id;
  report.refuse(
    'NK086',
    about,
    `port ${bare.port} needs a certificate: none is written, and no rule has a host by which one could be found`,
  );
}

/** Names that clients use, in order. */
function hostsOf(members: readonly IngressMember[], listeners: readonly Listener[]): readonly string[] {
  const hosts = new Set<string>();
  for (const { ingress } of members) for (const { host } of ingress.rules) if (host !== undefined) hosts.add(host);
  for (const { rules } of listeners) for (const { when } of rules) for (const host of when.hosts ?? []) hosts.add(host);
  for (const { annotations } of members) for (const host of annotations.list('hostname')) hosts.add(host);
  return [...hosts];
}
