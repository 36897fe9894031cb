import { parseIp } from '../base/addr/index.ts';
import { notModelled } from '../base/not-modelled.ts';
import { internetNames } from '../compilers/names/internet-names.ts';
import { absolute } from '../network/dns.ts';
import type { Protocol } from '../network/header.ts';
import type { Network } from '../network/network.ts';
import type { PlannedBalancer } from '../plan/balancer.ts';
import type { Plan } from '../plan/plan.ts';
import type { ElementId } from '../topology/id.ts';
import type { Walk } from '../topology/question.ts';
import { balancerEnd } from './balancer-end.ts';
import { type Asker, type End, nameOf, type Target, type To, unknown } from './end.ts';
import { ownerOf } from './owner-of.ts';
import { requestOf, type Url, urlOf, usualUrl } from './requests.ts';

/** A question, and what it is asked of. */
export interface Question {
  readonly plan: Plan;
  readonly network: Network;
  readonly walk: Pick<Walk, 'to' | 'protocol' | 'settings'>;
}

/** The balancer of a Service, Ingress or Gateway. */
export function toBalancer(
  { plan, network, walk }: Question,
  of: ElementId,
  port: number | string | undefined,
  text: string,
  protocol: Protocol | undefined,
  asker: Asker,
): End<Target> {
  const balancer = plan.balancers.find(({ members }) => members.includes(of));
  if (!balancer) return unknown(notModelled(`the load balancer of ${nameOf(plan, of, text)}`));
  const number = typeof port === 'string' ? portNamed(plan, balancer, port) : port;
  if (typeof port === 'string' && number === undefined)
    return unknown(`no port of ${balancer.name} is called '${port}'`);
  const first = balancer.listeners[0];
  const url =
    urlAt(plan, balancer, number) ?? (asksOfHttp(walk) ? plainUrl(balancer, number ?? first?.port) : undefined);
  const at = number ?? url?.port ?? first?.port;
  if (at === undefined && balancer.refused === undefined)
    return unknown(`the load balancer of ${balancer.name} has no listener`);
  const spoken = protocol ?? (first?.protocol === 'UDP' ? 'udp' : 'tcp');
  const request = url && spoken === 'tcp' ? { request: requestOf(url, walk) } : {};
  const asked = { port: at ?? 0, protocol: spoken, ...request, name: balancer.name, inVpc: asker.vpc !== undefined };
  const end = balancerEnd(plan, network, balancer, asked);
  if (end.kind === 'unknown') return end;
  const more = {
    ...(url ? certifiedFor(url) : {}),
    ...(balancer.fronts === undefined ? {} : { assumes: leadsToFront(balancer) }),
  };
  return { ...end, of: end.of.map((target) => ({ ...target, ...more })) };
}

/** Both balancers stand in the status of an Ingress, and who makes records of it takes one (aws-load-balancer-controller #4805). */
const leadsToFront = ({ name }: PlannedBalancer): string =>
  `the names of ${name} lead to its network load balancer: its status names the ALB behind it too`;

/** What is asked for at a balancer that reads requests, or at one in front of it. */
function urlAt({ balancers }: Plan, balancer: PlannedBalancer, port: number | undefined): Url | undefined {
  const behind = balancers.find(({ id }) => id === balancer.fronts);
  if (!behind) return usualUrl(balancer, port);
  const usual = usualUrl(behind, undefined)?.port;
  const ways = balancer.listeners.map((listener, i) => ({
    at: listener.port,
    to: balancer.groups[i]?.targets[0]?.port,
  }));
  const way =
    port === undefined ? (ways.find(({ to }) => to === usual) ?? ways[0]) : ways.find(({ at }) => at === port);
  const url = way && usualUrl({ ...behind, hosts: balancer.hosts }, way.to);
  return url && { ...url, port: way.at };
}

/** Clients compare the certificate with the URL, whatever the Host header says. */
const certifiedFor = ({ scheme, host }: Url): Pick<Target, 'certified'> =>
  scheme === 'https' ? { certified: host } : {};

/** Whether a walk says of its request what only HTTP has. */
const asksOfHttp = ({ settings }: Pick<Walk, 'settings'>): boolean =>
  settings.some(({ key }) => key === 'method' || key === 'header');

/** A request to a balancer that reads none: those behind it may. */
const plainUrl = ({ name }: PlannedBalancer, port: number | undefined): Url | undefined =>
  port === undefined ? undefined : { scheme: port === 443 ? 'https' : 'http', host: name, port, path: '/' };

/** The number of a port that a Service of the balancer gives a name. */
const portNamed = ({ services }: Plan, { members }: PlannedBalancer, name: string): number | undefined =>
  services
    .filter(({ id }) => members.includes(id))
    .flatMap(({ ports }) => ports)
    .find((each) => each.name === name)?.port;

/** A URL: its host is an address, or a name that has to be looked up. */
export function toUrl({ plan, walk }: Question, text: string, asker: Asker): To {
  const url = urlOf(text);
  if (!url) return unknown(`'${text}' is no URL of HTTP: http://HOST/PATH`);
  const { host, port } = url;
  const request = requestOf(url, walk);
  const address = parseIp(host);
  if (address === undefined) {
    const front = claimedByFront(plan, host);
    const more = { ...certifiedFor(url), ...(front ? { assumes: leadsToFront(front) } : {}) };
    return { kind: 'named', of: { host, dial: { port, protocol: 'tcp', request, ...more } }, name: text };
  }
  const target: Target = {
    ...{ label: host, address, port, protocol: 'tcp', request },
    ...certifiedFor(url),
    ...ownerOf(plan, address, asker),
  };
  return { kind: 'known', of: [target], name: text };
}

/** The balancer in front of another that a name leads to because an Ingress claims it, and no zone has it. */
function claimedByFront(plan: Plan, host: string): PlannedBalancer | undefined {
  const fronts = plan.balancers.filter((each) => each.fronts !== undefined);
  if (fronts.length === 0) return undefined;
  const zones = internetNames(plan).zonesOf(absolute(host));
  return fronts.find(({ id }) => zones.some(({ source }) => source === id));
}
