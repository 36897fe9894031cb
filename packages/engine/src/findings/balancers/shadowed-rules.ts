import type { ListenerAction, ListenerRule, PlannedBalancer } from '../../plan/balancer.ts';
import type { Plan } from '../../plan/plan.ts';
import type { ElementId } from '../../topology/id.ts';
import type { Check } from '../check.ts';
import type { Finding } from '../finding.ts';
import { conditionCovers } from './covers.ts';

/** NK082: a rule is never tried, because one before it takes all its requests; or what remains goes to nobody. */
export const shadowedRules: Check = {
  codes: ['NK082'],
  doc: 'A rule of a load balancer is never tried, or its target group has no target.',
  *run({ plan }) {
    for (const balancer of plan.balancers) {
      if (balancer.refused !== undefined || balancer.fronts !== undefined) continue;
      yield* shadowed(plan, balancer);
      yield* nobody(balancer);
    }
  },
};

const anyHost = '';

/** Rules that may take requests of a host: those of the host, and those with patterns or without hosts. */
function keysOf({ when: { hosts } }: ListenerRule): readonly string[] {
  if (!hosts || hosts.some((each) => /[*?]/.test(each))) return [anyHost];
  return hosts.map((each) => each.toLowerCase());
}

function* shadowed(plan: Plan, { listeners, members, cluster, kind }: PlannedBalancer): Generator<Finding> {
  const told = new Set<ElementId>();
  const tried = new Set<ElementId>();
  const behind = new Map<ElementId, ListenerRule>();
  for (const { rules } of listeners) {
    const before = new Map<string, ListenerRule[]>();
    for (const rule of rules) {
      const keys = keysOf(rule);
      const candidates = [...keys.flatMap((key) => before.get(key) ?? []), ...(before.get(anyHost) ?? [])];
      const first = candidates.find((each) => each.source !== rule.source && conditionCovers(each.when, rule.when));
      if (!first) tried.add(rule.source);
      else if (!behind.has(rule.source)) behind.set(rule.source, first);
      for (const key of keys) before.set(key, [...(before.get(key) ?? []), rule]);
    }
  }
  for (const [about, first] of behind) {
    if (tried.has(about)) continue;
    told.add(about);
    yield never(about, 'the rule before it takes all its requests', [{ about: first.source, message: 'this one' }]);
  }
  if (listeners.length === 0) return;
  const of = plan.topology.clusters.find(({ id }) => id === cluster);
  const ingresses = (of?.ingresses ?? []).filter(({ id }) => members.includes(id));
  for (const { id } of ingresses.flatMap(({ rules }) => rules))
    if (!tried.has(id) && !told.has(id))
      yield never(
        id,
        kind === 'nginx' ? hasPlace : 'a redirect before it takes all its requests, and the controller leaves it out',
        [],
      );
}

/** Of equal hosts and paths nginx has one location: that of the older Ingress. */
const hasPlace = 'an earlier rule has its host and path, and nginx has one location for both';

const never = (about: ElementId, why: string, related: Finding['related']): Finding => ({
  ...{ code: 'NK082', severity: 'warning', about, related },
  message: `this rule is never tried: ${why}`,
});

/** Default actions whose groups are all empty. */
function* nobody({ id, kind, listeners, groups }: PlannedBalancer): Generator<Finding> {
  if (kind !== 'alb') return;
  const emptyGroups = new Set(groups.filter(({ targets }) => targets.length === 0).map((each) => each.id));
  const isNobody = (action: ListenerAction): boolean =>
    action.kind === 'forward' && action.to.every(({ group }) => emptyGroups.has(group));
  const listener = listeners.find(({ otherwise }) => isNobody(otherwise));
  if (!listener) return;
  yield {
    ...{ code: 'NK082', severity: 'warning', about: id, related: [] },
    message: `port ${listener.port}: what no rule takes goes to a target group without targets, and is answered with 503`,
  };
}
