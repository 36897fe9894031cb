import { once } from '../../../base/memo.ts';
import type { NftChain, NftRule, NftStore, NftTable } from '../../../network/nft.ts';
import type { Endpoint, PlannedService } from '../../../plan/plan.ts';
import { usesCluster, usesLocal } from '../categorize.ts';
import { optionsOn } from '../node-options.ts';
import type { CompiledServices, NodeOptions, ProxyNode, ProxyOptions } from '../service-proxy.ts';
import { affinitySet, endpointChain, externalChain, firewallChain, policyChain } from './chains.ts';
import { type NftServicePort, nftServicePorts } from './service-port.ts';
import {
  endpointsByNode,
  nodePortAddresses,
  type OnNode,
  type SharedStores,
  sharedStores,
  storesOf,
} from './stores.ts';
import { fixedChains } from './table.ts';
import { type TableText, tableText } from './text.ts';

/** The table `ip kube-proxy` of each node (pkg/proxy/nftables/proxier.go, of 1.33 to 1.37). */
export function compile(services: readonly PlannedService[], options: ProxyOptions): CompiledServices {
  const text = tableText(options.kubernetes, options.family);
  const ports = nftServicePorts(services);
  const endpointsOn = endpointsByNode(ports);
  // what is equal on many nodes is made once: of thousands of Service ports few depend on which endpoints are near
  const isEverywhere = ({ service, port, guarded, isHinted }: NftServicePort): boolean =>
    options.detector?.kind !== 'node-cidr' && !usesLocal(service, port) && guarded.length === 0 && !isHinted;
  const byNode = ports.filter((each) => !isEverywhere(each));
  const known = new Map<NftServicePort, readonly NftChain[]>();
  const chainsFor = (of: OnNode, on: On): readonly NftChain[] => {
    if (!isEverywhere(of.each)) return chainsOf(of, on);
    const kept = known.get(of.each) ?? chainsOf(of, on);
    known.set(of.each, kept);
    return kept;
  };
  const alike = new Map<string, Alike>();
  const tableOn = (node: ProxyNode): NftTable => {
    const on: On = { text, options: optionsOn(options, node), node };
    const addresses = nodePortAddresses(on.options, node);
    const listed = addresses !== undefined;
    const own = new Map(byNode.map((each) => [each, onNode(each, node)]));
    const key = [listed, ...[...own.values()].map(({ hasInternal, hasExternal }) => [hasInternal, hasExternal])].join();
    const here = once(() => ports.map((each) => own.get(each) ?? onNode(each, node)));
    const earlier = alike.get(key);
    const chains = (): readonly NftChain[] => [...fixedOn(on, listed), ...here().flatMap((of) => chainsFor(of, on))];
    const kept = earlier ?? {
      stores: sharedStores(here(), text),
      whole: byNode.length === 0 ? { chains: chains(), affinity: affinitySets(here(), text) } : undefined,
    };
    if (!earlier) alike.set(key, kept);
    return {
      family: text.ip,
      name: 'kube-proxy',
      comment: 'rules for kube-proxy',
      stores: [
        ...storesOf(kept.stores, { text, addresses, near: endpointsOn.get(node.id) ?? [] }),
        ...(kept.whole?.affinity ?? affinitySets(here(), text)),
      ],
      chains: kept.whole?.chains ?? chains(),
    };
  };
  return { shared: new Map(), chainsOn: () => [], nftOn: (node) => [tableOn(node)], routeLocalnet: false };
}

/** A node, and what all Services have there. */
interface On {
  readonly text: TableText;
  readonly options: NodeOptions;
  readonly node: ProxyNode;
}

/** What the tables of nodes have in common on which the same Services have an endpoint. */
interface Alike {
  readonly stores: SharedStores;
  /** The rest too, where nothing of it is a node's own. */
  readonly whole: { readonly chains: readonly NftChain[]; readonly affinity: readonly NftStore[] } | undefined;
}

function onNode(each: NftServicePort, node: ProxyNode): OnNode {
  const local = each.localTo(node.id);
  const has = (policy: 'Cluster' | 'Local'): boolean => each.any && (policy === 'Cluster' || local.length > 0);
  const { internalTrafficPolicy, externalTrafficPolicy } = each.service;
  return {
    each,
    local,
    cluster: each.clusterOn(node),
    hasInternal: has(internalTrafficPolicy),
    hasExternal: has(externalTrafficPolicy),
  };
}

function fixedOn({ text, options }: On, listed: boolean): readonly NftChain[] {
  const chains = fixedChains(text, options, { listed, serviceCidr: options.serviceCidr });
  return options.origin === undefined ? chains : chains.map((chain) => withOrigin(chain, options.origin!));
}

const affinitySets = (services: readonly OnNode[], text: TableText): readonly NftStore[] =>
  services.flatMap((of) =>
    of.each.service.affinitySeconds === undefined ? [] : reachable(of).map((one) => affinitySet(of.each, one, text)),
  );

const withOrigin = (chain: NftChain, origin: NonNullable<ProxyOptions['origin']>): NftChain => ({
  ...chain,
  rules: chain.rules.map((rule): NftRule => (rule.source === undefined ? { ...rule, source: origin } : rule)),
});

/** The endpoints that this node may send to, each once. */
function reachable({ each: { service, port }, cluster, local }: OnNode): readonly Endpoint[] {
  return [...new Set([...(usesCluster(service, port) ? cluster : []), ...local])];
}

function chainsOf(of: OnNode, { text, options, node }: On): readonly NftChain[] {
  const { each, local, cluster, hasExternal } = of;
  const { service, port, names, external, any, guarded } = each;
  const isLocalInside = service.internalTrafficPolicy === 'Local';
  const hasChains = !text.squashed || service.affinitySeconds !== undefined;
  return [
    ...(hasChains ? reachable(of).map((one) => endpointChain(each, one, text)) : []),
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
