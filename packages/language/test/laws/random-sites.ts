import fc from 'fast-check';
import { kinds } from './random-balancers.ts';

/** What an Ingress does with the requests of one path. */
const actions = {
  web: '-> web:80',
  other: '-> other:80',
  nobody: '-> nobody:80',
  both: '-> web:80 weight 3, other:80 weight 1',
  tea: '-> tea:use-annotation',
  moved: '-> moved:use-annotation',
} as const;

/** Kinds of pods, and two whose answers to ordinary requests are something else. */
const pods = {
  ...kinds,
  late: { says: 'port 8080; response "/slow" 200 70s; response "/gone" 404' },
  cutting: { says: 'port 8080; response "/gone" rst; response "/slow" none' },
} as const;

type PodKind = keyof typeof pods;

/** A cluster behind a load balancer, and who calls it from where. */
export interface Site {
  readonly balancer: 'alb' | 'nlb' | 'clb' | 'nginx behind alb' | 'nginx behind nlb';
  readonly isPublic: boolean;
  /** What is inside of the VPC has public addresses as well. */
  readonly hasEips: boolean;
  /** Where the client on the Internet is: in a home behind NAPT, behind a carrier's NAT as well, or plainly there. */
  readonly client: 'home' | 'carrier' | 'plain';
  readonly instances: boolean;
  readonly crossZone: boolean;
  readonly local: boolean;
  readonly preserve: boolean;
  /** What the balancer asks targets: `/hc` by HTTP, or only whether they accept. */
  readonly asksHttp: boolean;
  /** The nodes have a group that lets nobody in, or only those whom the controller adds to it. */
  readonly groups: 'open' | 'added' | 'shut';
  readonly rules: readonly {
    readonly host: 'shop' | '*' | '';
    readonly path: '/' | '/api' | '/api/' | '/gone';
    readonly type: 'Prefix' | 'Exact';
    readonly action: keyof typeof actions;
  }[];
  readonly hasDefault: boolean;
  /** For each zone the pods on its node, by the Service that has them. */
  readonly zones: readonly { readonly web: readonly PodKind[]; readonly other: readonly PodKind[] }[];
}

const podKinds = fc.constantFrom(...(['well', 'well', 'well', ...Object.keys(pods)] as PodKind[]));

export const sites: fc.Arbitrary<Site> = fc.record({
  balancer: fc.constantFrom('alb', 'alb', 'nlb', 'nlb', 'clb', 'nginx behind alb', 'nginx behind nlb'),
  isPublic: fc.boolean(),
  hasEips: fc.constantFrom(true, true, false),
  client: fc.constantFrom('home', 'carrier', 'plain'),
  instances: fc.boolean(),
  crossZone: fc.boolean(),
  local: fc.boolean(),
  preserve: fc.boolean(),
  asksHttp: fc.boolean(),
  groups: fc.constantFrom('open', 'added', 'added', 'shut'),
  rules: fc.array(
    fc.record({
      host: fc.constantFrom('shop', 'shop', '*', ''),
      path: fc.constantFrom('/', '/api', '/api/', '/gone'),
      type: fc.constantFrom('Prefix', 'Prefix', 'Exact'),
      action: fc.constantFrom(...(Object.keys(actions) as (keyof typeof actions)[])),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  hasDefault: fc.boolean(),
  zones: fc.array(
    fc.record({ web: fc.array(podKinds, { maxLength: 3 }), other: fc.array(podKinds, { maxLength: 1 }) }),
    { minLength: 2, maxLength: 3 },
  ),
});

const hosts = { shop: 'shop.example', '*': '*.example', '': '' } as const;

/** nginx can neither redirect nor answer by these annotations, and of several Services it takes the first. */
const isNginx = ({ balancer }: Site): boolean => balancer.startsWith('nginx');
const plainActions: readonly string[] = ['web', 'other', 'nobody'];

/** The rules that a site's controller can follow: nginx does not start with two locations of one folder. */
function rulesOf(site: Site): Site['rules'] {
  if (!isNginx(site)) return site.rules;
  const folders = new Set<string>();
  return site.rules.flatMap((rule) => {
    const folder = `${rule.host} ${rule.path.replace(/\/$/, '')}/`;
    const isTaken = rule.type === 'Prefix' && folders.has(folder);
    if (rule.type === 'Prefix') folders.add(folder);
    return isTaken ? [] : [plainActions.includes(rule.action) ? rule : { ...rule, action: 'web' as const }];
  });
}

function ingressOf(site: Site): string {
  const own = rulesOf(site);
  const lines = own.map(({ host, path, type, action }) => {
    const of = hosts[host] === '' ? '' : `host "${hosts[host]}" `;
    return `    rule ${of}path "${path}" ${type} ${actions[action]}`;
  });
  const used = new Set(own.map(({ action }) => action));
  return [
    ...(used.has('tea') ? ['    actions.tea { type fixed-response; fixedResponseConfig { statusCode 418 } }'] : []),
    ...(used.has('moved')
      ? [
          '    actions.moved { type redirect; redirectConfig { host "new.example"; path "/was/#{path}"; statusCode HTTP_302 } }',
        ]
      : []),
    ...lines,
    ...(site.hasDefault ? ['    default-backend other:80'] : []),
  ].join('\n');
}

/** Lines that all balancers of the controller have. */
function settingsOf({ isPublic, instances, zones, asksHttp }: Site): string {
  return [
    `scheme ${isPublic ? 'internet-facing' : 'internal'}`,
    `target-type ${instances ? 'instance' : 'ip'}`,
    ...zones.map((_, i) => `subnet s${i} 10.0.${i}.100${isPublic ? ` eip 203.0.113.${i + 1}` : ''}`),
    ...(asksHttp ? ['healthcheck-path "/hc"', 'healthcheck-protocol HTTP'] : []),
  ].join('; ');
}

function balancerOf(site: Site): string {
  const { balancer, crossZone, preserve, local } = site;
  const policy = `externalTrafficPolicy ${local ? 'Local' : 'Cluster'}`;
  const cross = `load_balancing.cross_zone.enabled ${crossZone}`;
  const settings = settingsOf(site);
  const web = (more: string): string => `  service web ${more} }`;
  switch (balancer) {
    case 'alb':
      return `${web(`NodePort { selector app=web; port 80 -> 8080 nodePort 30080; ${policy}`)}
  ingress edge on alb {
    ${settings}
${ingressOf(site)}
  }`;
    case 'nlb':
      return web(
        `LoadBalancer on nlb { ${settings}; selector app=web; port 80 -> 8080 nodePort 30080; ${policy}; preserve_client_ip.enabled ${preserve}; ${cross}`,
      );
    case 'clb': {
      const { scheme, subnets } = { scheme: settings.split('; ')[0], subnets: settings.match(/subnet [^;]*/g)! };
      return web(
        `LoadBalancer on clb { ${scheme}; ${subnets.join('; ')}; selector app=web; port 80 -> 8080 nodePort 30080; ${policy}; ${cross}`,
      );
    }
    case 'nginx behind alb':
      return `${web('{ selector app=web; port 80 -> 8080')}
  service nginx NodePort { selector app=nginx; port 80 -> http nodePort 30081; ${policy} }
  ingress front on alb {
    ${settings.replace('"/hc"', '"/healthz"')}
    rule path "/" -> nginx:80
  }
  ingress edge on nginx {
${ingressOf(site)}
  }`;
    case 'nginx behind nlb':
      return `${web('{ selector app=web; port 80 -> 8080')}
  service nginx LoadBalancer on nlb { ${settings.replace('"/hc"', '"/healthz"')}; selector app=nginx; port 80 -> http nodePort 30081; ${policy}; preserve_client_ip.enabled ${preserve}; ${cross} }
  ingress edge on nginx {
${ingressOf(site)}
  }`;
  }
}

const internetOf = (client: Site['client']): string =>
  client === 'plain'
    ? '  client laptop 198.51.100.8 in isp'
    : `  lan home 10.99.0.0/24 { router box 10.99.0.1 wan ${client === 'home' ? '198.51.100.7' : '100.64.0.7'} in isp; client laptop 10.99.0.20 }`;

/** What is asked for, and of whom. */
function walksOf(site: Site): readonly string[] {
  const front = {
    alb: 'edge',
    nlb: 'web',
    clb: 'web',
    'nginx behind alb': 'front',
    'nginx behind nlb': 'nginx',
  } as const;
  const name = front[site.balancer];
  const senders = [...(site.isPublic ? ['laptop'] : []), 'host inside', 'pod caller'];
  const target = `load-balancer ${name}:80`;
  const paths = ['/', '/api', '/api/x', '/gone', '/slow'];
  // an address stands for the name; which host is asked for says the header
  const asked = ['shop.example', 'a.example', 'a.b.example', 'else.where'].flatMap((host, i) =>
    paths.filter((_, j) => i === 0 || (i + j) % 3 === 0).map((path) => ({ host, path })),
  );
  const first = site.isPublic ? '203.0.113.1' : '10.0.0.100';
  return senders.flatMap((from, i) => [
    `walk w${i}-all from ${from} to ${target}`,
    `walk w${i}-port from ${from} to ${first}:81`,
    ...asked.map(
      ({ host, path }, j) =>
        `walk w${i}-${j} from ${from} to "http://${site.isPublic ? `203.0.113.${1 + (j % site.zones.length)}` : `10.0.${j % site.zones.length}.100`}${path}" { header "Host: ${host}" }`,
    ),
  ]);
}

/** The site as a file. */
export function textOf(site: Site): string {
  const { zones, isPublic, hasEips, groups } = site;
  const line = { open: 'ingress all from 0.0.0.0/0', added: 'ingress all from self', shut: 'ingress tcp/9 from self' }[
    groups
  ];
  const subnets = zones.map(
    (_, i) => `  subnet s${i} 10.0.${i}.0/24 zone z${i}${isPublic ? ' { route 0.0.0.0/0 -> igw }' : ''}`,
  );
  const nodes = zones.map(({ web, other }, i) => {
    const said = [
      ...web.map((kind, j) => `pod web-${i}-${j} 10.0.${i}.${20 + j} { labels app=web; ${pods[kind].says} }`),
      ...other.map((kind, j) => `pod other-${i}-${j} 10.0.${i}.${30 + j} { labels app=other; ${pods[kind].says} }`),
      ...(i === 0 ? ['pod caller 10.0.0.40 { port 9 }'] : []),
      ...(isNginx(site) && i < 2 ? [`pod nginx-${i} 10.0.${i}.41 { labels app=nginx; port http 8080 }`] : []),
    ];
    return `  node n${i} m5.large 10.0.${i}.10 in s${i} {
    security-groups nodes
${isPublic && hasEips ? `    eip 203.0.113.${100 + i}\n` : ''}${said.map((each) => `    ${each}\n`).join('')}  }`;
  });
  return `vpc main 10.0.0.0/16 on aws {
  internet-gateway igw
${subnets.join('\n')}
  security-group nodes { ${line} }
  host inside 10.0.0.5 in s0${isPublic && hasEips ? ' { eip 203.0.113.99 }' : ''}
}
cluster c on eks in main {
  aws-load-balancer-controller 2.12
  ingress-nginx { publish-service default/nginx }
${nodes.join('\n')}
  service other NodePort { selector app=other; port 80 -> 8080 }
  service nobody NodePort { selector app=nobody; port 80 -> 8080 }
${balancerOf(site)}
}
internet {
  as isp 64500 { announce 198.51.100.0/24${site.client === 'carrier' ? '; cgnat 198.51.100.9' : ''}; provider amazon }
  as amazon 16509 { announce 203.0.113.0/24 }
${internetOf(site.client)}
}
${walksOf(site).join('\n')}
`;
}
