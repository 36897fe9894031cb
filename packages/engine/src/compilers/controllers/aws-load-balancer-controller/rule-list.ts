import type { Authentication, HttpCondition } from '../../../network/program.ts';
import type { ListenerAction, ListenerProtocol } from '../../../plan/balancer.ts';
import type { ElementId } from '../../../topology/id.ts';

/** A rule before it has its priority. */
export interface DraftRule {
  readonly when: HttpCondition;
  readonly action: ListenerAction;
  /** Asked for before the action. */
  readonly authentication?: Authentication;
  readonly source: ElementId;
}

/**
 * Leaves out redirects that lead to themselves, and rules behind a redirect that takes all that they would
 * (aws-load-balancer-controller 225f445, pkg/ingress/rule_optimizer.go).
 */
export function optimised(
  rules: readonly DraftRule[],
  listener: { readonly port: number; readonly protocol: ListenerProtocol },
): {
  readonly kept: readonly DraftRule[];
  readonly left: readonly { rule: DraftRule; why: 'loop' | 'behind'; by?: DraftRule }[];
} {
  const kept: DraftRule[] = [];
  const left: { rule: DraftRule; why: 'loop' | 'behind'; by?: DraftRule }[] = [];
  const redirects: DraftRule[] = [];
  for (const rule of rules) {
    const broader = redirects.find((each) => takes(each.when, rule.when));
    if (leadsToItself(rule, listener)) left.push({ rule, why: 'loop' });
    else if (broader) left.push({ rule, why: 'behind', by: broader });
    else {
      kept.push(rule);
      if (rule.action.kind === 'redirect') redirects.push(rule);
    }
  }
  return { kept, left };
}

function leadsToItself({ when, action }: DraftRule, listener: { port: number; protocol: string }): boolean {
  if (action.kind !== 'redirect') return false;
  const { host, path, port, protocol, query } = action;
  return (
    (host === undefined || host === '#{host}' || (when.hosts ?? []).includes(host)) &&
    (path === undefined || path === '/#{path}' || (when.paths ?? []).includes(path)) &&
    (port === undefined || port === '#{port}' || port === String(listener.port)) &&
    (protocol === undefined || protocol === '#{protocol}' || protocol === listener.protocol) &&
    (query === undefined || query === '#{query}')
  );
}

const within = (all: readonly string[] = [], some: readonly string[] = []): boolean =>
  all.length === 0 || (some.length > 0 && some.every((each) => all.includes(each)));

/** Whether all that meets the second condition meets the first, as far as hosts and paths tell. */
export function takes(broad: HttpCondition, narrow: HttpCondition): boolean {
  const { methods, headers, query, sources, hosts, paths } = broad;
  if (methods ?? headers ?? query ?? sources) return false;
  return within(hosts, narrow.hosts) && ((paths ?? []).includes('/*') || within(paths, narrow.paths));
}
