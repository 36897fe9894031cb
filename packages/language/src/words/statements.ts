/** One kind of statement: how it is written, where it stands, and what it is. Hover, completion and messages share it. */
export interface StatementWord {
  /** Its type in the syntax tree. */
  readonly type: string;
  /** Its first word. */
  readonly word: string;
  readonly usage: string;
  /**
   * First words of the blocks that it stands in; `file` is the top of a file. What a `given` block takes is what the
   * block of the element takes; a clause of the element's header stands in `given` itself.
   */
  readonly inside: readonly string[];
  readonly doc: string;
}

type Row = readonly [type: string, word: string, usage: string, inside: string, doc: string];

const filters = 'security-group network-acl firewall-rule';
const gateways = 'internet-gateway egress-only-internet-gateway nat-gateway vpn-gateway cloud-nat';
const objects = 'cluster namespace';
const podPolicies = 'networkpolicy applicationnetworkpolicy';
const clusterPolicies = 'clusternetworkpolicy adminnetworkpolicy baselineadminnetworkpolicy';
const workloads = 'deployment statefulset daemonset';
const routes = 'httproute grpcroute tcproute tlsroute udproute';
const routeShape = '<name> { parentRefs <gateway>; rule -> <service>:<port> }';
const gatewayShape = '<name> [address…] [in <subnet>] [eip <address>…] { … }';
const workloadShape = '<name> [replicas <n>] [on <node>, …] { … }';

const rows: readonly Row[] = [
  [
    'Import',
    'import',
    'import "<path>"',
    'file',
    'Makes the names of another file visible, and of what that file imports.',
  ],
  [
    'Vpc',
    'vpc',
    'vpc <name> <cidr>… [on <cloud>] { … }',
    'file',
    'A virtual network: the primary block first, then secondary and IPv6 blocks.',
  ],
  [
    'Peering',
    'vpc-peering-connection',
    'vpc-peering-connection <name> from <vpc> to <vpc>',
    'file',
    'Joins two VPCs; routes must point at it on both sides.',
  ],
  [
    'TransitGateway',
    'transit-gateway',
    'transit-gateway <name> { attachment <vpc>; route <cidr> -> <vpc> }',
    'file',
    'A router between VPCs and networks on premises.',
  ],
  [
    'Attachment',
    'attachment',
    'attachment <vpc | vpn-connection> { subnets <name>, …; association <route-table> }',
    'transit-gateway',
    'What the transit gateway reaches; in a VPC it has an interface in one subnet of each zone.',
  ],
  [
    'Association',
    'association',
    'association <route-table>',
    'attachment',
    'The route table of the transit gateway that packets from here are routed by.',
  ],
  [
    'Propagation',
    'propagation',
    'propagation <route-table>, …',
    'attachment',
    'The route tables of the transit gateway that learn the blocks of the attachment.',
  ],
  [
    'PrefixList',
    'prefix-list',
    'prefix-list <name> { entry <cidr> }',
    'file vpc',
    'Blocks under one name, for routes and for lines of security groups.',
  ],
  [
    'CustomerGateway',
    'customer-gateway',
    'customer-gateway <name> <address> { bgp-asn <n> }',
    'file',
    'A router on premises as AWS knows it: by the address that it has on the Internet.',
  ],
  [
    'VpnConnection',
    'vpn-connection',
    'vpn-connection <name> from <gateway> to <customer-gateway> { static-routes <cidr>, … }',
    'file',
    'A VPN from a virtual private gateway or a transit gateway to a network on premises.',
  ],
  [
    'VirtualInterface',
    'virtual-interface',
    'virtual-interface <name> from <gateway> to lan <lan>',
    'file',
    'A line of Direct Connect to a network on premises.',
  ],
  ['Cluster', 'cluster', 'cluster <name> [on <platform>] [in <vpc>] { … }', 'file', 'A Kubernetes cluster.'],
  ['Internet', 'internet', 'internet { … }', 'file', 'Everything outside: clients, servers, providers, DNS zones.'],
  [
    'Walk',
    'walk',
    'walk [name] ["title"] from <who> to <whom>[:port] [protocol <p>] { … }',
    'file',
    'A question: what happens to this packet, and to its reply?',
  ],
  [
    'Expect',
    'expect',
    'expect [not] <outcome> [to <who>] [because CODE] [at <device>] [probability <n>]',
    'walk file',
    'What must hold. At the top of a file it needs `from … to …` and holds for every pair.',
  ],
  [
    'Choose',
    'choose',
    'choose <what> <value> [at <device>]',
    'walk',
    'Pins one random choice; without it the answer is the whole distribution.',
  ],
  [
    'Given',
    'given',
    'given <kind> <name> { … }',
    'walk',
    'A what-if: overlays these statements on the element, for this walk only.',
  ],
  ['Replicas', 'replicas', 'replicas <n>', 'given', 'How many pods the workload has.'],
  ['Nodes', 'nodes', 'nodes <n>', 'given', 'How many nodes the group has.'],
  ['Subnet', 'subnet', 'subnet <name> <cidr>… [zone <zone>] { … }', 'vpc', 'A part of the VPC in one zone.'],
  [
    'RouteTable',
    'route-table',
    'route-table <name> { route <cidr> -> <target> }',
    'vpc transit-gateway',
    'Routes that subnets share, or attachments of a transit gateway.',
  ],
  [
    'PropagatingVgws',
    'propagating-vgws',
    'propagating-vgws <vpn-gateway>, …',
    'route-table',
    'Virtual private gateways whose routes the table gets.',
  ],
  [
    'Route',
    'route',
    'route <cidr | prefix-list> -> <target> { … }',
    'route-table subnet transit-gateway vpc',
    'Where packets to these addresses go: a gateway, a node, an endpoint, `blackhole` or `local`. In Google Cloud it stands in the vpc, and may have a priority and tags.',
  ],
  [
    'Gateway',
    'internet-gateway',
    'internet-gateway <name>',
    'vpc',
    'Translates between public and private addresses, one to one, and routes to the Internet.',
  ],
  [
    'Gateway',
    'egress-only-internet-gateway',
    'egress-only-internet-gateway <name>',
    'vpc',
    'Lets IPv6 connections out, and only their replies in.',
  ],
  [
    'Gateway',
    'nat-gateway',
    `nat-gateway ${gatewayShape}`,
    'vpc subnet',
    'Translates many private addresses to one public address.',
  ],
  ['Gateway', 'vpn-gateway', `vpn-gateway ${gatewayShape}`, 'vpc', "The VPC's end of a VPN."],
  ['Gateway', 'cloud-nat', `cloud-nat ${gatewayShape}`, 'vpc', "Google Cloud's NAT."],
  [
    'SecurityGroup',
    'security-group',
    'security-group <name> { ingress <ports> from <peers>; egress <ports> to <peers> }',
    'vpc',
    'A stateful packet filter on interfaces.',
  ],
  [
    'NetworkAcl',
    'network-acl',
    'network-acl <name> { ingress <number> allow|deny <ports> from <peers> }',
    'vpc',
    'A stateless packet filter on a subnet; the lowest number that matches decides.',
  ],
  [
    'FirewallRule',
    'firewall-rule',
    'firewall-rule <name> { ingress <priority> allow|deny <ports> from <peers> }',
    'vpc',
    "One of Google Cloud's firewall rules.",
  ],
  ['Rule', 'ingress', 'ingress [<number> allow|deny] <ports>, … [from <peers>, …]', filters, 'Packets that come in.'],
  ['Rule', 'egress', 'egress [<number> allow|deny] <ports>, … [to <peers>, …]', filters, 'Packets that go out.'],
  [
    'VpcEndpoint',
    'vpc-endpoint',
    'vpc-endpoint <name> [gateway | interface] { service <service>; subnets <name>, … }',
    'vpc',
    "A cloud service inside the VPC's own addresses.",
  ],
  [
    'UsePrefixList',
    'prefix-list',
    'prefix-list <name>',
    'vpc-endpoint',
    'The addresses of the service, where the file has them.',
  ],
  ['EndpointService', 'service', 'service <service name>', 'vpc-endpoint', 'The service behind the endpoint.'],
  [
    'Host',
    'host',
    'host <name> [machine] [address…] [in <subnet | as>] { … }',
    'vpc subnet internet lan',
    'A machine that is no node: a database, a server, a bastion.',
  ],
  ['UseRouteTable', 'route-table', 'route-table <name>', 'subnet', 'The route table of this subnet.'],
  ['UseNetworkAcl', 'network-acl', 'network-acl <name>', 'subnet', 'The network ACL of this subnet.'],
  [
    'UseSecurityGroups',
    'security-groups',
    'security-groups <name>, …',
    `node nodegroup eni host pod ${workloads} service ingress gateway control-plane vpc-endpoint eniconfig securitygrouppolicy`,
    'The security groups on its interfaces.',
  ],
  [
    'UseEip',
    'eip',
    'eip <address>, …',
    'node host given',
    'Its public address, translated one to one at the internet gateway.',
  ],
  [
    'UseSubnets',
    'subnets',
    'subnets <name>, …',
    'service ingress gateway vpc-endpoint control-plane attachment',
    'The subnets that it stands in.',
  ],
  [
    'PlaceInSubnet',
    'subnet',
    'subnet <name> [address…] [eip <address>]',
    'service ingress gateway eniconfig vpc-endpoint',
    'A subnet that it stands in, with its addresses there.',
  ],
  [
    'ControlPlane',
    'control-plane',
    'control-plane { endpointPublicAccess true; x-eni <address> in <subnet> }',
    'cluster',
    'The API server and its interfaces in the VPC.',
  ],
  [
    'XEni',
    'x-eni',
    'x-eni <address> [in <subnet>]',
    'control-plane',
    "An interface of the control plane in one of the VPC's subnets.",
  ],
  ['Node', 'node', 'node <name> [machine] [address…] [in <subnet>] [zone <zone>] { … }', 'cluster', 'A worker node.'],
  [
    'NodeGroup',
    'nodegroup',
    'nodegroup <name> [machine] [nodes <n>] [in <subnet>, …] { … }',
    'cluster',
    'Equal nodes, spread over the subnets: <name>-1, <name>-2, …',
  ],
  ['Eni', 'eni', 'eni <index> [address…] [in <subnet>] { … }', 'node', 'A network interface of the node.'],
  [
    'EniConfig',
    'eniconfig',
    'eniconfig <name> { subnet <subnet>; security-groups <name> }',
    'cluster',
    'Where pod interfaces stand with custom networking.',
  ],
  [
    'SecurityGroupPolicy',
    'securitygrouppolicy',
    'securitygrouppolicy <name> { podSelector <labels>; security-groups <name> }',
    objects,
    'Security groups for the pods that it selects.',
  ],
  ['Namespace', 'namespace', 'namespace <name> { … }', 'cluster', 'A namespace; what stands outside is in `default`.'],
  ['Pod', 'pod', 'pod <name> [address…] [eni <index>] [on <node>] { … }', `node ${objects}`, 'A pod.'],
  [
    'Container',
    'container',
    'container <name> { port <number> }',
    `pod ${workloads}`,
    'A container; containers of a pod share its addresses.',
  ],
  ['Workload', 'deployment', `deployment ${workloadShape}`, objects, 'Equal pods: <name>-1, <name>-2, …'],
  ['Workload', 'statefulset', `statefulset ${workloadShape}`, objects, 'Equal pods with stable names.'],
  ['Workload', 'daemonset', `daemonset ${workloadShape}`, objects, 'One pod on every node.'],
  [
    'Port',
    'port',
    'port [name] <number>[/protocol] [-> <target>] [nodePort <number>] [hostPort <number>] [hostIP <address>] [listen <address>]',
    `pod container ${workloads} service host`,
    'A port that listens; on a Service, a port that it offers.',
  ],
  [
    'Expose',
    'expose',
    'expose [name] <number>[/protocol] [-> <target>] [type]',
    workloads,
    "A Service with the workload's name and labels, as `kubectl expose` makes it.",
  ],
  [
    'Tags',
    'labels',
    'labels <key>=<value> …',
    `cluster namespace node nodegroup pod ${workloads} service ingress gateway ${routes}`,
    'Labels, as kubectl prints them.',
  ],
  [
    'Tags',
    'tags',
    'tags <key>=<value> …',
    `vpc subnet route-table ${gateways} vpc-endpoint prefix-list ${filters} host node nodegroup`,
    "The cloud's tags.",
  ],
  [
    'Selector',
    'selector',
    'selector <key>=<value>, <key> in (<value>, …), !<key>',
    'service',
    'The pods behind the Service.',
  ],
  [
    'Selector',
    'podSelector',
    'podSelector <key>=<value>, …',
    `${podPolicies} securitygrouppolicy`,
    'The pods that the policy is about; none: all of the namespace.',
  ],
  ['Selector', 'nodeSelector', 'nodeSelector <key>=<value>, …', `pod ${workloads}`, 'The nodes that may run it.'],
  [
    'Service',
    'service',
    'service <name> [type] [clusterIP…] [on <balancer> [vip…]] { … }',
    objects,
    'A stable address in front of pods.',
  ],
  [
    'Endpoint',
    'endpoint',
    'endpoint <address>[:port]',
    'service',
    'An endpoint by hand, for a Service without a selector.',
  ],
  [
    'Ingress',
    'ingress',
    'ingress <name> [on <controller> [vip…]] { … }',
    objects,
    'HTTP routes to Services, by host and path.',
  ],
  [
    'IngressRule',
    'rule',
    'rule [host "…"] [path "…" [type]] -> <service>:<port> [weight <n>], …',
    'ingress',
    'Requests for this host and path go to these Services.',
  ],
  [
    'DefaultBackend',
    'default-backend',
    'default-backend <service>:<port>',
    'ingress',
    'Where requests go that no rule matches.',
  ],
  [
    'KubeGateway',
    'gateway',
    'gateway <name> [on alb | nlb] { listener <name> HTTPS:443 { … } }',
    objects,
    'A Gateway of Gateway API: what a balancer listens on.',
  ],
  [
    'GatewayListener',
    'listener',
    'listener <name> <protocol>:<port> { hostname "…" }',
    'gateway',
    'A port of the gateway, for all host names or for one pattern.',
  ],
  ['KubeRoute', 'httproute', `httproute ${routeShape}`, objects, 'Where requests of gateways go.'],
  ['KubeRoute', 'grpcroute', `grpcroute ${routeShape}`, objects, 'Where gRPC calls of gateways go.'],
  ['KubeRoute', 'tcproute', `tcproute ${routeShape}`, objects, 'Where connections of gateways go.'],
  ['KubeRoute', 'tlsroute', `tlsroute ${routeShape}`, objects, 'Where TLS connections of gateways go.'],
  ['KubeRoute', 'udproute', `udproute ${routeShape}`, objects, 'Where UDP packets of gateways go.'],
  [
    'ParentRefs',
    'parentRefs',
    'parentRefs <gateway>[/<listener>], …',
    routes,
    'The gateways whose requests it routes, or single listeners of them.',
  ],
  [
    'RouteRule',
    'rule',
    'rule [path "…" [type]] [method <m>] [header "X: y"] [query "k=v"] -> <service>:<port> [weight <n>], …',
    routes,
    'Requests that look like this go to these Services.',
  ],
  [
    'NetworkPolicy',
    'networkpolicy',
    'networkpolicy <name> { podSelector <labels>; ingress <ports> from <peer> }',
    objects,
    'What the selected pods may receive and send.',
  ],
  [
    'NetworkPolicy',
    'applicationnetworkpolicy',
    'applicationnetworkpolicy <name> { podSelector <labels>; egress <ports> to domainNames "…" }',
    objects,
    'The NetworkPolicy of EKS Auto Mode, with names of DNS among whom pods may send to.',
  ],
  [
    'PolicyRule',
    'ingress',
    'ingress [ports, …] [from <cidr | podSelector … | namespaceSelector …>]',
    podPolicies,
    'What the pods may receive.',
  ],
  [
    'PolicyRule',
    'egress',
    'egress [ports, …] [to <cidr | podSelector … | namespaceSelector …>]',
    podPolicies,
    'What the pods may send.',
  ],
  [
    'ClusterPolicy',
    'clusternetworkpolicy',
    'clusternetworkpolicy <name> { tier Admin; priority 10; subject namespaceSelector …; ingress deny <ports> from <peer> }',
    'cluster',
    'What an administrator says of pods, before or behind what their namespaces say.',
  ],
  [
    'ClusterPolicy',
    'adminnetworkpolicy',
    'adminnetworkpolicy <name> { priority 10; subject namespaceSelector …; ingress deny <ports> from <peer> }',
    'cluster',
    'The predecessor of a clusternetworkpolicy of the tier Admin (v1alpha1).',
  ],
  [
    'ClusterPolicy',
    'baselineadminnetworkpolicy',
    'baselineadminnetworkpolicy default { subject namespaceSelector …; ingress deny <ports> from <peer> }',
    'cluster',
    'The predecessor of a clusternetworkpolicy of the tier Baseline (v1alpha1).',
  ],
  [
    'PolicySubject',
    'subject',
    'subject <podSelector … | namespaceSelector …>',
    clusterPolicies,
    'The pods that the policy is about.',
  ],
  [
    'ClusterPolicyRule',
    'ingress',
    'ingress <accept | deny | pass> [ports, …] [from <podSelector … | namespaceSelector …>]',
    clusterPolicies,
    'What becomes of what the pods receive. The first rule that matches counts.',
  ],
  [
    'ClusterPolicyRule',
    'egress',
    'egress <accept | deny | pass> [ports, …] [to <cidr | podSelector … | namespaceSelector … | nodes … | domainNames "…">]',
    clusterPolicies,
    'What becomes of what the pods send. The first rule that matches counts.',
  ],
  [
    'AutonomousSystem',
    'as',
    'as <name> <number> { announce <cidr>, …; provider <as> }',
    'internet',
    'A network of the Internet.',
  ],
  ['Announce', 'announce', 'announce <cidr>, … [{ med <n>; prepend <n> }]', 'as', 'The addresses that it announces.'],
  ['Relation', 'provider', 'provider <as> [{ local-preference <n> }]', 'as', 'It buys transit from this network.'],
  ['Relation', 'customer', 'customer <as> [{ local-preference <n> }]', 'as', 'It sells transit to this network.'],
  ['Relation', 'peer', 'peer <as> [{ local-preference <n> }]', 'as', 'They exchange their own traffic.'],
  ['Lan', 'lan', 'lan <name> [cidr] { … }', 'internet', 'A network at home or in an office, behind a router.'],
  ['Router', 'router', 'router <name> [address] [wan <address>] [in <as>] { … }', 'lan', 'The router of the LAN.'],
  ['Client', 'client', 'client <name> [address] [in <as>] { … }', 'internet lan', 'A laptop or a phone.'],
  ['Resolver', 'resolver', 'resolver <name> [address] [in <as>] { … }', 'internet', 'A recursive DNS resolver.'],
  [
    'DnsZone',
    'dns-zone',
    'dns-zone "<name>" [on <provider>] [private in <vpc>] [at <address>, …] { … }',
    'internet',
    'A zone of the DNS, with its records.',
  ],
  [
    'Record',
    'record',
    'record "<name>" <TYPE> <value>… [ttl <duration>] { … }',
    'dns-zone',
    'A record; `-> <target>` points at an element.',
  ],
];

/** Every kind of statement. */
export const statementWords: readonly StatementWord[] = rows.map(([type, word, usage, inside, doc]) => ({
  type,
  word,
  usage,
  inside: inside.split(' '),
  doc,
}));

/** The kind of statement that a word begins in a block; in an unknown block, the first of the table. */
export function statementWord(word: string, inside?: string): StatementWord | undefined {
  const found = statementWords.filter((statement) => statement.word === word);
  return found.find((statement) => inside !== undefined && statement.inside.includes(inside)) ?? found[0];
}

/** The kind of statement of a node of the syntax tree. */
export function statementOfType(type: string, word: string | undefined): StatementWord | undefined {
  const found = statementWords.filter((statement) => statement.type === type);
  return found.find((statement) => statement.word === word) ?? found[0];
}

const wordsOf = new Map<string, readonly string[]>();

/** The words that may begin a statement in a block that begins with a word. */
export function wordsIn(inside: string): readonly string[] {
  const known = wordsOf.get(inside);
  if (known) return known;
  const found = [...new Set(statementWords.filter((row) => row.inside.includes(inside)).map(({ word }) => word))];
  wordsOf.set(inside, found);
  return found;
}
