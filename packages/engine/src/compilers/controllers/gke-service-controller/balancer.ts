import { isPublic, parseIp, showIp } from '../../../base/addr/index.ts';
import type { BalancerNode, Listener, PlannedBalancer, TargetGroup } from '../../../plan/balancer.ts';
import type { PlannedService, PlannedSubnet } from '../../../plan/plan.ts';
import { hasChange, versionOf } from '../../../plan/versions.ts';
import type { PortSpec } from '../../../topology/filter.ts';
import { type ElementId, elementId } from '../../../topology/id.ts';
import { type Setting, settingOf } from '../../../topology/setting.ts';
import { frontEnds, proberAddress } from '../../clouds/gcp/ranges.ts';
import { Annotations } from '../common/annotations.ts';
import { isIn } from '../common/balancer-nodes.ts';
import type { Report } from '../common/report.ts';
import type { View } from '../common/view.ts';
import { backendsOf, groupingOf, isInternal } from './backends.ts';
import { healthOf } from './health.ts';

interface Place {
  /** Its place among the cluster's. */
  readonly at: number;
  readonly vpc: ElementId;
  readonly report: Report;
}

/** The balancer of a Service, and what its firewall rule says: its name, who may use it, and which ports. */
export function passthroughOf(
  view: View,
  service: PlannedService,
  place: Place,
): {
  readonly balancer: PlannedBalancer;
  readonly name: string;
  readonly ranges: readonly string[];
  readonly ports: readonly PortSpec[];
} {
  const { id, name } = service;
  const settings = view.settings(id);
  const internal = isInternal(settings);
  const grouping = groupingOf(view.input.cluster, settings);
  const node = nodeOf(view, service, internal, place);
  // forwarding rules of GKE are of TCP or UDP
  const ports = service.ports.filter(({ protocol }) => protocol === 'tcp' || protocol === 'udp');
  const backends = ports.map(({ port }) => backendsOf(view, service, { grouping, internal, port }));
  const groups = ports.map((port, at): TargetGroup => {
    const udp = port.protocol === 'udp';
    const said = `${name}:${port.port}${udp ? '/udp' : ''}`;
    return {
      ...{ id: `${service.namespace}/${said}`, name: said, type: 'instance', service: id, source: port.id },
      called: grouping === 'neg' ? 'NEG' : 'instance group',
      protocol: udp ? 'UDP' : 'TCP',
      targets: backends[at]!.targets,
      health: healthOf(service),
      ...{ preserveClientIp: true, proxyProtocol: false },
      algorithm: service.affinitySeconds === undefined ? '5-tuple hash' : '2-tuple hash',
    };
  });
  const undetermined = [...backends.map((each) => each.undetermined), unfollowed(view, service, settings, internal)];
  const why = undetermined.find((each) => each !== undefined);
  const balancer: PlannedBalancer = {
    ...{ id, members: [id], kind: 'passthrough', name, controller: 'gke-service-controller' },
    ...{ cluster: view.input.cluster.id, vpc: place.vpc, scheme: internal ? 'internal' : 'internet-facing' },
    ...{ crossZone: true, idleSeconds: 0, hosts: [] },
    nodes: node ? [node] : [],
    listeners: groups.map(
      ({ id: group, protocol, source }, at): Listener => ({
        ...{ id: elementId(`${source}#forwarding-rule`), port: ports[at]!.port, protocol },
        ...{ certificates: [], rules: [], otherwise: { kind: 'forward', to: [{ group, weight: 1 }] } },
      }),
    ),
    groups,
    ...(why === undefined ? {} : { undetermined: why }),
    ...(node ? {} : { refused: place.report.refused ?? 'it has no address' }),
  };
  return { balancer, ...rulesOf(view, service, settings, grouping === 'neg') };
}

/** Its forwarding rule: an address of the Internet, or one of the subnet of the nodes or of the one that is named. */
function nodeOf(
  view: View,
  { id, name }: PlannedService,
  internal: boolean,
  { at, vpc, report }: Place,
): BalancerNode | undefined {
  const written = view.written(id);
  const settings = written?.settings ?? [];
  const texts = [
    ...(written?.vips ?? []).map(({ text }) => text),
    ...(settingOf(settings, 'loadBalancerIP')?.values ?? []),
    ...(settingOf(settings, 'status.loadBalancer')?.values ?? []),
  ].filter((text) => typeof parseIp(text) === 'number');
  const wrong = texts.find((text) => isPublic(parseIp(text)!) === internal);
  if (wrong !== undefined) {
    const why = internal
      ? 'one of the Internet, and its balancer is internal'
      : 'none of the Internet, and its balancer is external';
    report.refuse('NK086', id, `service ${name}: the address ${wrong} is ${why}`);
    return undefined;
  }
  const clusters = view.input.topology.clusters.findIndex((each) => each.id === view.input.cluster.id);
  const common = { id: elementId(`${id}#passthrough`), prober: proberAddress(clusters, at) };
  const address = texts[0] === undefined ? undefined : showIp(parseIp(texts[0])!);
  if (!internal) {
    const outer = { address: address ?? view.input.draw(), drawn: address === undefined };
    return {
      ...common,
      subnet: frontEnds.segmentIn(vpc),
      address: common.prober,
      passed: outer.address,
      public: outer,
    };
  }
  const subnet = subnetOf(view, settings, address);
  const own = subnet && (address ?? view.input.take(subnet.id, id));
  if (!subnet || own === undefined) {
    report.refuse('NK086', id, `service ${name}: no subnet has an address for its internal balancer`);
    return undefined;
  }
  const region = regionOf(view, subnet.id);
  const everywhere = settingOf(settings, 'internal-load-balancer-allow-global-access')?.values[0] === 'true';
  // clients of other regions need global access; a subnet that names no region is of the same
  const clients = view.subnets.filter((each) => everywhere || (regionOf(view, each.id) ?? region) === region);
  return {
    ...common,
    subnet: subnet.id,
    address: own,
    passed: own,
    clients: clients.map((each) => each.id),
    ...(everywhere ? { everywhere } : {}),
  };
}

const regionOf = (view: View, subnet: ElementId): string | undefined =>
  settingOf(view.vpc?.subnets.find((each) => each.id === subnet)?.settings ?? [], 'region')?.values[0];

function subnetOf(view: View, settings: readonly Setting[], address: string | undefined): PlannedSubnet | undefined {
  if (address !== undefined) return view.subnets.find((each) => isIn(each, address));
  const named = settingOf(settings, 'internal-load-balancer-subnet')?.values[0];
  if (named !== undefined) return view.subnets.find((each) => each.name === named);
  const [first] = view.nodes();
  return view.subnets.find(({ id }) => id === first?.subnet);
}

/** What decides about its flows and is not followed (GKE documentation, LoadBalancer Service parameters). */
function unfollowed(
  view: View,
  { name, ports }: PlannedService,
  settings: readonly Setting[],
  internal: boolean,
): string | undefined {
  const weighted = settingOf(settings, 'weighted-load-balancing')?.values[0];
  if (weighted !== undefined)
    return `the load balancer of ${name} has weighted-load-balancing, which is not modelled yet`;
  const affinity = settingOf(settings, 'trafficDistribution')?.values[0];
  if (internal && affinity !== undefined)
    return `whether the internal load balancer of ${name} keeps to zones for trafficDistribution ${affinity} is not modelled yet`;
  const mixed = new Set(ports.map(({ protocol }) => protocol)).size > 1;
  return mixed && !hasChange(versionOf(view.input.cluster, 'kubernetes'), 'gkeMixedProtocols')
    ? `whether GKE makes a balancer of ${name}, whose ports have several protocols, depends on a feature of the cluster`
    : undefined;
}

/** Without ranges everybody may use it. */
function rulesOf({ input }: View, service: PlannedService, settings: readonly Setting[], isNeg: boolean) {
  const annotations = new Annotations(settings);
  const written = [annotations.list('loadBalancerSourceRanges'), annotations.list('load-balancer-source-ranges')];
  return {
    name: isNeg ? `k8s2-${input.cluster.name}-${service.namespace}-${service.name}` : `k8s-fw-${service.name}`,
    ranges: written.find((each) => each.length > 0) ?? ['0.0.0.0/0'],
    ports: service.ports.map(({ protocol, port }): PortSpec => ({ protocol, from: port, to: port })),
  };
}
