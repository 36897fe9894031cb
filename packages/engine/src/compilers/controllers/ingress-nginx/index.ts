import type { HealthCheck, Listener, ListenerAction, ListenerRule, TargetGroup } from '../../../plan/balancer.ts';
import type { Controlled, Controller, ControllerInput } from '../../../plan/controller.ts';
import type { Backend, Ingress } from '../../../topology/cluster.ts';
import { type ElementId, elementId } from '../../../topology/id.ts';
import { Annotations } from '../common/annotations.ts';
import { compare } from '../common/balancer-nodes.ts';
import { ownerOfIngress } from '../common/owners.ts';
import { Report } from '../common/report.ts';
import { View } from '../common/view.ts';
import { type Leading, type Location, nginxRules } from './rules.ts';

/** The last releases were made in March 2026, and no fixes will follow (kubernetes/ingress-nginx dbb11b92, README). */
export const retired = 'Retired in March 2026: no release follows, and no fix.';

/**
 * The nginx ingress controller: one relay in pods of the cluster with the rules of all its Ingresses. It dials endpoints
 * and not cluster IPs. Its pods are behind a Service of their own, so that it has no nodes.
 */
export const ingressNginx: Controller = {
  id: 'ingress-nginx',
  doc: `The nginx ingress controller, in pods of the cluster. ${retired}`,
  plan: nginx,
};

/** nginx asks nobody: endpoints that are ready get requests. */
const unasked: HealthCheck = {
  ...{ protocol: 'TCP', port: 'traffic-port', codes: '200', interval: 0, timeout: 0, healthy: 1, unhealthy: 1 },
};
/** What is answered where no rule holds, and where a backend has no endpoint. */
const notFound: ListenerAction = { kind: 'fixed', status: 404 };
const unavailable: ListenerAction = { kind: 'fixed', status: 503 };
/** Its server of all other hosts answers the checks of load balancers (ingress-nginx, rootfs/etc/nginx/template/nginx.tmpl). */
const healthz = { host: '', path: '/healthz', type: 'Text' } as const;
const well: ListenerAction = { kind: 'fixed', status: 200 };

function nginx(input: ControllerInput): Controlled {
  const { cluster } = input;
  const own = cluster.ingresses
    .filter((each) => ownerOfIngress(cluster, each)?.controller === 'ingress-nginx')
    .sort((a, b) => compare(a.id, b.id));
  const [first] = own;
  const filters = { groups: [], lines: [] };
  if (!first) return { balancers: [], filters, problems: [] };
  const view = new View(input);
  const report = new Report();
  const groups = new Map<string, TargetGroup>();
  const act: ActionFor = (backends, about) => actionOf(view, backends, about, groups, report);
  const locations = [
    ...defaultsOf(own, act),
    ...own.flatMap((ingress) => locationsOf(ingress, act)),
    { ...healthz, action: well, source: first.id },
  ];
  const secured = new Set(
    own.flatMap(({ settings }) => new Annotations(settings).all('tls').flatMap(({ values }) => values)),
  );
  const plain = own.flatMap(({ settings, id }) => {
    const annotations = new Annotations(settings);
    return annotations.flag('ssl-redirect') === false ? [] : annotations.list('tls').map((host) => ({ host, id }));
  });
  const rules = (protocol: 'HTTP' | 'HTTPS'): readonly ListenerRule[] =>
    nginxRules(locations).map(
      ({ to, ...each }, at): ListenerRule => ({ ...each, priority: at + 1, action: ledTo(to, protocol) }),
    );
  const redirects = plain.map(
    ({ host, id }, at): ListenerRule => ({
      ...{ priority: at + 1, when: { hosts: [host] }, source: id },
      action: { kind: 'redirect', status: 308, protocol: 'HTTPS', port: '443' },
    }),
  );
  const listener = (port: number, protocol: 'HTTP' | 'HTTPS', list: readonly ListenerRule[]): Listener => ({
    ...{
      id: elementId(`${first.id}#listener.${port}`),
      port,
      protocol,
      certificates: protocol === 'HTTPS' ? [...secured] : [],
      ...(protocol === 'HTTPS' ? { certified: Object.fromEntries([...secured].map((host) => [host, [host]])) } : {}),
    },
    ...{ rules: list.map((rule, at) => ({ ...rule, priority: at + 1 })), otherwise: notFound },
  });
  const balancer = {
    ...{ id: first.id, members: own.map(({ id }) => id), kind: 'nginx', name: first.name, controller: 'ingress-nginx' },
    ...{ cluster: cluster.id, ...(input.planned.vpc === undefined ? {} : { vpc: input.planned.vpc }) },
    ...{ scheme: 'internal' as const, nodes: [], crossZone: true, idleSeconds: 60, groups: [...groups.values()] },
    listeners: [listener(80, 'HTTP', [...redirects, ...rules('HTTP')]), listener(443, 'HTTPS', rules('HTTPS'))],
    hosts: [...new Set(own.flatMap((each) => each.rules.flatMap(({ host }) => host ?? [])))],
  };
  return { balancers: [balancer], filters, problems: report.problems };
}

type ActionFor = (backends: readonly Backend[], about: ElementId) => ListenerAction;

/** Its redirects name no port (`port_in_redirect off`, the same template). */
const ledTo = (to: Leading<ListenerAction>, protocol: 'HTTP' | 'HTTPS'): ListenerAction => {
  if (to === undefined) return notFound;
  if ('action' in to) return to.action;
  return { kind: 'redirect', status: 301, path: to.slash, port: protocol === 'HTTPS' ? '443' : '80' };
};

/**
 * The default backend of an Ingress without rules is that of all hosts that nothing else has, before every other `/`; that of one
 * with rules has the paths of its own hosts which no rule has, if no earlier Ingress has the host (ingress-nginx v1.15,
 * internal/ingress/controller, createServers).
 */
function defaultsOf(own: readonly Ingress[], act: ActionFor): readonly Location<ListenerAction>[] {
  const known = new Set<string>();
  const all = own.flatMap(({ rules, defaultBackend, id }): readonly Location<ListenerAction>[] => {
    const hosts = new Set(rules.map(({ host }) => host ?? ''));
    const fresh = [...hosts].filter((host) => host !== '' && !known.has(host));
    for (const host of fresh) known.add(host);
    if (!defaultBackend) return [];
    const location = { path: '/', type: 'Prefix', action: act([defaultBackend], id), source: id } as const;
    if (rules.length === 0) return [{ host: '', ...location }];
    return fresh.map((host) => ({ host, ...location, byDefault: true as const }));
  });
  return all;
}

function locationsOf(ingress: Ingress, act: ActionFor): Location<ListenerAction>[] {
  const annotations = new Annotations(ingress.settings);
  const target = annotations.text('rewrite-target');
  const usesRegex = annotations.flag('use-regex') === true;
  return ingress.rules.map(({ id, host, path = '/', pathType, backends }): Location<ListenerAction> => {
    const rewrites = target !== undefined && target !== path;
    const action = act(backends, id);
    return {
      ...{ host: host ?? '', path, source: id },
      type: pathType === 'Exact' ? pathType : 'Prefix',
      // `rewrite "(?i)PATH" TARGET break;` (template.go, buildProxyPass)
      action: rewrites && action.kind === 'forward' ? { ...action, rewrite: { regex: path, to: target } } : action,
      ...(usesRegex || rewrites ? { regex: true } : {}),
    };
  });
}

function actionOf(
  view: View,
  backends: readonly Backend[],
  about: ElementId,
  groups: Map<string, TargetGroup>,
  report: Report,
): ListenerAction {
  const to = backends.flatMap(({ service: id, port, weight }) => {
    const found = view.backend(id, port);
    if (!found) return [];
    const { service, at, port: planned } = found;
    if (!planned) {
      report.tell('NK086', about, `backend ${service.name}: it has no port ${port}, and nginx answers 503`, [
        { about: service.id, message: `service ${service.name}` },
      ]);
      return [];
    }
    const group = `${service.namespace}/${service.name}:${planned.port}`;
    if (!groups.has(group))
      groups.set(group, {
        ...{ id: group, name: `${service.name}:${planned.port}`, type: 'ip', protocol: 'HTTP', health: unasked },
        targets: view.ipTargets(service, at).filter(({ draining }) => !draining),
        ...{
          preserveClientIp: false,
          proxyProtocol: false,
          algorithm: 'round_robin',
          service: service.id,
          source: about,
        },
      });
    return [{ group, weight: weight ?? 1 }];
  });
  return to.length === 0 ? unavailable : { kind: 'forward', to };
}
