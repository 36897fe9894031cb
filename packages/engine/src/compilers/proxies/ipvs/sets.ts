import { cidr, contains, type Ip, parseIp, single } from '../../../base/addr/index.ts';
import { type IpSet, type IpSetElement, type IpSetType, showElement } from '../../../network/ipset.ts';
import type { ElementId } from '../../../topology/id.ts';
import type { ProxyNode } from '../service-proxy.ts';
import { each, elementAt, type IpvsServicePort } from './service-port.ts';

/** The sets of kube-proxy (pkg/proxy/ipvs/ipset.go), whether something is in them or not. */
const types = {
  'KUBE-LOOP-BACK': 'hash:ip,port,ip',
  'KUBE-CLUSTER-IP': 'hash:ip,port',
  'KUBE-EXTERNAL-IP': 'hash:ip,port',
  'KUBE-EXTERNAL-IP-LOCAL': 'hash:ip,port',
  'KUBE-LOAD-BALANCER': 'hash:ip,port',
  'KUBE-LOAD-BALANCER-LOCAL': 'hash:ip,port',
  'KUBE-LOAD-BALANCER-FW': 'hash:ip,port',
  'KUBE-LOAD-BALANCER-SOURCE-IP': 'hash:ip,port,ip',
  'KUBE-LOAD-BALANCER-SOURCE-CIDR': 'hash:ip,port,net',
  'KUBE-NODE-PORT-TCP': 'bitmap:port',
  'KUBE-NODE-PORT-LOCAL-TCP': 'bitmap:port',
  'KUBE-NODE-PORT-UDP': 'bitmap:port',
  'KUBE-NODE-PORT-LOCAL-UDP': 'bitmap:port',
  'KUBE-NODE-PORT-SCTP-HASH': 'hash:ip,port',
  'KUBE-NODE-PORT-LOCAL-SCTP-HASH': 'hash:ip,port',
  'KUBE-HEALTH-CHECK-NODE-PORT': 'bitmap:port',
  'KUBE-IPVS-IPS': 'hash:ip',
} as const satisfies Record<string, IpSetType>;

export type SetName = keyof typeof types;

type Elements = Readonly<Partial<Record<SetName, readonly IpSetElement[]>>>;

/** The addresses of a Service that others than pods ask for. */
export const outsideOf = ({ service }: IpvsServicePort): readonly string[] => [
  ...service.externalIps,
  ...(service.balancerIps ?? []),
];

/** What is equal on every node. */
export function sharedSets(ports: readonly IpvsServicePort[]): ReadonlyMap<SetName, IpSet> {
  const external = (policy: 'Cluster' | 'Local') =>
    ports.flatMap((of) =>
      of.service.externalTrafficPolicy === policy ? of.service.externalIps.map((ip) => elementAt(ip, of)) : [],
    );
  const balancers = (fits: (of: IpvsServicePort) => boolean) =>
    ports.flatMap((of) => (fits(of) ? (of.service.balancerIps ?? []).map((ip) => elementAt(ip, of)) : []));
  return setsOf({
    'KUBE-CLUSTER-IP': ports.map((of) => elementAt(of.service.clusterIp!, of)),
    'KUBE-EXTERNAL-IP': external('Cluster'),
    'KUBE-EXTERNAL-IP-LOCAL': external('Local'),
    'KUBE-LOAD-BALANCER': balancers(() => true),
    'KUBE-LOAD-BALANCER-LOCAL': balancers(({ service }) => service.externalTrafficPolicy === 'Local'),
    'KUBE-LOAD-BALANCER-FW': balancers(isGuarded),
    'KUBE-LOAD-BALANCER-SOURCE-CIDR': ports.flatMap((of) =>
      (of.service.sourceRanges ?? []).flatMap((range) =>
        (of.service.balancerIps ?? []).map((ip) => ({ ...elementAt(ip, of), with: cidr(range) })),
      ),
    ),
    'KUBE-HEALTH-CHECK-NODE-PORT': ports.flatMap(({ service }) =>
      service.healthCheckNodePort === undefined ? [] : [{ port: service.healthCheckNodePort, source: service.id }],
    ),
  });
}

const isGuarded = ({ service }: IpvsServicePort): boolean => (service.sourceRanges ?? []).length > 0;

/** The endpoints of each node, ready or not: what comes back to its sender is masqueraded. */
export function loopBacks(ports: readonly IpvsServicePort[]): ReadonlyMap<ElementId, readonly IpSetElement[]> {
  const out = new Map<ElementId, IpSetElement[]>();
  ports.forEach(({ service, port, protocol }) => {
    const index = service.ports.indexOf(port);
    for (const { address, port: at, node, servicePort } of service.endpoints) {
      const ip = parseIp(address);
      if (node === undefined || servicePort !== index || ip === undefined) continue;
      const list = out.get(node) ?? [];
      out.set(node, list);
      list.push({ ip, protocol, port: at, with: single(ip), source: service.id });
    }
  });
  return out;
}

/** What differs by node. `nodePortsAt` are its addresses with node ports, `bound` those of kube-ipvs0. */
export function setsOn(
  ports: readonly IpvsServicePort[],
  node: ProxyNode,
  of: {
    readonly loopBack: readonly IpSetElement[];
    readonly nodePortsAt: readonly Ip[];
    readonly bound: readonly { readonly ip: Ip }[];
  },
): ReadonlyMap<SetName, IpSet> {
  const own = node.addresses[0];
  const nodePorts = (protocol: string, policy?: 'Local') =>
    of.nodePortsAt.length === 0
      ? []
      : ports.flatMap(({ service, port }) =>
          port.nodePort === undefined ||
          port.protocol !== protocol ||
          (policy !== undefined && service.externalTrafficPolicy !== policy)
            ? []
            : [{ port: port.nodePort, source: service.id }],
        );
  const atNode = (list: readonly IpSetElement[]): readonly IpSetElement[] =>
    list.flatMap((port) => of.nodePortsAt.map((ip) => ({ ...port, ip, protocol: 'sctp' as const })));
  const sources = ports.filter(
    ({ service }) => own !== undefined && (service.sourceRanges ?? []).some((range) => contains(cidr(range), own)),
  );
  return setsOf({
    'KUBE-LOOP-BACK': of.loopBack,
    'KUBE-LOAD-BALANCER-SOURCE-IP': sources.flatMap((port) =>
      (port.service.balancerIps ?? []).map((ip) => ({ ...elementAt(ip, port), with: single(parseIp(ip)!) })),
    ),
    'KUBE-NODE-PORT-TCP': nodePorts('tcp'),
    'KUBE-NODE-PORT-LOCAL-TCP': nodePorts('tcp', 'Local'),
    'KUBE-NODE-PORT-UDP': nodePorts('udp'),
    'KUBE-NODE-PORT-LOCAL-UDP': nodePorts('udp', 'Local'),
    'KUBE-NODE-PORT-SCTP-HASH': atNode(nodePorts('sctp')),
    'KUBE-NODE-PORT-LOCAL-SCTP-HASH': atNode(nodePorts('sctp', 'Local')),
    'KUBE-IPVS-IPS': of.bound,
  });
}

const setsOf = (elements: Elements): ReadonlyMap<SetName, IpSet> =>
  new Map(
    (Object.keys(elements) as SetName[]).map((name) => [
      name,
      { name, type: types[name], elements: each(elements[name] ?? [], showElement) },
    ]),
  );

/** All sets in their order. */
export const inOrder = (...parts: readonly ReadonlyMap<SetName, IpSet>[]): readonly IpSet[] =>
  (Object.keys(types) as SetName[]).flatMap((name) => parts.flatMap((part) => part.get(name) ?? []));
