import { parseIp } from '../base/addr/index.ts';
import { notModelled } from '../base/not-modelled.ts';
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
): End<Target> {
  const balancer = plan.balancers.find(({ members }) => members.includes(of));
  if (!balancer) return unknown(notModelled(`the load balancer of ${nameOf(plan, of, text)}`));
  const number = typeof port === 'string' ? portNamed(plan, balancer, port) : port;
  if (typeof port === 'string' && number === undefined)
    return unknown(`no port of ${balancer.name} is called '${port}'`);
  const first = balancer.listeners[0];
  const url = usualUrl(balancer, number) ?? (asksOfHttp(walk) ? plainUrl(balancer, number ?? first?.port) : undefined);
  const at = number ?? url?.port ?? first?.port;
  if (at === undefined && balancer.refused === undefined)
    return unknown(`the load balancer of ${balancer.name} has no listener`);
  const spoken = protocol ?? (first?.protocol === 'UDP' ? 'udp' : 'tcp');
  const request = url && spoken === 'tcp' ? { request: requestOf(url, walk) } : {};
  return balancerEnd(plan, network, balancer, { port: at ?? 0, protocol: spoken, ...request, name: balancer.name });
}

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
  if (address === undefined)
    return { kind: 'named', of: { host, dial: { port, protocol: 'tcp', request } }, name: text };
  const target: Target = { label: host, address, port, protocol: 'tcp', request, ...ownerOf(plan, address, asker) };
  return { kind: 'known', of: [target], name: text };
}
