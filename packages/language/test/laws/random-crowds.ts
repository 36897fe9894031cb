import fc from 'fast-check';

/** What a pod is like that may be a target: nothing of it, or something that tells it from others. */
const oddities = [
  '',
  '',
  '',
  '',
  'response "/" 500',
  'response "/hc" 500',
  'response "/" none',
  'ready false',
] as const;

/** A cluster with several nodes in each zone and several alike pods on each, behind a load balancer. */
export interface Crowd {
  readonly balancer: 'alb' | 'nlb';
  readonly instances: boolean;
  readonly crossZone: boolean;
  readonly local: boolean;
  readonly preserve: boolean;
  /** The security group of odd nodes lets in less. */
  readonly strict: boolean;
  /** A written route, and a line of a group, for one pod alone. */
  readonly named: boolean;
  /** Pods of one workload, which are made alike. */
  readonly replicas: number;
  /** For each zone, for each of its nodes, its pods. */
  readonly zones: readonly (readonly (readonly (typeof oddities)[number][])[])[];
}

/** Mostly alike: of one kind there have to be several. */
const pods = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<(typeof oddities)[number][]>([''], ['', '']) },
  { weight: 2, arbitrary: fc.array(fc.constantFrom(...oddities), { maxLength: 3 }) },
);

/** Random ones. */
export const crowds: fc.Arbitrary<Crowd> = fc.record({
  balancer: fc.constantFrom('alb', 'nlb'),
  instances: fc.boolean(),
  crossZone: fc.boolean(),
  local: fc.boolean(),
  preserve: fc.boolean(),
  strict: fc.boolean(),
  named: fc.boolean(),
  replicas: fc.constantFrom(0, 0, 5, 12),
  zones: fc.array(fc.array(pods, { minLength: 2, maxLength: 3 }), { minLength: 2, maxLength: 2 }),
});

/** As a file, with walks from a host and from the first pod of every node. */
export function crowdText({
  balancer,
  instances,
  crossZone,
  local,
  preserve,
  strict,
  named,
  replicas,
  zones,
}: Crowd): string {
  const ends = `${instances ? 'target-type instance' : 'target-type ip'}; ${zones.map((_, z) => `subnet s${z} 10.0.${z}.200`).join('; ')}`;
  const nodes = zones.flatMap((some, z) =>
    some.map(
      (pods, n) => `  node n${z}-${n} m5.large 10.0.${z}.${10 + 40 * n} in s${z} {
    security-groups ${strict && n === 1 ? 'strict' : 'open'}
${pods.map((odd, p) => `    pod p${z}-${n}-${p} 10.0.${z}.${20 + 40 * n + p} { labels app=web; port 8080; ${odd} }`).join('\n')}
  }`,
    ),
  );
  const policy = `externalTrafficPolicy ${local ? 'Local' : 'Cluster'}`;
  const service =
    balancer === 'alb'
      ? `  service web NodePort { selector app=web; port 80 -> 8080 nodePort 30080; ${policy} }
  ingress edge on alb { scheme internal; ${ends}; healthcheck-path "/hc"; rule host "shop.example" path "/" -> web:80 }`
      : `  service web LoadBalancer on nlb { scheme internal; ${ends}; selector app=web; port 80 -> 8080 nodePort 30080; ${policy}; preserve_client_ip.enabled ${preserve}; load_balancing.cross_zone.enabled ${crossZone} }`;
  const to = balancer === 'alb' ? 'ingress edge' : 'load-balancer web:80';
  const askers = zones.flatMap((some, z) => some.flatMap((pods, n) => (pods.length > 0 ? [`p${z}-${n}-0`] : [])));
  return `vpc main 10.0.0.0/16 on aws {
${zones.map((_, z) => `  subnet s${z} 10.0.${z}.0/24 zone z${z}${named && z === 0 ? ' { network-acl odd }' : ''}`).join('\n')}
  security-group open { ingress all from 0.0.0.0/0 }
  security-group strict { ingress tcp/30080 from 0.0.0.0/0; ingress tcp/8080 from 10.0.0.0/25; ingress tcp/80 from 0.0.0.0/0 }
  network-acl odd { ingress 90 deny tcp/8080 from 10.0.0.20/32; ingress 100 allow all from 0.0.0.0/0; egress 90 deny tcp/8080 to 10.0.1.21/32; egress 100 allow all to 0.0.0.0/0 }
  host client 10.0.0.5 in s0
}
cluster c on eks in main {
  aws-load-balancer-controller 2.12
${nodes.join('\n')}
${replicas > 0 ? `  deployment more replicas ${replicas} { labels app=web; port 8080 }\n` : ''}${service}
}
walk ask from host client to ${to}
${askers.map((name) => `walk ask-${name} from pod ${name} to ${to}\nwalk inside-${name} from pod ${name} to service web:80`).join('\n')}
`;
}

/** Pods of one deployment on nodes of one group, which are made alike but for what is named here. */
export interface MadeAlike {
  readonly nodes: number;
  readonly replicas: number;
  readonly from: 'internet' | 'host client' | 'pod web-1';
  /** The last number of an address that a network ACL denies: that of a pod, of a node, or nobody's. */
  readonly denied: number | undefined;
  /** What is said of one of them for the walk. */
  readonly given: string;
}

export const madeAlike: fc.Arbitrary<MadeAlike> = fc.record({
  nodes: fc.integer({ min: 2, max: 6 }),
  replicas: fc.integer({ min: 4, max: 30 }),
  from: fc.constantFrom('internet', 'internet', 'host client', 'pod web-1'),
  denied: fc.option(fc.integer({ min: 4, max: 24 }), { nil: undefined }),
  given: fc.constantFrom(
    '',
    '',
    'given pod web-3 { response "/" 500 }',
    'given pod web-2 { ready false }',
    'given node w-2 { security-groups closed }',
    'given pod web-1 { terminating true }',
  ),
});

/** As a file with one walk. */
export const madeAlikeText = ({
  nodes,
  replicas,
  from,
  denied,
  given,
}: MadeAlike): string => `vpc main 10.0.0.0/16 on aws {
  internet-gateway igw
  subnet pub-a 10.0.0.0/24 zone a { route 0.0.0.0/0 -> igw; network-acl odd }
  subnet pub-b 10.0.1.0/24 zone b { route 0.0.0.0/0 -> igw }
  subnet a 10.0.2.0/24 zone a { network-acl odd }
  subnet b 10.0.3.0/24 zone b { network-acl odd }
  security-group closed { ingress tcp/22 from 0.0.0.0/0 }
  network-acl odd {
    ${denied === undefined ? '' : `egress 90 deny all to 10.0.2.${denied}/32; ingress 90 deny all from 10.0.3.${denied}/32`}
    ingress 100 allow all from 0.0.0.0/0; egress 100 allow all to 0.0.0.0/0
  }
  host client 10.0.0.5 in pub-a
}
cluster c on eks in main {
  nodegroup w t3.medium nodes ${nodes} in a, b
  deployment web replicas ${replicas} { labels app=web; port 8080 }
  service web { selector app=web; port 80 -> 8080 }
  ingress edge on alb { scheme internet-facing; target-type ip; rule host "shop.example" path "/" -> web:80 }
}
walk ask from ${from} to "http://shop.example/" { ${given} }
`;
