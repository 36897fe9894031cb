import { type ElementId, elementId, type Model, type Plan, type PlannedService, type Walk } from '@netk/engine';
import { adHocWalk } from '@netk/protocol';
import { ErrorCodes, ResponseError } from 'vscode-languageserver';

/** Who would call this Service: the Internet for one behind a balancer, else a pod of its cluster that is no endpoint. */
function callerOf(plan: Plan, service: PlannedService): Walk['from'] {
  const client = plan.hosts.find(({ kind }) => kind === 'client');
  if (service.type === 'LoadBalancer' && client) return { kind: 'element', of: client.id, text: client.name };
  if (service.type === 'LoadBalancer') return { kind: 'builtin', word: 'internet', text: 'internet' };
  const endpoints = new Set(service.endpoints.map(({ pod }) => pod));
  const pods = plan.pods.filter((pod) => pod.cluster === service.cluster && pod.address !== undefined);
  const others = pods.filter((pod) => !endpoints.has(pod.id) && !pod.hostNetwork);
  const pod = others.find(({ namespace }) => namespace === service.namespace) ?? others[0] ?? pods[0];
  if (pod) return { kind: 'element', of: pod.id, text: pod.name };
  const node = plan.nodes.find(({ cluster }) => cluster === service.cluster);
  return node
    ? { kind: 'element', of: node.id, text: `node ${node.name}` }
    : { kind: 'builtin', word: 'internet', text: 'internet' };
}

/** The walk that the lens `Trace to here` asks. */
export function walkTo(uri: string, model: Model, target: ElementId): Walk {
  const service = model.plan.services.find(({ id }) => id === target);
  if (!service) throw new ResponseError(ErrorCodes.InvalidParams, `no Service ${target}`);
  const [port] = service.ports;
  const to = { kind: 'element' as const, of: target, text: port ? `${service.name}:${port.port}` : service.name };
  return {
    id: elementId(adHocWalk(target)),
    uri,
    title: `to ${service.name}`,
    from: callerOf(model.plan, service),
    to: port ? { ...to, port: port.port } : to,
    ...(port && port.protocol !== 'tcp' ? { protocol: port.protocol } : {}),
    chooses: [],
    givens: [],
    expects: [],
    settings: [],
  };
}
