import { type Family, parseIp } from '../base/addr/index.ts';
import { compareIp } from '../base/addr/ip.ts';
import type { Service } from '../topology/cluster.ts';
import type { ElementId } from '../topology/id.ts';
import { type Requirement, settingOf } from '../topology/setting.ts';
import { ofFamily } from './families.ts';
import type { Endpoint, PlannedPod, PlannedServicePort } from './plan.ts';
import { LabelIndex, selects } from './select.ts';

/** A key that no label can have: finds the pods of one namespace through the same index. */
const namespaceKey = ' namespace';

/** Pods by their labels and their namespace. */
export function indexOfPods(own: readonly PlannedPod[]): LabelIndex<PlannedPod> {
  const pods = new LabelIndex<PlannedPod>();
  for (const pod of own) {
    pods.add(pod, pod.labels);
    pods.addUnder(pod, namespaceKey, pod.namespace);
  }
  return pods;
}

/** The endpoints of a Service with a selector: pods of its namespace that have an address and its ports, sorted. */
export function selectedEndpoints(
  service: Pick<Service, 'namespace' | 'settings'> & { readonly requirements: readonly Requirement[] },
  ports: readonly PlannedServicePort[],
  {
    pods,
    zones,
    families,
  }: {
    readonly pods: LabelIndex<PlannedPod>;
    readonly zones: ReadonlyMap<ElementId, string | undefined>;
    /** Of the Service: it has a list of endpoints of each. */
    readonly families: readonly Family[];
  },
): Endpoint[] {
  const { requirements } = service;
  // its endpoints are ready as soon as there are any (podToEndpoint in endpointslice/reconciler)
  const always = settingOf(service.settings, 'publishNotReadyAddresses')?.values[0] === 'true';
  const inNamespace: Requirement = { key: namespaceKey, operator: 'in', values: [service.namespace] };
  const out: Endpoint[] = [];
  for (const pod of pods.candidates([...requirements, inNamespace])) {
    if (pod.namespace !== service.namespace || pod.address === undefined || !selects(requirements, pod.labels))
      continue;
    const addresses = [pod.address, ...(pod.otherAddress === undefined ? [] : [pod.otherAddress])].filter((text) =>
      families.some((family) => ofFamily([text], family) !== undefined),
    );
    ports.forEach((port, servicePort) => {
      const target =
        typeof port.target === 'number'
          ? port.target
          : pod.listens.find((each) => each.name === port.target && each.protocol === port.protocol)?.port;
      if (target === undefined) return;
      const zone = pod.node === undefined ? undefined : zones.get(pod.node);
      for (const address of addresses)
        out.push({
          address,
          port: target,
          servicePort,
          pod: pod.id,
          name: pod.name,
          ...(pod.node === undefined ? {} : { node: pod.node }),
          ...(zone === undefined ? {} : { zone }),
          ready: pod.ready || always,
          ...(pod.draining && !always ? { draining: true as const } : {}),
        });
    });
  }
  return sorted(out);
}

/** The endpoints that the author wrote, for every port of the Service, sorted. */
export function writtenEndpoints(
  service: Pick<Service, 'endpoints'>,
  ports: readonly PlannedServicePort[],
): Endpoint[] {
  const out: Endpoint[] = [];
  for (const { address, port } of service.endpoints) {
    if (parseIp(address) === undefined) continue;
    ports.forEach((each, servicePort) => {
      const target = port ?? (typeof each.target === 'number' ? each.target : each.port);
      out.push({ address, port: target, servicePort, name: address, ready: true });
    });
  }
  return sorted(out);
}

/** Endpoints in the order of {@link byAddress}, each address read once. */
function sorted(endpoints: readonly Endpoint[]): Endpoint[] {
  const places = endpoints.map((endpoint) => ({ endpoint, ip: parseIp(endpoint.address)! }));
  places.sort((a, b) => compareIp(a.ip, b.ip) || byPort(a.endpoint, b.endpoint));
  return places.map(({ endpoint }) => endpoint);
}

const byPort = (a: Endpoint, b: Endpoint): number => a.port - b.port || a.servicePort - b.servicePort;

export const byAddress = (a: Endpoint, b: Endpoint): number =>
  compareIp(parseIp(a.address)!, parseIp(b.address)!) || byPort(a, b);
