import { GrammarAST } from 'langium';
import { describe, expect, test } from 'vitest';
import { topologyOf } from '../src/project.ts';
import { statementWords } from '../src/words/statements.ts';
import { netk } from './services.ts';

/** What one shape of block takes, by the words that it begins with. */
interface Shape {
  readonly rule: string;
  readonly words: readonly string[];
  readonly takes: readonly string[];
}

const rules = netk.Grammar.rules.filter(GrammarAST.isParserRule);
const below = (element: GrammarAST.AbstractElement): GrammarAST.AbstractElement[] => [
  element,
  ...('elements' in element ? (element.elements as GrammarAST.AbstractElement[]).flatMap(below) : []),
  ...('terminal' in element && GrammarAST.isAssignment(element) ? below(element.terminal) : []),
];
const keywordsIn = (element: GrammarAST.AbstractElement): string[] =>
  below(element)
    .filter(GrammarAST.isKeyword)
    .map(({ value }) => value);
const assigned = (element: GrammarAST.AbstractElement, feature: string): GrammarAST.Assignment[] =>
  below(element)
    .filter(GrammarAST.isAssignment)
    .filter((each) => each.feature === feature);

/** The statements that a rule stands for: itself, or those that it is a choice of. */
function statementsOf(rule: GrammarAST.AbstractRule | undefined): string[] {
  if (!GrammarAST.isParserRule(rule)) return [];
  const parts = below(rule.definition);
  if (parts.some((each) => GrammarAST.isAssignment(each) || GrammarAST.isKeyword(each))) return [rule.name];
  return parts.filter(GrammarAST.isRuleCall).flatMap((call) => statementsOf(call.rule.ref));
}

const takesOf = (element: GrammarAST.AbstractElement): string[] =>
  assigned(element, 'items')
    .flatMap(({ terminal }) => below(terminal))
    .filter(GrammarAST.isRuleCall)
    .flatMap((call) => statementsOf(call.rule.ref));

/** Blocks that somebody can name, but for the questions themselves. */
const named: readonly Shape[] = rules
  .filter(({ name, definition }) => name !== 'Walk' && assigned(definition, 'name').length > 0)
  .filter(({ name }) => [...declared()].includes(name))
  .map(({ name, definition }) => {
    const [kind] = assigned(definition, 'kind');
    const [first] = keywordsIn(definition);
    const words = statementWords.filter((row) => row.type === name).map(({ word }) => word);
    expect(words).toEqual(
      expect.arrayContaining(kind && GrammarAST.isAlternatives(kind.terminal) ? keywordsIn(kind) : [first]),
    );
    return { rule: name, words, takes: takesOf(definition) };
  });

/** The types that references to anything may mean. */
function* declared(): Generator<string> {
  const element = netk.Grammar.types.find(({ name }) => name === 'Element');
  for (const each of element && GrammarAST.isUnionType(element.type) ? element.type.types : [])
    if (GrammarAST.isSimpleType(each) && each.typeRef?.ref) yield each.typeRef.ref.name;
}

const given = rules.find(({ name }) => name === 'Given')!;
const ways = below(given.definition).find(GrammarAST.isAlternatives)!.elements;
const takenBy = (kind: string): readonly string[] =>
  ways.filter((way) => assigned(way, 'kind').some((each) => keywordsIn(each).includes(kind))).flatMap(takesOf);

const kinds = named.flatMap(({ words, takes }) => words.map((word) => [word, takes] as const));

describe('the grammar of given', () => {
  test('has every element that has a name', () => {
    expect(named.map(({ rule }) => rule).sort()).toEqual([...declared()].sort());
    expect(kinds.length).toBeGreaterThan(30);
  });

  test.each(kinds)('takes in %s what its own block takes', (kind, takes) => {
    expect(takenBy(kind)).toEqual(expect.arrayContaining([...takes, 'Setting']));
  });

  test('can be named at the ends of a walk too', () => {
    const words = rules
      .filter(({ name }) => /^(Given)?Kind$/.test(name))
      .flatMap(({ definition }) => keywordsIn(definition));
    expect(words).toEqual(expect.arrayContaining(kinds.map(([kind]) => kind)));
  });
});

const file = `
vpc net 10.0.0.0/16 on aws {
  internet-gateway igw
  egress-only-internet-gateway eigw
  vpn-gateway vgw
  cloud-nat cnat
  route-table public { route 0.0.0.0/0 -> igw }
  route-table private
  subnet a 10.0.1.0/24 zone az1 { route-table public; network-acl acl; nat-gateway nat eip 203.0.113.5 }
  subnet b 10.0.2.0/24 zone az2
  subnet e 10.0.3.0/24 zone az3
  network-acl acl { ingress 100 allow all from 0.0.0.0/0; egress 100 allow all to 0.0.0.0/0 }
  network-acl other { ingress 100 allow all from 0.0.0.0/0; egress 100 allow all to 0.0.0.0/0 }
  security-group nodes { ingress all from self; egress all to 0.0.0.0/0 }
  security-group closed { ingress tcp/1 from self }
  firewall-rule fw { ingress 1 allow tcp/1 from 0.0.0.0/0 }
  vpc-endpoint ep interface { service com.amazonaws.us-east-1.sts; subnets a }
  host box 10.0.1.200 in a { security-groups nodes }
}
vpc far 10.1.0.0/16 on aws { subnet f 10.1.1.0/24 zone az1 }
vpc-peering-connection pcx from net to far
transit-gateway tgw { attachment net { subnets a }; route-table hub }
prefix-list list { entry 192.0.2.0/24 }
customer-gateway cgw 198.51.100.7
vpn-connection vpn from vgw to cgw { static-routes 192.168.0.0/24 }
virtual-interface dx from vgw to lan home
cluster c on eks in net {
  node n m5.large in a { security-groups nodes; pod z { port 80 } }
  nodegroup g m5.large nodes 2 in a { security-groups nodes }
  eniconfig az1 { subnet a }
  namespace default { labels team=x }
  pod x on n
  deployment y replicas 2 on g { port 80 }
  statefulset s replicas 2 on g { port 80 }
  daemonset d { port 80 }
  service web { target-type ip; selector app=y; port 80 }
  ingress edge on alb { scheme internal; rule path "/" -> web:80 }
  gateway gw on alb { scheme internal; listener web HTTP:80; listener calls HTTP:81 }
  gateway inner on nlb { scheme internal; listener db TCP:5432; listener tls TLS:443; listener dns UDP:53 }
  httproute hr { parentRefs gw/web; rule -> web:80 }
  grpcroute gr { parentRefs gw/calls; rule -> web:80 }
  tcproute tr { parentRefs inner/db; rule -> web:80 }
  tlsroute lr { parentRefs inner/tls; rule -> web:80 }
  udproute ur { parentRefs inner/dns; rule -> web:80 }
  networkpolicy np { podSelector nobody=here; ingress tcp/1 from podSelector a=b }
  applicationnetworkpolicy appnp { podSelector nobody=here; ingress tcp/1 from podSelector a=b }
  clusternetworkpolicy cnp { tier Admin; priority 1; subject namespaceSelector nobody=here; ingress deny tcp/1 from namespaceSelector a=b }
  adminnetworkpolicy anp { priority 1; subject namespaceSelector nobody=here; ingress deny tcp/1 from namespaceSelector a=b }
  baselineadminnetworkpolicy default { subject namespaceSelector nobody=here; ingress deny tcp/1 from namespaceSelector a=b }
  securitygrouppolicy sgp { podSelector nobody=here; security-groups nodes }
}
internet {
  as isp 64500 { announce 198.51.100.0/24 }
  as transit 64501 { announce 203.0.113.0/24 }
  lan home 192.168.0.0/24 { router box 192.168.0.1; client laptop 192.168.0.9 }
  resolver dns 198.51.100.53 in isp
  dns-zone "corp.example" at 198.51.100.54 { record "www" A 198.51.100.1 }
}
`;

/** One of each kind of that file. */
const one: Readonly<Record<string, string>> = {
  vpc: 'net',
  subnet: 'a',
  'route-table': 'public',
  'internet-gateway': 'igw',
  'egress-only-internet-gateway': 'eigw',
  'nat-gateway': 'nat',
  'vpn-gateway': 'vgw',
  'cloud-nat': 'cnat',
  'security-group': 'nodes',
  'network-acl': 'acl',
  'firewall-rule': 'fw',
  'vpc-endpoint': 'ep',
  'vpc-peering-connection': 'pcx',
  'transit-gateway': 'tgw',
  'prefix-list': 'list',
  'customer-gateway': 'cgw',
  'vpn-connection': 'vpn',
  'virtual-interface': 'dx',
  host: 'net/box',
  cluster: 'c',
  node: 'n',
  nodegroup: 'g',
  eniconfig: 'az1',
  namespace: 'default',
  pod: 'z',
  deployment: 'y',
  statefulset: 's',
  daemonset: 'd',
  service: 'web',
  ingress: 'edge',
  gateway: 'gw',
  httproute: 'hr',
  grpcroute: 'gr',
  tcproute: 'tr',
  tlsroute: 'lr',
  udproute: 'ur',
  networkpolicy: 'np',
  applicationnetworkpolicy: 'appnp',
  securitygrouppolicy: 'sgp',
  clusternetworkpolicy: 'cnp',
  adminnetworkpolicy: 'anp',
  baselineadminnetworkpolicy: 'c/default',
  as: 'isp',
  lan: 'home',
  router: 'box',
  client: 'laptop',
  resolver: 'dns',
  'dns-zone': '"corp.example"',
};

/** A workload with a port. */
const workload = (kind: string) => `${kind} added { port 80 }`;

/** A statement of each type and word, with something that the file has not. */
const samples: Readonly<Record<string, string>> = {
  'Subnet subnet': 'subnet added 10.0.9.0/24 zone az1 { route-table public }',
  'RouteTable route-table': 'route-table added { route 198.51.100.0/24 -> blackhole }',
  'PropagatingVgws propagating-vgws': 'propagating-vgws vgw',
  'PrefixList prefix-list': 'prefix-list added { entry 192.0.2.0/24 }',
  'UsePrefixList prefix-list': 'prefix-list list',
  'Route route': 'route 198.51.100.0/24 -> blackhole',
  'Gateway internet-gateway': 'internet-gateway added',
  'Gateway egress-only-internet-gateway': 'egress-only-internet-gateway added',
  'Gateway nat-gateway': 'nat-gateway added',
  'Gateway vpn-gateway': 'vpn-gateway added',
  'Gateway cloud-nat': 'cloud-nat added',
  'SecurityGroup security-group': 'security-group added { ingress tcp/80 from self }',
  'NetworkAcl network-acl': 'network-acl added { ingress 1 allow all from 0.0.0.0/0 }',
  'FirewallRule firewall-rule': 'firewall-rule added { ingress 1 allow tcp/80 from 0.0.0.0/0 }',
  'Rule ingress': 'ingress 90 allow tcp/81 from 10.0.0.0/8',
  'Rule egress': 'egress 90 allow tcp/81 to 10.0.0.0/8',
  'VpcEndpoint vpc-endpoint': 'vpc-endpoint added interface { service com.amazonaws.us-east-1.sts; subnets a }',
  'EndpointService service': 'service com.amazonaws.us-east-1.ec2',
  'Attachment attachment': 'attachment far { subnets f }',
  'Host host': 'host added',
  'UseRouteTable route-table': 'route-table private',
  'UseNetworkAcl network-acl': 'network-acl other',
  'UseSecurityGroups security-groups': 'security-groups closed',
  'UseEip eip': 'eip 203.0.113.77',
  'UseSubnets subnets': 'subnets b',
  'PlaceInSubnet subnet': 'subnet b',
  'ControlPlane control-plane': 'control-plane { x-eni 10.0.1.77 in a; security-groups closed }',
  'Node node': 'node added m5.large in b',
  'NodeGroup nodegroup': 'nodegroup added m5.large nodes 1 in b',
  'Eni eni': 'eni 1 in b { security-groups closed }',
  'EniConfig eniconfig': 'eniconfig az2 { subnet b }',
  'SecurityGroupPolicy securitygrouppolicy': 'securitygrouppolicy added { podSelector a=b; security-groups closed }',
  'Namespace namespace': 'namespace added { pod inside }',
  'Pod pod': 'pod added { port 80 }',
  'Container container': 'container side { port 81 }',
  'Workload deployment': workload('deployment'),
  'Workload statefulset': workload('statefulset'),
  'Workload daemonset': workload('daemonset'),
  'Port port': 'port 81',
  'Expose expose': 'expose 81 -> 80',
  'Tags labels': 'labels added=yes',
  'Tags tags': 'tags added=yes',
  'Selector selector': 'selector app=z',
  'Selector podSelector': 'podSelector app=z',
  'Selector nodeSelector': 'nodeSelector added=yes',
  'Service service': 'service added { selector app=y; port 80 }',
  'Endpoint endpoint': 'endpoint 10.0.1.99:80',
  'Ingress ingress': 'ingress added on alb { default-backend web:80 }',
  'IngressRule rule': 'rule host "a.example" -> web:80',
  'DefaultBackend default-backend': 'default-backend web:80',
  'KubeGateway gateway': 'gateway added on alb { scheme internal; listener web HTTP:80 }',
  'GatewayListener listener': 'listener added HTTP:82',
  'KubeRoute httproute': 'httproute added { parentRefs gw; rule path "/added" -> web:80 }',
  'KubeRoute grpcroute': 'grpcroute added { parentRefs gw; rule -> web:80 }',
  'KubeRoute tcproute': 'tcproute added { parentRefs inner/db; rule -> web:80 }',
  'KubeRoute tlsroute': 'tlsroute added { parentRefs inner/tls; rule -> web:80 }',
  'KubeRoute udproute': 'udproute added { parentRefs inner/dns; rule -> web:80 }',
  'ParentRefs parentRefs': 'parentRefs inner',
  'RouteRule rule': 'rule path "/added" -> web:80',
  'NetworkPolicy networkpolicy': 'networkpolicy added { podSelector a=b; ingress tcp/1 from podSelector a=b }',
  'NetworkPolicy applicationnetworkpolicy':
    'applicationnetworkpolicy added { podSelector a=b; egress tcp/1 to domainNames "a.example" }',
  'ClusterPolicy clusternetworkpolicy':
    'clusternetworkpolicy added { tier Admin; priority 2; subject podSelector a=b; ingress deny from podSelector a=b }',
  'ClusterPolicy adminnetworkpolicy':
    'adminnetworkpolicy added { priority 2; subject podSelector a=b; ingress deny from podSelector a=b }',
  'ClusterPolicy baselineadminnetworkpolicy':
    'baselineadminnetworkpolicy added { subject podSelector a=b; ingress deny from podSelector a=b }',
  'PolicySubject subject': 'subject podSelector a=c',
  'ClusterPolicyRule ingress': 'ingress pass tcp/82 from podSelector a=b',
  'ClusterPolicyRule egress': 'egress pass tcp/82 to podSelector a=b',
  'PolicyRule ingress': 'ingress tcp/82 from podSelector a=b',
  'PolicyRule egress': 'egress tcp/82 to podSelector a=b',
  'AutonomousSystem as': 'as added 64999 { announce 192.0.2.0/24 }',
  'Announce announce': 'announce 192.0.2.0/24',
  'Relation provider': 'provider transit',
  'Relation customer': 'customer transit',
  'Relation peer': 'peer transit',
  'Router router': 'router added 192.168.0.2',
  'Client client': 'client added 192.168.0.77',
  'Record record': 'record "added" A 198.51.100.9',
};

const gateways = ['internet-gateway', 'egress-only-internet-gateway', 'nat-gateway', 'vpn-gateway', 'cloud-nat'];
const filters = ['security-group', 'network-acl', 'firewall-rule'];

/** Statements that change nothing in that file: the engine reads them nowhere yet, or something else decides. */
const idle = new Set<string>([
  ...[
    ...gateways,
    ...filters,
    'vpc',
    'subnet',
    'host',
    'route-table',
    'vpc-endpoint',
    'prefix-list',
    'node',
    'nodegroup',
  ].map((kind) => `${kind} tags`),
  ...['cluster', 'service', 'ingress', 'gateway'].map((kind) => `${kind} labels`),
  ...['http', 'grpc', 'tcp', 'tls', 'udp'].map((kind) => `${kind}route labels`),
  ...['pod', 'deployment', 'statefulset', 'daemonset'].map((kind) => `${kind} security-groups`),
  // its node is written
  'pod nodeSelector',
  // it has a selector, and no balancer
  ...['endpoint', 'subnet', 'subnets', 'security-groups'].map((word) => `service ${word}`),
]);

const statements = kinds.flatMap(([kind, takes]) =>
  takes.flatMap((type) => {
    if (type === 'Setting') return [];
    const rows = statementWords.filter((row) => row.type === type && row.inside.includes(kind));
    return rows.length === 0 ? [[kind, type, ''] as const] : rows.map(({ word }) => [kind, type, word] as const);
  }),
);

describe('a given', () => {
  test('is asked of a file without errors', async () => {
    const { diagnostics } = await topologyOf(file);
    expect(diagnostics.filter(({ severity }) => severity === 1).map(({ message }) => message)).toEqual([]);
  });

  test.each(statements)('on %s is laid with %s %s', async (kind, type, word) => {
    const sample = samples[`${type} ${word}`];
    expect(sample, `a sample of ${type} ${word}`).toBeDefined();
    const text = `${file}walk w from x to pod z:80 { given ${kind} ${one[kind]} { ${sample} } }\n`;
    const { diagnostics } = await topologyOf(text);
    const bad = diagnostics.filter(({ severity }) => severity === 1);
    expect(bad.map(({ message }) => message)).toEqual([]);
    const told = diagnostics.some(({ code }) => code === 'NK140');
    expect(told, 'told to change nothing').toBe(idle.has(`${kind} ${word}`));
  });
});
