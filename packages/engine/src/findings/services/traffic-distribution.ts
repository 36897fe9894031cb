import type { Plan, PlannedService } from '../../plan/plan.ts';
import { topologyHints, topologyModeOf } from '../../plan/topology-mode.ts';
import { distributionOf, labelledZone } from '../../plan/traffic-distribution.ts';
import { changes, hasChange, versionOf } from '../../plan/versions.ts';
import type { Cluster, Service } from '../../topology/cluster.ts';
import { settingOf } from '../../topology/setting.ts';
import type { Check } from '../check.ts';
import type { Finding } from '../finding.ts';

/**
 * NK150: the version of Kubernetes refuses the word, or leaves the field out. NK151: hints that count nowhere, because one endpoint has
 * none, that `topology-mode Auto` does not give, or gives nobody knows how, and zones whose clients all use the endpoints of others.
 */
export const trafficDistribution: Check = {
  codes: ['NK150', 'NK151'],
  doc: 'The traffic distribution of a Service is not what its version of Kubernetes or its zones allow.',
  *run({ plan }) {
    const services = new Map(plan.services.map((each) => [each.id, each]));
    for (const cluster of plan.topology.clusters)
      for (const written of cluster.services) {
        const planned = services.get(written.id);
        yield* ofVersion(cluster, written);
        if (!planned) continue;
        yield* ofMode(plan, cluster, written, planned);
        yield* ofZones(plan, cluster, written, planned);
      }
  },
};

function* ofVersion(cluster: Cluster, { name, settings }: Service): Generator<Finding> {
  const kubernetes = versionOf(cluster, 'kubernetes');
  const mode = settingOf(settings, 'topology-mode');
  if (mode && !hasChange(kubernetes, 'topologyMode')) {
    const message = `Kubernetes reads topology-mode from ${changes.topologyMode.since} on, and this cluster is ${kubernetes}: endpoints of service ${name} have no hints`;
    yield { code: 'NK150', severity: 'warning', about: mode.id, message, related: [] };
  }
  const found = distributionOf(settings, kubernetes);
  if (!found || found.kind === 'prefers') return;
  const { id, values } = found.setting;
  const word = values[0] ?? '';
  const { trafficDistribution: field, preferSame } = changes;
  if (found.kind === 'dropped') {
    const message = `Kubernetes knows trafficDistribution from ${field.since} on, and this cluster is ${kubernetes}: its API server leaves it out, and endpoints of service ${name} are used from everywhere`;
    yield { code: 'NK150', severity: 'warning', about: id, message, related: [] };
    return;
  }
  const isWord = word === 'PreferSameZone' || word === 'PreferSameNode';
  const since = isWord
    ? `Kubernetes knows trafficDistribution ${word} from ${preferSame.since} on, and this cluster is ${kubernetes}`
    : `trafficDistribution is PreferSameZone, PreferSameNode or PreferClose, and not ${word}`;
  const close = 'trafficDistribution PreferClose';
  yield {
    ...{ code: 'NK150', severity: 'error', about: id, related: [] },
    message: `${since}: its API server refuses service ${name}`,
    ...(word === 'PreferSameZone' ? { fixes: [{ title: `Write ${close}`, edits: [{ about: id, text: close }] }] } : {}),
  };
}

const listed = (names: readonly string[]): string =>
  names.length > 4 ? `${names.slice(0, 4).join(', ')} and ${names.length - 4} more` : names.join(', ');

function* ofMode(plan: Plan, cluster: Cluster, { settings }: Service, service: PlannedService): Generator<Finding> {
  const mode = topologyModeOf(settings, versionOf(cluster, 'kubernetes'));
  if (!mode || service.endpoints.length === 0) return;
  const nodes = plan.nodes.filter((node) => node.cluster === cluster.id);
  const found = topologyHints(service.endpoints, nodes);
  if (found.kind === 'hints') return;
  const comes =
    found.kind === 'none'
      ? `gives the endpoints of service ${service.name} no hints, and they are used from everywhere`
      : `gives endpoints of service ${service.name} to zones which it does not say, and walks to it are undetermined`;
  const message = `topology-mode ${mode.values[0]} ${comes}: ${found.why}`;
  yield { code: 'NK151', severity: 'warning', about: mode.id, message, related: [] };
}

function* ofZones(plan: Plan, cluster: Cluster, written: Service, service: PlannedService): Generator<Finding> {
  const kubernetes = versionOf(cluster, 'kubernetes');
  const found = topologyModeOf(written.settings, kubernetes) ? undefined : distributionOf(written.settings, kubernetes);
  const ready = service.endpoints.filter((each) => each.ready);
  if (found?.kind !== 'prefers' || ready.length === 0) return;
  const about = found.setting.id;
  const tell = (message: string): Finding => ({ code: 'NK151', severity: 'warning', about, message, related: [] });
  const bare = [...new Set(ready.filter(({ hints }) => hints?.zone === undefined).map(({ name }) => name))];
  if (bare.length > 0) {
    yield tell(
      `${listed(bare)} behind service ${service.name} ${bare.length === 1 ? 'is' : 'are'} in no zone: as long as one endpoint has no hint, proxies use all of them from everywhere`,
    );
    return;
  }
  const served = new Set(ready.map(({ hints }) => hints?.zone));
  const own = new Set(service.endpoints.map(({ pod }) => pod));
  const zoneOf = new Map(plan.nodes.map((node) => [node.id, labelledZone(node)]));
  const clients = new Map<string, number>();
  for (const { cluster: of, id, node } of plan.pods) {
    const zone = node === undefined ? undefined : zoneOf.get(node);
    if (of !== cluster.id || zone === undefined || own.has(id)) continue;
    clients.set(zone, (clients.get(zone) ?? 0) + 1);
  }
  const without = [...clients.keys()].filter((zone) => !served.has(zone)).sort();
  for (const zone of without) {
    const count = clients.get(zone);
    const pods = count === 1 ? 'the pod there uses' : `the ${count} pods there use`;
    yield tell(`service ${service.name} has no ready endpoint in zone ${zone}: ${pods} those of other zones`);
  }
}
