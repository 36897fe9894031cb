import type { ListenerAction, ListenerRule } from '../../../plan/balancer.ts';
import type { RouteRule } from '../../../topology/gateway.ts';
import { type Setting, settingOf } from '../../../topology/setting.ts';
import type { Attached } from '../common/gateway/attached.ts';
import { matchOf } from '../common/gateway/conditions.ts';
import { inPrecedence, type Unit } from '../common/gateway/precedence.ts';
import type { Report } from '../common/report.ts';
import type { GoogleBackends } from '../google/backends.ts';

interface RuleUnit extends Unit {
  readonly rule: RouteRule;
  readonly when: ListenerRule['when'];
}

interface Told {
  readonly report: Report;
  /** What a rule says that is not followed. */
  readonly unfollowed: Set<string>;
}

/** A rule whose backends are all missing, and none at all (Gateway API v1.5, HTTPRouteRule). */
const missing: ListenerAction = { kind: 'fixed', status: 500 };

/** A value of a header is one, whatever it has of commas. */
const whole = (text: string): readonly string[] => [text.trim()];

/** The rules that the routes of a listener make, in the order in which Gateway API tries them. */
export function routeRules(
  attached: readonly Attached[],
  backends: GoogleBackends,
  { report, unfollowed }: Told,
): readonly Omit<ListenerRule, 'priority'>[] {
  const units = attached.flatMap(({ route, hosts }) => {
    if (route.kind !== 'httproute') {
      report.tell('NK086', route.id, `${route.kind} ${route.name}: GKE takes HTTPRoutes`);
      return [];
    }
    return route.rules.flatMap((rule): RuleUnit[] => {
      const made = matchOf(rule, 'httproute', whole);
      if ('refused' in made) {
        unfollowed.add(`rule ${rule.path ?? ''} of ${route.name} (${made.refused})`);
        return [];
      }
      const named = hosts.length === 0 ? [undefined] : hosts;
      return named.map((hostname) => ({
        ...(hostname === undefined ? {} : { hostname }),
        ...{ match: made.match, route: `${route.namespace}/${route.name}`, rule },
        when: { ...(hostname === undefined ? {} : { hosts: [hostname] }), ...made.when },
      }));
    });
  });
  return inPrecedence(units).map(({ rule, when }) => ({
    when: Object.keys(when).length === 0 ? { paths: ['/*'] } : when,
    action: actionOf(rule, backends, unfollowed),
    source: rule.id,
  }));
}

function actionOf(rule: RouteRule, backends: GoogleBackends, unfollowed: Set<string>): ListenerAction {
  const redirect = settingOf(rule.settings, 'requestRedirect');
  if (redirect) return redirectOf(redirect, unfollowed);
  return backends.action(rule.backends, rule.id) ?? missing;
}

/** Statuses that a redirect may have (GKE documentation, GatewayClass capabilities). */
const statuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

function redirectOf({ settings }: Setting, unfollowed: Set<string>): ListenerAction {
  const text = (key: string): string | undefined => settingOf(settings, key)?.values[0];
  if (text('replacePrefixMatch') !== undefined) unfollowed.add('a redirect that replaces the prefix of a path');
  const scheme = text('scheme');
  const port = text('port') ?? (scheme === 'https' ? '443' : scheme === 'http' ? '80' : undefined);
  const status = Number(text('statusCode'));
  const parts = { protocol: scheme?.toUpperCase(), host: text('hostname'), port, path: text('replaceFullPath') };
  return {
    ...{ kind: 'redirect', status: statuses.has(status) ? status : 302 },
    ...Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)),
  };
}
