import fc from 'fast-check';

/** What a pod is like: whether it is registered, and whether checks of TCP and of HTTP at `/hc` find it well. */
export const kinds = {
  well: { says: 'port 8080', registered: true, tcp: true, http: true },
  closed: { says: 'port 8081', registered: true, tcp: false, http: false },
  broken: { says: 'port 8080; response "/hc" 500', registered: true, tcp: true, http: false },
  silent: { says: 'port 8080; response "/hc" none', registered: true, tcp: true, http: false },
  resets: { says: 'port 8080; response "/hc" rst', registered: true, tcp: true, http: false },
  slow: { says: 'port 8080; response "/hc" 200 9s', registered: true, tcp: true, http: false },
  unready: { says: 'port 8080; ready false', registered: false, tcp: true, http: true },
  ending: { says: 'port 8080; terminating true', registered: false, tcp: true, http: true },
} as const;

/** A cluster behind one balancer. */
export interface Cluster {
  readonly balancer: 'alb' | 'nlb' | 'clb';
  readonly instances: boolean;
  readonly crossZone: boolean;
  readonly local: boolean;
  readonly preserve: boolean;
  /** For each zone the pods on its node. */
  readonly zones: readonly (readonly (keyof typeof kinds)[])[];
}

export const clusters: fc.Arbitrary<Cluster> = fc.record({
  balancer: fc.constantFrom('alb', 'nlb', 'clb'),
  instances: fc.boolean(),
  crossZone: fc.boolean(),
  local: fc.boolean(),
  preserve: fc.boolean(),
  zones: fc.array(fc.array(fc.constantFrom(...(Object.keys(kinds) as (keyof typeof kinds)[])), { maxLength: 3 }), {
    minLength: 2,
    maxLength: 3,
  }),
});

/** The cluster as a file with two walks. `p` stands before every name of the file. */
export function textOf({ balancer, instances, crossZone, local, preserve, zones }: Cluster, p = ''): string {
  const type = `target-type ${instances ? 'instance' : 'ip'}`;
  const subnets = zones.map((_, i) => `  subnet ${p}s${i} 10.0.${i}.0/24 zone z${i}`);
  const nodes = zones.map(
    (pods, i) => `  node ${p}n${i} m5.large 10.0.${i}.10 in ${p}s${i} {
${pods.map((kind, j) => `    pod ${p}n${i}-${j} 10.0.${i}.${20 + j} { labels app=web; ${kinds[kind].says} }`).join('\n')}
  }`,
  );
  const places = zones.map((_, i) => `subnet ${p}s${i} 10.0.${i}.100`).join('; ');
  const policy = local ? 'externalTrafficPolicy Local' : 'externalTrafficPolicy Cluster';
  const service =
    balancer === 'alb'
      ? `  service ${p}web NodePort { selector app=web; port 80 -> 8080 nodePort 30080; ${policy} }
  ingress ${p}edge on alb { scheme internal; ${type}; ${places}; healthcheck-path "/hc"; rule host "shop.example" path "/" -> ${p}web:80 }`
      : `  service ${p}web LoadBalancer on ${balancer} { scheme internal; ${places}; selector app=web; port 80 -> 8080 nodePort 30080; ${policy}${
          balancer === 'nlb' ? `; ${type}; preserve_client_ip.enabled ${preserve}` : ''
        }; load_balancing.cross_zone.enabled ${crossZone} }`;
  return `vpc ${p}main 10.0.0.0/16 on aws {
${subnets.join('\n')}
  security-group ${p}open { ingress all from 0.0.0.0/0 }
  host ${p}client 10.0.0.5 in ${p}s0
}
cluster ${p}c on eks in ${p}main {
  aws-load-balancer-controller 2.12
${nodes.join('\n')}
${service}
}
walk ask from host ${p}client to ${balancer === 'alb' ? `ingress ${p}edge` : `load-balancer ${p}web:80`}
walk second from host ${p}client to 10.0.1.100:80`;
}
