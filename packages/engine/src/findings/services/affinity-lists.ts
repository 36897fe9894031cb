import type { Plan, PlannedService } from '../../plan/plan.ts';
import { settingOf } from '../../topology/setting.ts';
import type { Check } from '../check.ts';
import type { Finding } from '../finding.ts';

/** Clients that a list of xt_recent has room for (its parameter ip_list_tot; seen with 150 clients, of which the 50 oldest were gone). */
const mostRemembered = 100;

/**
 * NK152: kube-proxy in iptables mode remembers the clients of a Service with session affinity in a list for each endpoint on each node, which
 * has room for 100: the next one takes the place of the one that came longest ago.
 */
export const affinityLists: Check = {
  codes: ['NK152'],
  doc: 'A Service with session affinity has more clients than its lists have room for.',
  *run({ plan }) {
    for (const service of plan.services) {
      if (service.affinitySeconds === undefined || service.endpoints.length === 0) continue;
      if (plan.clusters.find(({ id }) => id === service.cluster)?.proxy !== 'iptables') continue;
      yield* crowded(plan, service);
    }
  },
};

function* crowded(plan: Plan, service: PlannedService): Generator<Finding> {
  const clients = new Map<string, number>();
  const own = new Set(service.endpoints.map(({ pod }) => pod));
  for (const { cluster, hostNetwork, node, id } of plan.pods)
    if (cluster === service.cluster && !hostNetwork && node !== undefined && !own.has(id))
      clients.set(node, (clients.get(node) ?? 0) + 1);
  const crowd = plan.nodes.filter(({ id }) => (clients.get(id) ?? 0) > mostRemembered);
  const [first] = crowd;
  if (!first) return;
  const written = plan.topology.clusters.flatMap(({ services }) => services).find(({ id }) => id === service.id);
  const line = written && settingOf(written.settings, 'sessionAffinity');
  const more = crowd.length === 1 ? '' : ` (and ${crowd.length - 1} more nodes like it)`;
  yield {
    ...{ code: 'NK152', severity: 'warning', about: line?.id ?? service.id },
    message: `${first.name} has ${clients.get(first.id)} pods that may call service ${service.name}${more}, and kube-proxy remembers ${mostRemembered} clients of an endpoint on a node: the next one takes the place of the one that came longest ago, which may then be sent elsewhere`,
    related: [{ about: first.group ?? first.id, message: `node ${first.name}` }],
  };
}
