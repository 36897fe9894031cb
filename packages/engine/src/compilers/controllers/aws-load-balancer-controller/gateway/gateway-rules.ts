import type { ListenerAction } from '../../../../plan/balancer.ts';
import type { RouteRule } from '../../../../topology/gateway.ts';
import { type Setting, settingOf } from '../../../../topology/setting.ts';
import type { Attached } from '../../common/gateway/attached.ts';
import { matchOf } from '../../common/gateway/conditions.ts';
import { inPrecedence, type Unit } from '../../common/gateway/precedence.ts';
import type { Report } from '../../common/report.ts';
import { type BackendOwner, IngressBackends } from '../ingress-backends.ts';
import type { DraftRule } from '../rule-list.ts';

interface RuleUnit extends Unit {
  readonly rule: RouteRule;
  readonly draft: Omit<DraftRule, 'action'>;
}

/** The rules that the routes of a listener make, in the order in which they are tried. */
export function gatewayRules(
  owner: BackendOwner,
  attached: readonly Attached[],
  backends: IngressBackends,
  report: Report,
): readonly DraftRule[] {
  const units = attached.flatMap(({ route, hosts }) =>
    route.rules.flatMap((rule): RuleUnit[] => {
      if (route.kind !== 'httproute' && route.kind !== 'grpcroute') return [];
      const made = matchOf(rule, route.kind);
      if ('refused' in made) {
        report.tell('NK086', rule.id, `${route.kind} ${route.name}: ${made.refused}; this rule is not made`);
        return [];
      }
      const named = hosts.length === 0 ? [undefined] : hosts;
      return named.map((hostname) => ({
        ...(hostname === undefined ? {} : { hostname }),
        ...{ match: made.match, route: `${route.namespace}/${route.name}`, rule },
        draft: { when: conditionAt(hostname, made.when), source: rule.id },
      }));
    }),
  );
  // a redirect that the balancer refuses ends the making of its route's rules
  const ended = new Set<string>();
  return inPrecedence(units).flatMap(({ rule, draft, route }) => {
    if (ended.has(route)) return [];
    const redirect = settingOf(rule.settings, 'requestRedirect');
    if (redirect && isRefused(redirect)) {
      ended.add(route);
      report.tell(
        'NK086',
        redirect.id,
        `route ${route}: a redirect that changes nothing but the prefix of the path is refused by the balancer; this rule of the route and those behind it are not made`,
      );
      return [];
    }
    const action = redirect ? redirectOf(redirect) : forwardOf(owner, rule, backends);
    return action ? [{ ...draft, action }] : [];
  });
}

function conditionAt(hostname: string | undefined, when: DraftRule['when']): DraftRule['when'] {
  const hosts = hostname === undefined ? {} : { hosts: [hostname] };
  const all = { ...hosts, ...when };
  return Object.keys(all).length === 0 ? { paths: ['/*'] } : all;
}

const textOf = (settings: readonly Setting[], key: string): string | undefined => settingOf(settings, key)?.values[0];

const isRefused = ({ settings }: Setting): boolean =>
  settings.some(({ key }) => key === 'replacePrefixMatch') &&
  !settings.some(({ key }) => ['scheme', 'hostname', 'port'].includes(key));

function redirectOf({ settings }: Setting): ListenerAction {
  const scheme = textOf(settings, 'scheme');
  const port = textOf(settings, 'port') ?? (scheme === 'https' ? '443' : scheme === 'http' ? '80' : undefined);
  const prefix = textOf(settings, 'replacePrefixMatch');
  const parts = {
    protocol: scheme?.toUpperCase(),
    host: textOf(settings, 'hostname'),
    port,
    path: textOf(settings, 'replaceFullPath') ?? (prefix === undefined ? undefined : `${prefix}/#{path}`),
  };
  const written = Object.entries(parts).filter(([, value]) => value !== undefined);
  return {
    kind: 'redirect',
    status: textOf(settings, 'statusCode') === '301' ? 301 : 302,
    ...Object.fromEntries(written),
  };
}

function forwardOf(owner: BackendOwner, rule: RouteRule, backends: IngressBackends): ListenerAction | undefined {
  const to: { group: string; weight: number }[] = [];
  for (const { service, port, weight } of rule.backends) {
    const group = backends.groupFor(owner, service, port, rule.id);
    if (group === undefined) return undefined;
    if (group === 'missing') return IngressBackends.missing;
    to.push({ group, weight: weight ?? 1 });
  }
  return to.length === 0 ? IngressBackends.missing : { kind: 'forward', to };
}
