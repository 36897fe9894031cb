import type { NftChain, NftRule, NftTable } from '../../../network/nft.ts';
import type { Endpoint, PlannedService } from '../../../plan/plan.ts';
import { usesCluster, usesLocal } from '../categorize.ts';
import { optionsOn } from '../node-options.ts';
import type { CompiledServices, NodeOptions, ProxyNode, ProxyOptions } from '../service-proxy.ts';
import { affinitySet, endpointChain, externalChain, firewallChain, policyChain } from './chains.ts';
import { type NftServicePort, nftServicePorts } from './service-port.ts';
import { nodePortAddresses, type OnNode, storesOf } from './stores.ts';
import { fixedChains } from './table.ts';
import { type TableText, tableText } from './text.ts';

/** The table `ip kube-proxy` of each node (pkg/proxy/nftables/proxier.go, of 1.33 to 1.37). */
export function compile(services: readonly PlannedService[], options: ProxyOptions): CompiledServices {
  const text = tableText(options.kubernetes);
  const ports = nftServicePorts(services);
  // what is equal on every node is made once: of thousands of Service ports few depend on which endpoints are near
  const isEverywhere = ({ service, port, guarded }: NftServicePort): boolean =>
    options.detector?.kind !== 'node-cidr' && !usesLocal(service, port) && guarded.length === 0;
  const known = new Map<NftServicePort, readonly NftChain[]>();
  const chainsFor: ChainsFor = (of, local, onNode, node) => {
    if (!isEverywhere(of.each)) return chainsOf(of, local, text, onNode, node);
    const kept = known.get(of.each) ?? chainsOf(of, local, text, onNode, node);
    known.set(of.each, kept);
    return kept;
  };
  return {
    shared: new Map(),
    chainsOn: () => [],
    nftOn: (node) => [tableOn(ports, text, optionsOn(options, node), node, chainsFor)],
    routeLocalnet: false,
  };
}

type ChainsFor = (of: OnNode, local: readonly Endpoint[], options: NodeOptions, node: ProxyNode) => readonly NftChain[];

function tableOn(
  ports: readonly NftServicePort[],
  text: TableText,
  options: NodeOptions,
  node: ProxyNode,
  chainsFor: ChainsFor,
): NftTable {
  const here = ports.map((each): OnNode & { readonly local: readonly Endpoint[] } => {
    const local = each.localTo(node.id);
    const has = (policy: 'Cluster' | 'Local'): boolean => each.any && (policy === 'Cluster' || local.length > 0);
    const { internalTrafficPolicy, externalTrafficPolicy } = each.service;
    return { each, local, hasInternal: has(internalTrafficPolicy), hasExternal: has(externalTrafficPolicy) };
  });
  const listed = nodePortAddresses(options, node) !== undefined;
  const chains = [...fixedChains(text, options, { listed, serviceCidr: options.serviceCidr })];
  const own = here.flatMap((of) => chainsFor(of, of.local, options, node));
  const affinity = here.flatMap(({ each, local }) =>
    each.service.affinitySeconds === undefined ? [] : reachable(each, local).map((one) => affinitySet(each, one)),
  );
  return {
    family: 'ip',
    name: 'kube-proxy',
    comment: 'rules for kube-proxy',
    stores: [...storesOf(here, { text, options, node }), ...affinity],
    chains: [
      ...(options.origin === undefined ? chains : chains.map((chain) => withOrigin(chain, options.origin!))),
      ...own,
    ],
  };
}

const withOrigin = (chain: NftChain, origin: NonNullable<ProxyOptions['origin']>): NftChain => ({
  ...chain,
  rules: chain.rules.map((rule): NftRule => (rule.source === undefined ? { ...rule, source: origin } : rule)),
});

/** The endpoints that this node may send to, each once. */
function reachable(each: NftServicePort, local: readonly Endpoint[]): readonly Endpoint[] {
  const { service, port, cluster } = each;
  return [...new Set([...(usesCluster(service, port) ? cluster : []), ...local])];
}

function chainsOf(
  { each, hasExternal }: OnNode,
  local: readonly Endpoint[],
  text: TableText,
  options: NodeOptions,
  node: ProxyNode,
): readonly NftChain[] {
  const { service, port, names, cluster, external, any, guarded } = each;
  const isLocalInside = service.internalTrafficPolicy === 'Local';
  const hasChains = !text.squashed || service.affinitySeconds !== undefined;
  return [
    ...(hasChains ? reachable(each, local).map((one) => endpointChain(each, one, text)) : []),
    ...(usesCluster(service, port) && cluster.length > 0
      ? [policyChain(names.cluster, each, cluster, { text, options, marks: !isLocalInside })]
      : []),
    ...(usesLocal(service, port) && local.length > 0
      ? [policyChain(names.local, each, local, { text, options, marks: isLocalInside })]
      : []),
    ...(external && any ? [externalChain(each, { text, options, hasLocal: hasExternal })] : []),
    ...(guarded.length > 0 ? [firewallChain(each, node)] : []),
  ];
}
