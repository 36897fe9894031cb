import { ipProtocols, type RegistryWord, registryWords } from '@netk/engine';
import { type Word, words } from './word.ts';

/** The engine's members of a registry, and the names that are read but not modelled yet. */
const known = (members: readonly RegistryWord[], later: Readonly<Record<string, string>>): readonly Word[] => [
  ...members,
  ...words(later)
    .filter(({ name }) => !members.some((member) => member.name === name))
    .map(({ name, doc }) => ({ name, doc: `${doc} Parsed; not modelled yet.` })),
];

/** Clouds, behind `vpc … on`. */
export const clouds: readonly Word[] = known(registryWords.clouds, {
  gcp: 'Google Cloud.',
});

/** Platforms, behind `cluster … on`. */
export const platforms: readonly Word[] = known(registryWords.platforms, {
  gke: 'Google Kubernetes Engine.',
});

/** Names of platforms that are read as another. */
export const formerPlatforms = { bridge: 'plain' } as const;

/** Pod networks, behind `cni`. */
export const cnis: readonly Word[] = known(registryWords.cnis, {});

/** Modes of kube-proxy. */
export const proxyModes: readonly Word[] = known(registryWords.proxies, {});

/** Types of a Service. */
export const serviceTypes: readonly Word[] = words({
  ClusterIP: 'An address inside the cluster. The default.',
  NodePort: 'The same port on every node, and a cluster IP.',
  LoadBalancer: 'A load balancer of the cloud, a node port, and a cluster IP.',
  ExternalName: 'An alias in DNS.',
  headless: 'No address: DNS answers with the pods.',
});

/** Load balancers and controllers, behind `service … on` and `ingress … on`. */
export const balancers: readonly Word[] = words({
  nlb: 'Network Load Balancer: connections, in every zone.',
  clb: 'Classic Load Balancer, made by the controller of the AWS cloud provider.',
  passthrough: "Google's passthrough Network Load Balancer.",
});
export const controllers: readonly Word[] = words({
  alb: 'Application Load Balancer, made by the AWS Load Balancer Controller.',
  nginx:
    'The nginx ingress controller, in pods of the cluster. Retired in March 2026: no release follows, and no fix; Gateway API is what its authors recommend.',
  gce: "Google's Application Load Balancer at its edge, for the Internet.",
  'gce-internal': "Google's internal Application Load Balancer, in a region of the network.",
  'gce-regional-external': "Google's external Application Load Balancer in a region.",
});

/** What a Gateway is made of, behind `gateway … on`. */
export const gatewayClasses: readonly Word[] = words({
  alb: 'Application Load Balancer: HTTP and gRPC routes.',
  nlb: 'Network Load Balancer: TCP, TLS and UDP routes.',
  'gke-l7-global-external-managed': "On GKE: Google's global external Application Load Balancer.",
  'gke-l7-regional-external-managed': "On GKE: Google's external Application Load Balancer in a region.",
  'gke-l7-rilb': "On GKE: Google's internal Application Load Balancer in a region.",
  'gke-l7-gxlb': "On GKE: Google's classic Application Load Balancer.",
});

/** Protocols of a listener of a Gateway. */
export const listenerProtocols: readonly Word[] = words({
  HTTP: 'Requests.',
  HTTPS: 'Requests over TLS.',
  TCP: 'Connections.',
  TLS: 'Connections over TLS.',
  UDP: 'Packets.',
});

/** What `choose` pins. */
export const choices: readonly Word[] = words({
  endpoint: 'The endpoint of a Service.',
  target: 'The target of a load balancer.',
  zone: "The zone of a load balancer's address.",
  source: 'The machine that sends, where it may be one of several.',
  answer: 'The address of a DNS answer.',
  node: 'The node that a packet arrives at.',
  record: 'The record of a DNS answer.',
  path: 'The way through the Internet.',
  connection: 'Whether a balancer that reads requests opens a connection to its target (`new`), or has one (`kept`).',
});

/** What an expectation can say. */
export const predicates: readonly Word[] = words({
  delivered: 'Every route delivers (`to <who>`: there).',
  dropped: 'Every route fails (`because CODE`, `at <device>`).',
  refused: 'The client sees a refused connection, or its call is not permitted.',
  timeout: 'The client sees no answer.',
  unreachable: 'The client sees an ICMP error.',
  closed: 'The client sees a connection that is closed without a byte.',
  'http-200': 'The client sees HTTP 200.',
  'http-301': 'The client sees HTTP 301.',
  'http-302': 'The client sees HTTP 302.',
  'http-307': 'The client sees HTTP 307.',
  'http-308': 'The client sees HTTP 308.',
  'http-400': 'The client sees HTTP 400.',
  'http-401': 'The client sees HTTP 401.',
  'http-403': 'The client sees HTTP 403.',
  'http-404': 'The client sees HTTP 404.',
  'http-460': 'The client sees HTTP 460.',
  'http-463': 'The client sees HTTP 463.',
  'http-500': 'The client sees HTTP 500.',
  'http-502': 'The client sees HTTP 502.',
  'http-503': 'The client sees HTTP 503.',
  'http-504': 'The client sees HTTP 504.',
  'seen-source': 'The source address that the receiver sees: an address, a block, `client`, a node, `load-balancer`.',
  via: 'The packet passes all of these, in this order; with `not`, none of them.',
  'allowed-by': 'A rule of this network policy lets the packet pass.',
  'denied-by': 'This network policy drops the packet: by a rule, or because it isolates and no rule matches.',
  'answered-by': 'The source of the reply that the client sees.',
  'cross-zone': 'How many times the packet and its reply cross a zone; `none`.',
  hops: 'How many devices the packet passes.',
  queries: 'How many questions a resolver library sends for a name.',
  answer: 'A name has these addresses.',
  nxdomain: 'There is no such name.',
  nodata: 'The name has no record of the type.',
  servfail: 'No server could answer.',
  waited: 'Seconds that the program waited for servers that said nothing.',
  asymmetric: 'The reply takes another way than the packet.',
  symmetric: 'The reply takes the same way back.',
});

/** What a rule of a policy of the cluster does. */
export const policyActions: readonly Word[] = words({
  accept: 'The packet passes, whatever policies of namespaces say.',
  deny: 'The packet is dropped.',
  pass: 'The policies of namespaces decide.',
  allow: 'Of an adminnetworkpolicy or baselineadminnetworkpolicy (v1alpha1): accept.',
});

/** Protocols of walks, ports and packet filters. */
export const protocols: readonly Word[] = words({
  tcp: 'TCP.',
  udp: 'UDP.',
  icmp: 'ICMP.',
  icmpv6: 'ICMP for IPv6.',
  sctp: 'SCTP.',
  all: 'Every protocol and port.',
  none: 'Nothing: the only line of its direction in a security group.',
});

/** Words of a packet filter's line: also protocols of IP that no walk has, by their names or as `ip/77`. */
export const filterProtocols: readonly Word[] = [
  ...protocols,
  ...[...ipProtocols]
    .filter(([name]) => !protocols.some((each) => each.name === name))
    .map(([name, number]) => ({ name, doc: `Protocol ${number} of IP.` })),
  { name: 'ip', doc: 'A protocol of IP by its number: `ip/4`.' },
  { name: 'ipv6-icmp', doc: 'ICMP for IPv6, as /etc/protocols calls it.' },
];

/** DNS providers. */
export const dnsProviders: readonly Word[] = words({
  route53: 'Amazon Route 53.',
  'cloud-dns': 'Google Cloud DNS.',
});

/** Kinds of VPC endpoint. */
export const endpointKinds: readonly Word[] = words({
  gateway: 'A route to the service.',
  interface: 'Interfaces in subnets, with private addresses.',
});
