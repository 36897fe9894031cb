import { type Cidr, cidr, contains, parseIp, single } from '../../../base/addr/index.ts';
import type { Protocol } from '../../../network/header.ts';
import type { Chain, Match, NetfilterRule } from '../../../network/netfilter.ts';
import type { Endpoint } from '../../../plan/plan.ts';
import type { ElementId } from '../../../topology/id.ts';
import { endpointText } from '../names.ts';
import type { LocalDetector, NodeOptions, ProxyNode } from '../service-proxy.ts';
import { addressed, comment, type ServicePort } from './service-port.ts';

const sixth = (address: string | undefined): { readonly six?: true } => (address?.includes(':') ? { six: true } : {});

export const jump = (matches: readonly Match[], chain: string, source?: ElementId): NetfilterRule => ({
  matches,
  target: { kind: 'jump', chain },
  ...(source === undefined ? {} : { source }),
});

export const markMasquerade = 'KUBE-MARK-MASQ';

/**
 * A chain that picks one of the endpoints. First, where it is the chain of the cluster IP, packets that are not from pods
 * are marked (`before`); then affinity; then 1/n, 1/(n−1), … and the last endpoint for all that is left.
 */
export function balance(
  name: string,
  { service, label, chainOf }: ServicePort,
  endpoints: readonly Endpoint[],
  before: readonly NetfilterRule[] = [],
): Chain {
  const rules: NetfilterRule[] = [...before];
  const each = endpoints.map((endpoint) => ({
    endpoint,
    chain: chainOf(endpoint),
    remark: comment(`${label} -> ${endpointText(endpoint)}`),
  }));
  const seconds = service.affinitySeconds;
  if (seconds !== undefined)
    for (const { chain, remark } of each)
      rules.push(
        jump(
          [remark, { kind: 'recent', list: chain, set: false, seconds, ...sixth(service.clusterIp) }],
          chain,
          service.id,
        ),
      );
  each.forEach(({ endpoint, chain, remark }, i) => {
    const left = endpoints.length - i;
    rules.push({
      ...jump([remark, ...(left > 1 ? [{ kind: 'statistic' as const, of: left }] : [])], chain, service.id),
      pick: { kind: 'endpoint', of: service.name, option: endpoint.name },
    });
  });
  return { table: 'nat', name, rules };
}

/** An endpoint's chain: its own packets are masqueraded (they would come back to it unseen), then the destination is rewritten. */
export function endpointRules({ service, port, label, chainOf }: ServicePort, endpoint: Endpoint): Chain {
  const name = chainOf(endpoint);
  const to = parseIp(endpoint.address)!;
  const protocol = port.protocol as Protocol;
  const remark = comment(label);
  const set: Match[] =
    service.affinitySeconds === undefined
      ? []
      : [{ kind: 'recent', list: name, set: true, ...sixth(service.clusterIp) }];
  return {
    table: 'nat',
    name,
    rules: [
      jump([{ kind: 'src', block: single(to) }, remark], markMasquerade, service.id),
      {
        matches: [{ kind: 'protocol', protocol }, remark, ...set, { kind: 'bare', protocol }],
        target: { kind: 'dnat', to, port: endpoint.port },
        source: endpoint.pod ?? service.id,
      },
    ],
  };
}

/** Whether a packet is from a pod, as the detector tells. */
export function fromPods(detector: Exclude<LocalDetector, { kind: 'node-cidr' }>, not?: true): Match {
  const inverse = not ? { not } : {};
  return detector.kind === 'cidr'
    ? { kind: 'src', block: cidr(detector.block), ...inverse }
    : { kind: 'in', name: detector.name, ...inverse };
}

/** What marks packets to a cluster IP that do not come from pods: all of them, those that no detector knows, or none. */
export function markOutsiders({ service, port, label }: ServicePort, options: NodeOptions): NetfilterRule[] {
  const to = addressed(service.clusterIp!, port, comment(`${label} cluster IP`));
  if (options.masqueradeAll) return [jump(to, markMasquerade, service.id)];
  if (!options.detector) return [];
  return [jump([fromPods(options.detector, true), ...to], markMasquerade, service.id)];
}

/** Where traffic from outside comes in: masqueraded to any endpoint, or unmasqueraded to local ones. */
export function externalRules({ service, names, label }: ServicePort, hasLocal: boolean, options: NodeOptions): Chain {
  const to = (matches: readonly Match[], chain: string): NetfilterRule => jump(matches, chain, service.id);
  const about = (what: string): Match => comment(`${what} ${label} external destinations`);
  if (service.externalTrafficPolicy === 'Cluster')
    return {
      table: 'nat',
      name: names.ext,
      rules: [to([about('masquerade traffic for')], markMasquerade), to([], names.svc)],
    };
  const fromNode: Match = { kind: 'addrtype', side: 'src' };
  return {
    table: 'nat',
    name: names.ext,
    rules: [
      ...(options.detector ? [to([fromPods(options.detector), about('pod traffic for')], names.svc)] : []),
      to([about('masquerade LOCAL traffic for'), fromNode], markMasquerade),
      to([about('route LOCAL traffic for'), fromNode], names.svc),
      ...(hasLocal ? [to([], names.svl)] : []),
    ],
  };
}

/**
 * Lets only the listed sources of a balancer's address through; what is left over meets KUBE-PROXY-FIREWALL. Where the
 * node may use it, the balancer's own address may: the packet of a node to an address that it has itself comes from there.
 */
export function firewallRules({ service, names, label, guarded }: ServicePort, node: ProxyNode): Chain {
  const ranges: readonly Cidr[] = (service.sourceRanges ?? []).map(cidr);
  const own = node.addresses[0];
  const fromNode = own !== undefined && ranges.some((range) => contains(range, own));
  const allowed = [...ranges, ...(fromNode ? guarded.map((ip) => single(parseIp(ip)!)) : [])];
  const remark = comment(`${label} loadbalancer IP`);
  const rules: NetfilterRule[] = [
    ...allowed.map((block) => jump([{ kind: 'src', block }, remark], names.ext, service.id)),
    {
      matches: [comment(`other traffic to ${label} will be dropped by KUBE-PROXY-FIREWALL`)],
      target: { kind: 'none' },
      source: service.id,
    },
  ];
  return { table: 'nat', name: names.fw, rules };
}

/** Packets to a balancer's address that its own chain did not translate come from nobody who may. */
export function refuseSources({ service, port, names, label, guarded }: ServicePort): NetfilterRule[] {
  const remark = comment(`${label} traffic not accepted by ${names.fw}`);
  return guarded.map((ip) => ({
    matches: addressed(ip, port, remark),
    target: { kind: 'drop' },
    cause: 'SVC-SRCRANGE',
    source: service.id,
  }));
}
