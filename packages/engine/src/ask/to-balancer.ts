import { parseIp } from '../base/addr/index.ts';
import { notModelled } from '../base/not-modelled.ts';
import type { Protocol } from '../network/header.ts';
import type { Network } from '../network/network.ts';
import type { Plan } from '../plan/plan.ts';
import type { ElementId } from '../topology/id.ts';
import type { Walk } from '../topology/question.ts';
import { balancerEnd } from './balancer-end.ts';
import { type Asker, type End, nameOf, type Target, unknown } from './end.ts';
import { named } from './names.ts';
import { ownerOf } from './owner-of.ts';
import { requestOf, urlOf, usualUrl } from './requests.ts';

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
  const number = typeof port === 'number' ? port : undefined;
  const url = usualUrl(balancer, number);
  const first = balancer.listeners[0];
  const at = number ?? url?.port ?? first?.port;
  if (at === undefined) return unknown(`the load balancer of ${balancer.name} has no listener`);
  const spoken = protocol ?? (first?.protocol === 'UDP' ? 'udp' : 'tcp');
  const request = url && spoken === 'tcp' ? { request: requestOf(url, walk) } : {};
  return balancerEnd(network, balancer, { port: at, protocol: spoken, ...request, name: balancer.name });
}

/** What a URL's host leads to, as DNS would answer. */
export function toUrl({ plan, network, walk }: Question, text: string, asker: Asker): End<Target> {
  const url = urlOf(text);
  if (!url) return unknown(`'${text}' is no URL of HTTP: http://HOST/PATH`);
  const { host, port } = url;
  const found = named(plan, host, asker.vpc);
  const request = requestOf(url, walk);
  switch (found.kind) {
    case 'nothing':
      return unknown(found.why);
    case 'balancer':
      return balancerEnd(network, found.balancer, { port, protocol: 'tcp', request, name: text });
    case 'addresses': {
      const of = found.addresses.flatMap((each): Target[] => {
        const address = parseIp(each);
        return address === undefined
          ? []
          : [{ label: each, address, port, protocol: 'tcp', request, ...ownerOf(plan, address, asker) }];
      });
      return of.length > 0 ? { kind: 'known', of, name: text } : unknown(`${host} has no address`);
    }
  }
}
