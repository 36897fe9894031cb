import { type ComponentSetting, cniSettings, resolverNames } from '@netk/engine';
import {
  authSettings,
  balancerSettings,
  computeConfig,
  gatewaySettings,
  gkeBackendPolicies,
  ingressBalancerSettings,
  listenerSettings,
  routeRuleSettings,
  routeSettings,
  serviceBalancerSettings,
} from './balancer-settings.ts';
import { type SettingWord, settingWords } from './word.ts';

const bool = 'true | false';

/** Settings of the CNIs that the engine models, in the engine's own words. */
const wordOf = ({ key, doc, values, fallback, block }: ComponentSetting): SettingWord => ({
  name: key,
  doc,
  ...(values === undefined ? {} : { values: values.split(' | ') }),
  ...(fallback === undefined || fallback === '' ? {} : { default: fallback }),
  ...(block ? { block: block.map(wordOf) } : {}),
});

const modelledCnis: readonly SettingWord[] = cniSettings.map(wordOf);

const kubeProxy = settingWords({
  detectLocalMode: [
    'How traffic of local pods is told apart.',
    'ClusterCIDR | NodeCIDR | BridgeInterface | InterfaceNamePrefix',
  ],
  'detectLocal.bridgeInterface': 'The bridge that local pods come in by.',
  'detectLocal.interfaceNamePrefix': 'How the names of interfaces begin that local pods come in by.',
  masqueradeAll: ['Translate the source of all Service traffic.', bool, 'false'],
  masqueradeBit: ['The bit of the mark for packets to translate.', 'a number', '14'],
  scheduler: ['The scheduler of IPVS.', 'rr | wrr | lc | wlc | lblc | lblcr | sh | dh | sed | nq | mh', 'rr'],
  strictARP: ['Of IPVS: a machine answers only for addresses of the interface that is asked.', bool, 'false'],
  localhostNodePorts: ['Node ports on 127.0.0.1.', bool, 'true'],
  nodePortAddresses: ['The addresses of a node that node ports listen on.', 'blocks | primary'],
});

const component = (name: string, doc: string, block: readonly SettingWord[]): SettingWord => ({ name, doc, block });

const any: readonly SettingWord[] = [];

/** What a program says, and for how long it keeps a connection that nobody uses. */
const program = {
  response: 'What the program answers to requests of a path, and after how long: `"/slow" 200 70s`; `none`, `rst`.',
  keepalive_timeout: ['How long the program keeps an idle connection.', 'a duration'],
} as const;

const stubResolver = [
  'The resolver library of its program, and its version.',
  resolverNames.map((name) => `${name} <version>`).join(' | '),
  resolverNames[0] ?? '',
] as const;

const ownCaches = {
  'browser-cache': ['How long its browser keeps the answer about a name.', 'a duration'],
  nscd: ['A daemon on it keeps answers for as long as they say.', bool, 'false'],
  'systemd-resolved': ['A daemon on it keeps answers for as long as they say.', bool, 'false'],
} as const;

/** `/etc/resolv.conf` of a machine, where it is not as DHCP gives it. */
const resolvConf: SettingWord = {
  name: 'resolv.conf',
  doc: 'The resolver configuration of the machine, in the place of what DHCP gives.',
  block: settingWords({
    nameserver: 'A server that it asks.',
    search: 'Domains that are tried behind a name.',
    options: 'Options of the resolver library: `timeout:1`.',
  }),
};

/** Of a container (core/v1, Probe). */
const readinessProbe: SettingWord = {
  name: 'readinessProbe',
  doc: "How its kubelet asks whether it is ready. GKE's Ingress makes its checks of it.",
  block: settingWords({
    httpGet: 'The path that is asked for.',
    port: 'The port, by its number or its name.',
    scheme: ['How it is asked.', 'HTTP | HTTPS', 'HTTP'],
    host: 'The address that is asked, in the place of its own.',
    httpHeaders: 'Headers of the request: `"Host: shop.example.com"`.',
    periodSeconds: ['Seconds between two questions.', 'a number', '10'],
    timeoutSeconds: ['Seconds that an answer may take.', 'a number', '1'],
  }),
};

/** Of a Service (cloud.google.com/backend-config). */
const backendConfig: SettingWord = {
  name: 'backendConfig',
  doc: "What GKE's Ingress makes of its backend, in Google Cloud.",
  block: [
    {
      name: 'healthCheck',
      doc: 'Its checks, before what a readiness probe says.',
      block: settingWords({
        type: ['How it is asked.', 'HTTP | HTTPS'],
        requestPath: 'The path that is asked for.',
        port: 'The port.',
        checkIntervalSec: 'Seconds between two checks.',
        timeoutSec: 'Seconds that an answer may take.',
        healthyThreshold: 'Good answers before a target counts.',
        unhealthyThreshold: 'Bad answers before it does not.',
      }),
    },
    {
      name: 'sessionAffinity',
      doc: 'How it knows a client again.',
      block: settingWords({
        affinityType: ['By what.', 'NONE | CLIENT_IP | GENERATED_COOKIE', 'NONE'],
        affinityCookieTtlSec: 'Seconds that the cookie holds.',
      }),
    },
  ],
};

const dnsConfig: SettingWord = {
  name: 'dnsConfig',
  doc: 'What is added to the resolver configuration of the pod.',
  block: settingWords({
    nameservers: 'More servers.',
    searches: 'More domains that are tried behind a name.',
    options: 'Options, in the place of those with their key: `ndots:2`.',
  }),
};

/** Of a policy of a namespace. */
const podPolicySettings = settingWords({ policyTypes: ['Which directions it restricts.', 'Ingress, Egress'] });

/** Of a policy of the cluster (policy.networking.k8s.io/v1alpha2, ClusterNetworkPolicySpec). */
const priority = ['The lowest of its tier is asked first.', '0-1000'] as const;

/** Of a machine's image: the EKS AMI sets ACCEPT (awslabs/amazon-eks-ami, kubelet.service), many others leave DROP. */
const forwardPolicy = [
  'What the FORWARD chain of the machine does with a packet that no rule accepts.',
  'accept | drop',
  'accept',
] as const;

/** EKS API, AMITypes (without Windows, whose nodes are not Linux). */
const amiType = [
  'The machine image: the names of its interfaces, and which iptables it has.',
  'AL2023_x86_64_STANDARD | AL2023_ARM_64_STANDARD | AL2023_x86_64_NEURON | AL2023_x86_64_NVIDIA | AL2023_ARM_64_NVIDIA | BOTTLEROCKET_x86_64 | BOTTLEROCKET_ARM_64 | BOTTLEROCKET_x86_64_FIPS | BOTTLEROCKET_ARM_64_FIPS | BOTTLEROCKET_x86_64_NVIDIA | BOTTLEROCKET_ARM_64_NVIDIA | AL2_x86_64 | AL2_x86_64_GPU | AL2_ARM_64 | CUSTOM',
  'AL2023_x86_64_STANDARD',
] as const;

/** EC2 API, VpcBlockPublicAccessExclusion. */
const exclusionMode = [
  'VPC Block Public Access does not count here, or for connections that begin here.',
  'allow-bidirectional | allow-egress',
] as const;

/** GKE API, NodeConfig. */
const imageType = [
  'The machine image, on GKE: whether its agent takes the addresses of balancers for its own is known of Ubuntu.',
  'COS_CONTAINERD | UBUNTU_CONTAINERD',
] as const;

const enabled = 'enable | disable';

/** Of a line that names a neighbour of an autonomous system. */
const session = settingWords({
  'local-preference': ['How much routes of this neighbour are preferred; the highest wins.', 'a number', '100'],
});

/** Machines of Google Cloud. */
const ofGoogle = {
  'external-ip': 'Its public address, in Google Cloud; `none`: it has none.',
  'can-ip-forward': ['It sends and gets packets with addresses that are not its own.', bool, 'false'],
  'service-account': 'The account that it runs as, by which firewall rules know it.',
} as const;

/** First word of a block (`file` at the top) → the settings that stand in it. */
export const settingsByPlace: Readonly<Record<string, readonly SettingWord[]>> = {
  vpc: settingWords({
    region: 'The region.',
    'internet-gateway-block-mode': [
      'VPC Block Public Access: what its internet gateways let pass.',
      'off | block-bidirectional | block-ingress',
      'off',
    ],
    'internet-gateway-exclusion-mode': exclusionMode,
    'enable-dns-support': ['The VPC has a resolver.', bool, 'true'],
    'enable-dns-hostnames': ['Machines get DNS names.', bool, 'false'],
    mtu: ['Bytes of the largest packet, in Google Cloud.', '1300 … 8896', '1460'],
    'delete-default-routes-on-create': [
      'A network of Google Cloud has no default route to the Internet.',
      bool,
      'false',
    ],
  }),
  subnet: settingWords({
    'internet-gateway-exclusion-mode': exclusionMode,
    region: 'The region of a subnet in Google Cloud.',
    'map-public-ip-on-launch': ['Machines get a public address.', bool, 'false'],
    'secondary-range': 'A named block for pods or Services, in Google Cloud.',
    purpose: [
      'What a subnet of Google Cloud is for: one for the proxies of regional Application Load Balancers has no machines.',
      'PRIVATE | REGIONAL_MANAGED_PROXY | INTERNAL_HTTPS_LOAD_BALANCER',
      'PRIVATE',
    ],
    role: ['Whether a proxy-only subnet is used, or kept.', 'ACTIVE | BACKUP', 'ACTIVE'],
    'private-ip-google-access': ["Google's services are reached without a public address.", bool, 'false'],
  }),
  'nat-gateway': settingWords({
    'idle-timeout': ['How long an idle connection is remembered.', 'a duration', '350s'],
    'availability-mode': [
      'Whether it stands in one subnet, or in the VPC and in all of its zones.',
      'zonal | regional',
      'zonal',
    ],
    'connectivity-type': ['Whether it has a public address.', 'public | private', 'public'],
  }),
  'cloud-nat': settingWords({
    region: 'The region whose subnets it serves. Not written: all.',
    'min-ports-per-vm': ['Ports of each machine.', 'a number', '64'],
  }),
  'internet-gateway': any,
  'egress-only-internet-gateway': any,
  'vpn-gateway': any,
  'route-table': settingWords({
    main: ["The VPC's main table: subnets that name none use it.", bool, 'false'],
  }),
  'security-group': settingWords({ description: 'What it is for.' }),
  'network-acl': any,
  'firewall-rule': settingWords({
    'target-tags': 'Machines with one of these tags.',
    'destination-ranges': 'Addresses of the machines that what comes in is for.',
    'target-service-accounts': 'Machines that run as one of these accounts.',
    'source-tags': 'What machines with one of these tags send.',
    'source-service-accounts': 'What machines send that run as one of these accounts.',
    disabled: ['The rule is off.', bool, 'false'],
  }),
  'vpc-endpoint': settingWords({ 'private-dns-enabled': ["The service's own name leads here.", bool, 'true'] }),
  host: [
    ...settingWords({
      'source-dest-check': ['Drop packets that are neither from nor to it.', bool, 'true'],
      ...ofGoogle,
      'imds-hop-limit': [
        'How many hops an answer with a token of the metadata service may go; 2 where nothing is written.',
        'a number',
      ],
      mac: 'Its MAC address.',
      'stub-resolver': stubResolver,
      ...ownCaches,
      ...program,
    }),
    resolvConf,
  ],
  route: settingWords({
    priority: ['In Google Cloud: the lowest of those with the same destination is taken.', '0 … 65535', '1000'],
  }),
  'transit-gateway': settingWords({
    'amazon-side-asn': ['Its number in BGP.', 'a number', '64512'],
    'default-route-table-association': ['Attachments that name no table use the default one.', enabled, 'enable'],
    'default-route-table-propagation': ['The default table learns the blocks of attachments.', enabled, 'enable'],
    'security-group-referencing-support': ['Rules may name groups of other attached VPCs.', enabled, 'disable'],
  }),
  attachment: settingWords({
    'appliance-mode-support': ['Both directions of a flow use one zone of the VPC.', enabled, 'disable'],
    'security-group-referencing-support': ['Rules may name groups of this VPC.', enabled, 'enable'],
  }),
  'prefix-list': settingWords({
    entry: 'A block of the list.',
    'max-entries': ['How many entries it may have: a rule that names it counts as so many.', 'a number'],
    'prefix-list-name': "Of AWS's own list: the service, `com.amazonaws.eu-central-1.s3`.",
  }),
  'customer-gateway': settingWords({ 'bgp-asn': ['The number of its autonomous system.', 'a number'] }),
  'vpn-connection': settingWords({
    'static-routes': 'The blocks on premises, where BGP does not tell them.',
    state: ['Whether its tunnels are up.', 'up | down', 'up'],
  }),
  'virtual-interface': settingWords({
    vlan: ['The number of its VLAN.', 'a number'],
    'bgp-asn': ['The number of the system on premises.', 'a number'],
    state: ['Whether it is up.', 'up | down', 'up'],
  }),
  'vpc-peering-connection': settingWords({
    'accepter.allow-remote-vpc-dns-resolution': [
      'The requester knows public names of machines of the accepter by their private addresses.',
      bool,
      'false',
    ],
    'requester.allow-remote-vpc-dns-resolution': [
      'The accepter knows public names of machines of the requester by their private addresses.',
      bool,
      'false',
    ],
    'export-custom-routes':
      'In Google Cloud: the networks that tell the other one the routes that are written; true: both.',
    'import-custom-routes': 'In Google Cloud: the networks that take what the other one tells; true: both.',
  }),
  cluster: [
    ...settingWords({
      kubernetes: 'The Kubernetes version.',
      serviceCIDR: 'The block of cluster IPs.',
      clusterCIDR: 'The block of pod addresses, where pods have their own.',
      'node-cidr-mask-size': ['Bits of the block of pod addresses that each node gets of it.', 'a number', '24'],
      ipFamily: ['The family of pods and Services.', 'ipv4 | ipv6', 'ipv4'],
      dnsAddress: 'The cluster IP of DNS.',
      dataplane: ['The data plane of GKE.', 'iptables | v2'],
      'max-pods': 'On GKE: pods of each node, which its block of addresses follows from.',
      'disable-default-snat': ['Pods keep their addresses everywhere, in GKE.', bool, 'false'],
      'aws-load-balancer-controller': 'The version of the controller that makes load balancers.',
      zone: 'The zone.',
      forwardPolicy,
      'ami-type': amiType,
      'image-type': imageType,
    }),
    computeConfig,
    component(
      'autopilot',
      'Autopilot, on GKE: Google runs the nodes.',
      settingWords({ enabled: ['It is such a cluster.', bool, 'false'] }),
    ),
    component(
      'ipAllocationPolicy',
      'How pods get addresses, on GKE.',
      settingWords({ useRoutes: ['By a route to each node, and by no range of a subnet.', bool, 'false'] }),
    ),
    component(
      'workloadIdentityConfig',
      "Workload Identity, on GKE: nodes answer pods in the place of the machine's metadata server.",
      settingWords({ workloadPool: 'The pool: `PROJECT.svc.id.goog`.' }),
    ),
    component(
      'dns',
      'The cluster DNS: CoreDNS, and its version; `dns kube-dns` is what GKE has in Standard mode.',
      settingWords({
        cache: ['Seconds that answers are kept; 0: none.', 'a number', '30'],
        ttl: ["Seconds of the cluster's own records.", 'a number', '5'],
        forward: 'A zone, and the servers that are asked for it: `forward "." 10.0.0.2`.',
        autopath: [
          'CoreDNS goes through the search path in the place of pods; with `pods verified`.',
          '"@kubernetes" | false',
          'false',
        ],
        rewrite: 'A name, and the one that is asked for in its place: `rewrite name "a.example" "b.example"`.',
        hosts: 'An address, and its names.',
        pods: ['Which names of pods by their addresses are answered.', 'insecure | verified | disabled', 'insecure'],
      }),
    ),
    component(
      'node-local-dns',
      'NodeLocal DNSCache on every node, and its version; `false`: none, where GKE has it from 1.34.1 on.',
      settingWords({
        address: ['The address that it has on every node.', 'an address', '169.254.20.10'],
        cache: ['Seconds that answers are kept; 0: none.', 'a number', '30'],
      }),
    ),
    component('cni', 'The pod network: its name, and its version.', modelledCnis),
    component('kube-proxy', 'The service proxy: its mode.', kubeProxy),
    component(
      'ingress-nginx',
      'The nginx ingress controller, and its version. Retired in March 2026.',
      settingWords({ 'publish-service': 'The Service that its pods are behind: `NAMESPACE/NAME`.' }),
    ),
    component(
      'ip-masq-agent',
      'Which addresses pods reach with their own address.',
      settingWords({
        nonMasqueradeCIDRs: [
          'Blocks that pods reach with their own addresses.',
          'blocks',
          '10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16',
        ],
        masqLinkLocal: ['Translate what goes to 169.254.0.0/16 too.', bool, 'false'],
      }),
    ),
  ],
  'control-plane': settingWords({
    endpointPublicAccess: ['The API server has a public address.', bool, 'true'],
    endpointPrivateAccess: ['The API server has addresses in the VPC.', bool, 'false'],
    controlPlaneEgressMode: [
      'Who carries what the control plane sends out of the VPC.',
      'AWS_MANAGED | CUSTOMER_ROUTED | CUSTOMER_ISOLATED',
      'AWS_MANAGED',
    ],
    publicAccessCidrs: ['Who may use the public address.', 'blocks', '0.0.0.0/0'],
  }),
  node: [
    resolvConf,
    ...settingWords({
      'source-dest-check': ['Drop packets that are neither from nor to it.', bool, 'true'],
      'max-pods': "The kubelet's limit, instead of the machine type's.",
      podCIDR: "The node's block of pod addresses.",
      ...ofGoogle,
      taints: 'Keeps pods away that do not tolerate it.',
      unschedulable: ['No new pods.', bool, 'false'],
      'imds-hop-limit': [
        'How many hops an answer with a token of the metadata service may go; 2 where nothing is written.',
        'a number',
      ],
      ready: ['The node is ready.', bool, 'true'],
      forwardPolicy,
      'ami-type': amiType,
      'image-type': imageType,
    }),
  ],
  nodegroup: [
    resolvConf,
    ...settingWords({
      'max-pods': "The kubelet's limit, instead of the machine type's.",
      taints: 'Keeps pods away that do not tolerate it.',
      'imds-hop-limit': [
        'How many hops an answer with a token of the metadata service may go; 2 where nothing is written.',
        'a number',
      ],
      'source-dest-check': ['Drop packets that are neither from nor to it.', bool, 'true'],
      forwardPolicy,
      'ami-type': amiType,
      'image-type': imageType,
    }),
  ],
  eni: settingWords({
    prefix: 'A block of 16 addresses (/28) that is delegated to it.',
    'source-dest-check': ['Drop packets that are neither from nor to it.', bool, 'true'],
    mac: 'Its MAC address.',
    'network-card-index': ['The network card that it is on.', 'a number', '0'],
    'interface-type': [
      'What it is for: EFA-only interfaces have no address.',
      'interface | efa | efa-only',
      'interface',
    ],
  }),
  eniconfig: any,
  namespace: any,
  pod: [
    dnsConfig,
    readinessProbe,
    ...settingWords({
      hostNetwork: ["The pod uses the node's own network.", bool, 'false'],
      ready: ['It passes its readiness probe.', bool, 'true'],
      serving: ['It still serves.', bool, 'true'],
      terminating: ['It is being deleted.', bool, 'false'],
      fresh: ['It was made just now, and its network policies are not on its node yet.', bool, 'false'],
      'ingress-bandwidth': [
        'What it receives, in bits a second (kubernetes.io/ingress-bandwidth; the plugin bandwidth).',
        'a quantity: 10M',
      ],
      'egress-bandwidth': [
        'What it sends, in bits a second (kubernetes.io/egress-bandwidth; the plugin bandwidth).',
        'a quantity: 10M',
      ],
      mac: 'Its MAC address.',
      nicConfig: [
        'Which network cards of its node it has interfaces of (k8s.amazonaws.com/nicConfig; the VPC CNI from 1.20 on).',
        'multi-nic-attachment',
      ],
      ndots: ['From how many dots a name is tried as it is.', 'a number', '5'],
      dnsPolicy: ['Which resolver it asks.', 'ClusterFirst | Default | ClusterFirstWithHostNet | None', 'ClusterFirst'],
      'stub-resolver': stubResolver,
      hostPort: 'A port of the node that leads to it.',
      terminationGracePeriodSeconds: ['Seconds that it has to end.', 'a number', '30'],
      preStop: ['How long it goes on before it is told to end.', 'a duration'],
      ...program,
    }),
  ],
  container: [readinessProbe, ...settingWords({ image: 'Its image.', ...program })],
  service: [
    ...balancerSettings,
    ...serviceBalancerSettings,
    ...authSettings,
    backendConfig,
    ...gkeBackendPolicies,
    ...settingWords({
      externalTrafficPolicy: ['Which endpoints traffic from outside may take.', 'Cluster | Local', 'Cluster'],
      internalTrafficPolicy: ['Which endpoints traffic from pods may take.', 'Cluster | Local', 'Cluster'],
      sessionAffinity: ['A client stays at its endpoint.', 'None | ClientIP', 'None'],
      sessionAffinityTimeout: ['For how long.', 'a duration', '10800s'],
      externalIPs: 'Addresses of nodes that the Service answers on too.',
      healthCheckNodePort: 'The port that says whether a node has an endpoint.',
      'status.loadBalancer': 'The addresses of its balancer, as the balancer has told the cluster.',
      loadBalancerSourceRanges: 'Who may use the balancer.',
      ipMode: ['What nodes do with packets to its addresses.', 'VIP | Proxy', 'VIP'],
      allocateLoadBalancerNodePorts: ['It has node ports.', bool, 'true'],
      publishNotReadyAddresses: ['Endpoints count before they are ready.', bool, 'false'],
      trafficDistribution: ['Which endpoints are preferred.', 'PreferSameZone | PreferSameNode | PreferClose'],
      'topology-mode': ['Endpoints are shared out to zones by their CPUs.', 'Auto | Disabled', 'Disabled'],
      ipFamilies: ['Its families.', 'IPv4 | IPv6'],
      ipFamilyPolicy: ['One family or two.', 'SingleStack | PreferDualStack | RequireDualStack', 'SingleStack'],
      clusterIP: ['Its address; `None`: headless.', 'an address | None'],
      externalName: 'The name that it is an alias of.',
      neg: ['Endpoints are in network endpoint groups, in Google Cloud.', bool, 'true'],
    }),
  ],
  ingress: [...balancerSettings, ...ingressBalancerSettings],
  gateway: gatewaySettings,
  listener: listenerSettings,
  httproute: routeSettings,
  grpcroute: routeSettings,
  tcproute: any,
  tlsroute: routeSettings,
  udproute: any,
  rule: routeRuleSettings,
  networkpolicy: podPolicySettings,
  applicationnetworkpolicy: podPolicySettings,
  clusternetworkpolicy: settingWords({
    tier: ['Whether it is asked before the policies of namespaces or behind them.', 'Admin | Baseline'],
    priority,
  }),
  adminnetworkpolicy: settingWords({ priority }),
  baselineadminnetworkpolicy: any,
  securitygrouppolicy: any,
  internet: any,
  as: settingWords({
    bgp: ['The software of its router, which breaks ties; none: RFC 4271 does.', 'frr <version> | bird <version>'],
    'router-id': 'What a tie is broken by.',
    cgnat: 'The public address of its carrier NAT, for routers whose wan address is in 100.64.0.0/10.',
  }),
  announce: settingWords({
    med: ['Which of its ways in it prefers; neighbours take the lowest.', 'a number', '0'],
    prepend: ['How often its number stands in the path once more.', 'a number', '0'],
  }),
  provider: session,
  customer: session,
  peer: session,
  lan: any,
  router: [
    ...settingWords({
      'dns-forwarder': 'The resolver that it asks.',
      napt: ['It translates addresses and ports.', bool, 'true'],
      'idle-timeout': 'How long an idle connection is remembered.',
    }),
    component(
      'dhcp',
      'It gives out addresses.',
      settingWords({
        range: 'Which addresses.',
        lease: 'For how long.',
        dns: 'The resolver that it announces.',
        gateway: 'The gateway that it announces.',
      }),
    ),
  ],
  client: [
    resolvConf,
    ...settingWords({
      mac: 'Its MAC address.',
      ephemeral: 'The source ports that it uses.',
      dhcp: ['It gets its address by DHCP.', bool],
      dns: 'Its resolver.',
      ...ownCaches,
      'stub-resolver': stubResolver,
    }),
  ],
  resolver: settingWords({
    software: ['What it runs, and its version.', 'unbound <version> | bind <version>', 'unbound'],
    'cache-max': 'The most time that answers are kept.',
    'cache-min': 'The least time that answers are kept.',
    'negative-ttl': 'How long it remembers that a name is missing.',
  }),
  'dns-zone': any,
  record: settingWords({
    'set-identifier': 'What tells it apart from others of its name and type.',
    weight: ['Its share among those of its name.', 'a number', '1'],
    failover: ['It is answered while it is healthy, or where the other is not.', 'PRIMARY | SECONDARY'],
    'multivalue-answer': ['It is one of up to eight that are answered together.', bool, 'false'],
    region: 'Answered to whom this region is the nearest.',
    'evaluate-target-health': [
      'An alias counts as healthy while its load balancer has a healthy target.',
      bool,
      'false',
    ],
    'health-check': ['What its health check finds.', 'healthy | unhealthy', 'healthy'],
  }),
  walk: settingWords({
    sport: "The source port; without it one from the client's range.",
    method: ['The HTTP method.', 'GET | HEAD | POST | PUT | DELETE'],
    header: 'A line of the HTTP header.',
    'ttl-ip': 'The time to live of the packet.',
    idle: ['How long the connection was idle before this packet.', 'a duration'],
    stream: ['Over UDP: it was more than one question and answer before, over more than two seconds.', bool, 'false'],
    connections: 'How many connections the client has opened: the last is asked about.',
    rate: 'How many such connections are opened a second.',
    lasts: ['How long each of them is open.', 'a duration', '0s'],
    'max-time': ['How long the client waits for its answer.', 'a duration'],
    cached: ['What resolvers remember.', 'none | all'],
    size: 'The size of the packet.',
    family: ['Which family a name is resolved to.', 'ipv4 | ipv6'],
  }),
  zone: settingWords({ down: ['The zone is gone.', bool, 'false'] }),
  file: any,
};

const workload = [
  ...(settingsByPlace.pod ?? []),
  ...settingWords({ topologySpread: 'How pods are spread.', podAntiAffinity: 'Pods keep apart.' }),
];

/** The settings that may stand in a block that begins with this word. */
export function settingsIn(place: string): readonly SettingWord[] {
  if (place === 'deployment' || place === 'statefulset' || place === 'daemonset') return workload;
  return settingsByPlace[place] ?? any;
}

const everySetting: ReadonlySet<string> = new Set(
  [...Object.values(settingsByPlace), workload]
    .flat()
    .flatMap(({ name, block = [] }) => [name, ...block.map((inner) => inner.name)]),
);

/** Whether a word is a setting of any block. */
export const isSettingAnywhere = (word: string): boolean => everySetting.has(word);
