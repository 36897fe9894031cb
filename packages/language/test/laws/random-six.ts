import fc from 'fast-check';

const podKinds = ['caller', 'web', 'web', 'deaf'] as const;

/** A cluster of IPv6 on EKS: nodes in a private and a public subnet, one Service, and whom their groups let in. */
export interface SixCluster {
  readonly nodes: readonly { readonly isPublic: boolean; readonly pods: readonly (typeof podKinds)[number][] }[];
  readonly group: 'open' | 'web' | 'own' | 'shut';
  /** What a list of the private subnet denies, before it allows everything. */
  readonly acl: 'none' | 'web in' | 'names out' | 'neighbours';
  readonly type: 'ClusterIP' | 'NodePort' | 'headless';
  readonly external: 'Cluster' | 'Local';
  readonly internal: 'Cluster' | 'Local';
  readonly affinity: boolean;
  readonly proxy: 'iptables' | 'nftables';
  /** Where the private subnet sends what is for elsewhere. */
  readonly way: 'egress-only' | 'gateway' | 'none';
}

export const sixClusters: fc.Arbitrary<SixCluster> = fc.record({
  nodes: fc.array(
    fc.record({ isPublic: fc.boolean(), pods: fc.array(fc.constantFrom(...podKinds), { maxLength: 3 }) }),
    { minLength: 1, maxLength: 3 },
  ),
  group: fc.constantFrom('open', 'open', 'web', 'own', 'shut'),
  acl: fc.constantFrom('none', 'none', 'none', 'web in', 'names out', 'neighbours'),
  type: fc.constantFrom('ClusterIP', 'NodePort', 'NodePort', 'headless'),
  external: fc.constantFrom('Cluster', 'Local'),
  internal: fc.constantFrom('Cluster', 'Cluster', 'Local'),
  affinity: fc.boolean(),
  proxy: fc.constantFrom('iptables', 'nftables'),
  way: fc.constantFrom('egress-only', 'gateway', 'none'),
});

const groups = {
  open: 'ingress all from ::/0; ingress all from 0.0.0.0/0',
  web: 'ingress all from self; ingress tcp/8080, udp/53, icmpv6 from ::/0; ingress tcp/30080 from 2600:1f14:abc:de00::/56',
  own: 'ingress all from self',
  shut: 'ingress tcp/22 from 10.1.0.0/16',
} as const;

const acls = {
  none: '',
  'web in': 'ingress 100 deny tcp/8080 from ::/0',
  'names out': 'egress 100 deny udp/53 to ::/0',
  neighbours: 'ingress 100 deny all from 2600:1f14:abc:de00::/64',
} as const;

const ways = { 'egress-only': 'route ::/0 -> eigw', gateway: 'route ::/0 -> igw', none: '' } as const;

const ports = { caller: '; port 7', web: '; port 8080; port udp/53', deaf: '; port 9' } as const;

interface Named {
  readonly name: string;
  readonly line: string;
}

const podsOf = ({ nodes }: SixCluster): readonly Named[] =>
  nodes.flatMap(({ pods }, n) =>
    pods.map((kind, i) => ({
      name: `p${n}${i}`,
      line: `  pod p${n}${i} on n${n} { labels app=${kind}${ports[kind]} }`,
    })),
  );

/** From the first pods, a host, a node and the Internet to everything that there is, by all protocols. */
function walksOf(cluster: SixCluster, pods: readonly Named[]): readonly string[] {
  const senders = [...pods.slice(0, 3).map(({ name }) => name), 'jump', 'n0', 'far'];
  const outside = ['n0:30080', 'jump:22', '198.51.100.9:443', 'far:443', 'far:53 protocol udp'];
  const inside = ['web:80', 'web:81', 'web:53 protocol udp', 'nobody:80'];
  return senders.flatMap((from, s) => {
    const targets = [
      ...(from === 'far' ? [] : inside),
      ...outside.filter((each) => !each.startsWith(from) && !(from === 'far' && each.startsWith('198'))),
      ...pods
        .slice(-2)
        .filter(({ name }) => name !== from)
        .flatMap(({ name }) => [`${name}:8080`, `${name}:53 protocol udp`, `${name} protocol icmp`]),
    ];
    return targets
      .filter((each) => cluster.type !== 'headless' || !each.startsWith('web:81'))
      .map((each, i) => `walk w${s}-${i} from ${from} to ${each}`);
  });
}

/** The cluster as somebody would write it, with its walks. */
export function sixText(cluster: SixCluster): string {
  const { nodes, group, acl, type, external, internal, affinity, proxy, way } = cluster;
  const pods = podsOf(cluster);
  const settings = [
    'selector app=web',
    `port web 80 -> 8080${type === 'NodePort' ? ' nodePort 30080' : ''}`,
    'port names udp/53',
    ...(type === 'NodePort' ? [`externalTrafficPolicy ${external}`] : []),
    ...(type === 'headless' ? [] : [`internalTrafficPolicy ${internal}`]),
    ...(affinity && type !== 'headless' ? ['sessionAffinity ClientIP'] : []),
  ];
  return `vpc six 10.1.0.0/16 2600:1f14:abc:de00::/56 on aws {
  internet-gateway igw
  egress-only-internet-gateway eigw
  security-group nodes { ${groups[group]} }
  security-group hosts { ingress all from ::/0; ingress all from 0.0.0.0/0 }
${acl === 'none' ? '' : `  network-acl list { ${acls[acl]}; ingress 200 allow all from 0.0.0.0/0; ingress 201 allow all from ::/0; egress 200 allow all to 0.0.0.0/0; egress 201 allow all to ::/0 }\n`}  subnet public  10.1.0.0/24  2600:1f14:abc:de00::/64 zone az1 {
    route 0.0.0.0/0 -> igw
    route ::/0      -> igw
    nat-gateway nat eip 203.0.113.9
  }
  subnet private 10.1.16.0/20 2600:1f14:abc:de01::/64 zone az1 {
    route 0.0.0.0/0 -> nat
    ${ways[way]}
    ${acl === 'none' ? '' : 'network-acl list'}
  }
  host jump 10.1.0.20 2600:1f14:abc:de00::20 in public { eip 203.0.113.14; security-groups hosts; port 22 }
}
cluster v6 on eks in six {
  kubernetes 1.34
  ipFamily ipv6
  serviceCIDR fd30:1c53:5f8a::/108
  kube-proxy ${proxy}
  cni vpc-cni { ENABLE_IPv6 true; ENABLE_PREFIX_DELEGATION true }
${nodes.map(({ isPublic }, n) => `  node n${n} m6i.large in ${isPublic ? `public { security-groups nodes; eip 203.0.113.${20 + n} }` : 'private { security-groups nodes }'}`).join('\n')}
${pods.map(({ line }) => line).join('\n')}
  service web ${type === 'ClusterIP' ? '' : `${type} `}{ ${settings.join('; ')} }
  service nobody { selector app=nobody; port 80 }
}
internet { host far 198.51.100.9 2001:db8::9 { port 443; port udp/53 } }
${walksOf(cluster, pods).join('\n')}
`;
}
