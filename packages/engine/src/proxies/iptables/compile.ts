import { cidr, contains, type Ip, parseCidr, single } from '../../addr/index.ts';
import { type Chain, chainKey, type Match, type NetfilterRule, withSource } from '../../network/netfilter.ts';
import { PartedMap } from '../../network/parted-map.ts';
import type { PlannedService } from '../../plan/plan.ts';
import type { CompiledServices, ProxyNode, ProxyOptions } from '../service-proxy.ts';
import { endpointPrefix } from './names.ts';
import {
  addressed,
  balance,
  endpointRules,
  externalRules,
  firewallRules,
  jump,
  markMasquerade,
  markOutsiders,
  onNodePort,
  type ServicePort,
  servicePorts,
} from './service-port.ts';

const masquerade = 0x4000;
const isNew: Match = { kind: 'ctstate', states: ['NEW'] };
const localDestination: Match = { kind: 'addrtype', side: 'dst' };

/** Chain names, rule order and marks are those of kube-proxy's pkg/proxy/iptables/proxier.go. */
export function compile(services: readonly PlannedService[], options: ProxyOptions): CompiledServices {
  const ports = servicePorts(services);
  const shared = new PartedMap<Chain>((key) => key.startsWith(chainKey('nat', endpointPrefix)));
  const sourced = (chains: readonly Chain[]): (readonly [string, Chain])[] =>
    withSource(chains, options.origin).map((each) => [chainKey(each.table, each.name), each]);
  for (const each of ports) {
    if (each.endpoints.length === 0) continue;
    const { svc, ext, fw } = each.names;
    // Nobody reaches the chain of an endpoint but through the chain of its Service.
    shared.laterWithMore(
      [svc, ext, fw].map((name) => chainKey('nat', name)),
      () => sourced(chainsOf(each, options)),
    );
  }
  for (const [key, chain] of sourced(fixedChains)) shared.set(key, chain);
  for (const [key, chain] of sourced([
    { table: 'filter', name: 'KUBE-PROXY-FIREWALL', rules: ports.flatMap(refuseSources) },
  ]))
    shared.set(key, chain);
  const local = ports.filter(
    ({ service }) => service.internalTrafficPolicy === 'Local' || service.externalTrafficPolicy === 'Local',
  );
  const everywhere = local.length === 0 && options.nodePortAddresses === undefined;
  if (everywhere)
    shared.later([chainKey('nat', 'KUBE-SERVICES')], () =>
      sourced([natServices(ports, () => true, nodePortJumps(options, []))]),
    );
  return {
    shared,
    chainsOn: (node) => withSource([...builtIn, ...onNode(ports, local, node, everywhere, options)], options.origin),
  };
}

/** The chains of one Service port that are equal on every node. */
function chainsOf(each: ServicePort, options: ProxyOptions): Chain[] {
  const { service, names, endpoints } = each;
  const own = service.internalTrafficPolicy === 'Cluster' ? markOutsiders(each, options) : [];
  const external = each.external && service.externalTrafficPolicy === 'Cluster';
  return [
    balance(names.svc, each, endpoints, own),
    ...endpoints.map((endpoint) => endpointRules(each, endpoint)),
    ...(external ? [externalRules(each, true, options)] : []),
    ...((service.sourceRanges ?? []).length > 0 ? [firewallRules(each)] : []),
  ];
}

/** Packets to a balancer's address that its own chain did not translate come from nobody who may. */
function refuseSources({ service, port }: ServicePort): NetfilterRule[] {
  if ((service.sourceRanges ?? []).length === 0) return [];
  return (service.balancerIps ?? []).map((ip) => ({
    matches: addressed(ip, port),
    target: { kind: 'drop' },
    cause: 'SVC-SRCRANGE',
    source: service.id,
  }));
}

/** The last rules of KUBE-SERVICES: which of the node's own addresses answer on node ports. */
function nodePortJumps(
  { family, localhostNodePorts, nodePortAddresses }: ProxyOptions,
  own: readonly Ip[],
): NetfilterRule[] {
  const loopback = cidr(family === 4 ? '127.0.0.0/8' : '::1/128');
  const localhost = family === 4 && localhostNodePorts;
  if (nodePortAddresses === undefined)
    return [
      jump(
        [localDestination, ...(localhost ? [] : [{ kind: 'dst' as const, block: loopback, not: true }])],
        'KUBE-NODEPORTS',
      ),
    ];
  const blocks = nodePortAddresses.flatMap((text) => parseCidr(text)?.cidr ?? []);
  return own
    .filter((ip) => blocks.some((block) => contains(block, ip)) && (localhost || !contains(loopback, ip)))
    .map((ip) => jump([{ kind: 'dst', block: single(ip) }], 'KUBE-NODEPORTS'));
}

/** Chains that say the same whatever the Services are. */
const fixedChains: readonly Chain[] = [
  {
    table: 'nat',
    name: markMasquerade,
    rules: [{ matches: [], target: { kind: 'mark', value: masquerade, mask: masquerade, spelling: 'or' } }],
  },
  {
    table: 'nat',
    name: 'KUBE-POSTROUTING',
    rules: [
      { matches: [{ kind: 'mark', value: masquerade, mask: masquerade, not: true }], target: { kind: 'return' } },
      { matches: [], target: { kind: 'mark', value: masquerade, mask: 0, spelling: 'xor' } },
      { matches: [], target: { kind: 'masquerade', ports: { kind: 'random', fully: true } } },
    ],
  },
  {
    table: 'filter',
    name: 'KUBE-FORWARD',
    rules: [
      { matches: [{ kind: 'ctstate', states: ['INVALID'] }], target: { kind: 'drop' }, cause: 'CT-INVALID' },
      { matches: [{ kind: 'mark', value: masquerade, mask: masquerade }], target: { kind: 'accept' } },
      { matches: [{ kind: 'ctstate', states: ['RELATED', 'ESTABLISHED'] }], target: { kind: 'accept' } },
    ],
  },
  {
    table: 'filter',
    name: 'KUBE-FIREWALL',
    rules: [
      {
        matches: [
          { kind: 'src', block: cidr('127.0.0.0/8'), not: true },
          { kind: 'dst', block: cidr('127.0.0.0/8') },
          { kind: 'ctstate', states: ['RELATED', 'ESTABLISHED'], not: true },
        ],
        target: { kind: 'drop' },
        cause: 'MARTIAN',
      },
    ],
  },
];

/** The jumps from the built-in chains, in the order in which kube-proxy ensures them. */
const builtIn: readonly Chain[] = [
  hook('nat', 'PREROUTING', jump([], 'KUBE-SERVICES')),
  hook('nat', 'OUTPUT', jump([], 'KUBE-SERVICES')),
  hook('nat', 'POSTROUTING', jump([], 'KUBE-POSTROUTING')),
  hook(
    'filter',
    'INPUT',
    jump([isNew], 'KUBE-PROXY-FIREWALL'),
    jump([], 'KUBE-NODEPORTS'),
    jump([isNew], 'KUBE-EXTERNAL-SERVICES'),
    jump([], 'KUBE-FIREWALL'),
  ),
  hook(
    'filter',
    'FORWARD',
    jump([isNew], 'KUBE-PROXY-FIREWALL'),
    jump([], 'KUBE-FORWARD'),
    jump([isNew], 'KUBE-SERVICES'),
    jump([isNew], 'KUBE-EXTERNAL-SERVICES'),
  ),
  hook(
    'filter',
    'OUTPUT',
    jump([isNew], 'KUBE-PROXY-FIREWALL'),
    jump([isNew], 'KUBE-SERVICES'),
    jump([], 'KUBE-FIREWALL'),
  ),
];

function hook(table: Chain['table'], name: string, ...rules: readonly NetfilterRule[]): Chain {
  return { table, name, policy: 'ACCEPT', rules };
}

function natServices(
  ports: readonly ServicePort[],
  hasLocal: (port: ServicePort) => boolean,
  last: readonly NetfilterRule[],
): Chain {
  const rules: NetfilterRule[] = [];
  for (const each of ports) {
    const { service, port, names, endpoints } = each;
    if (endpoints.length === 0) continue;
    const local = service.internalTrafficPolicy === 'Local';
    if (!local || hasLocal(each))
      rules.push(jump(addressed(service.clusterIp!, port), local ? names.svl : names.svc, service.id));
    for (const ip of service.externalIps) rules.push(jump(addressed(ip, port), names.ext, service.id));
    const balancer = (service.sourceRanges ?? []).length > 0 ? names.fw : names.ext;
    for (const ip of service.balancerIps ?? []) rules.push(jump(addressed(ip, port), balancer, service.id));
  }
  return { table: 'nat', name: 'KUBE-SERVICES', rules: [...rules, ...last] };
}

function onNode(
  ports: readonly ServicePort[],
  local: readonly ServicePort[],
  node: ProxyNode,
  sharedServices: boolean,
  options: ProxyOptions,
): Chain[] {
  const here = (each: ServicePort) => each.localTo(node.id);
  const chains: Chain[] = [];
  for (const each of local) {
    const endpoints = here(each);
    const own = each.service.internalTrafficPolicy === 'Local' ? markOutsiders(each, options) : [];
    if (endpoints.length > 0) chains.push(balance(each.names.svl, each, endpoints, own));
    if (each.external && each.service.externalTrafficPolicy === 'Local' && each.endpoints.length > 0)
      chains.push(externalRules(each, endpoints.length > 0, options));
  }
  if (!sharedServices)
    chains.push(natServices(ports, (each) => here(each).length > 0, nodePortJumps(options, node.addresses)));
  const nodePorts: NetfilterRule[] = [];
  const health: NetfilterRule[] = [];
  const internal: NetfilterRule[] = [];
  const external: NetfilterRule[] = [];
  for (const each of ports) {
    const { service, port, endpoints, names } = each;
    const none = endpoints.length === 0;
    const refuse = (matches: Match[], policy: 'Cluster' | 'Local'): NetfilterRule | undefined => {
      if (none)
        return {
          matches,
          target: { kind: 'reject', with: 'icmp-port-unreachable' },
          cause: 'SVC-NOEP',
          source: service.id,
        };
      if (policy === 'Local' && here(each).length === 0)
        return { matches, target: { kind: 'drop' }, cause: 'SVC-NOLOCAL', source: service.id };
      return undefined;
    };
    const inside = refuse(addressed(service.clusterIp!, port), service.internalTrafficPolicy);
    if (inside) internal.push(inside);
    if (port.nodePort !== undefined) {
      if (!none) nodePorts.push(jump(onNodePort(each), names.ext, service.id));
      const outside = refuse([localDestination, ...onNodePort(each)], service.externalTrafficPolicy);
      if (outside) external.push(outside);
    }
    for (const ip of [...service.externalIps, ...(service.balancerIps ?? [])]) {
      const outside = refuse(addressed(ip, port), service.externalTrafficPolicy);
      if (outside) external.push(outside);
    }
    if (service.externalTrafficPolicy === 'Local' && service.healthCheckNodePort !== undefined) {
      const { healthCheckNodePort: at } = service;
      health.push({
        matches: [
          { kind: 'protocol', protocol: 'tcp' },
          { kind: 'dport', from: at, to: at },
        ],
        target: { kind: 'accept' },
        source: service.id,
      });
    }
  }
  chains.push({ table: 'nat', name: 'KUBE-NODEPORTS', rules: nodePorts });
  chains.push({ table: 'filter', name: 'KUBE-NODEPORTS', rules: health });
  chains.push({ table: 'filter', name: 'KUBE-SERVICES', rules: internal });
  chains.push({ table: 'filter', name: 'KUBE-EXTERNAL-SERVICES', rules: external });
  return chains;
}
