import { type Cidr, cidr, compareIp, contains, parseIp, single } from '../../../base/addr/index.ts';
import type { Protocol } from '../../../network/header.ts';
import type { NftChain, NftMatch, NftOption, NftRule, NftStore, NftTarget } from '../../../network/nft.ts';
import type { Endpoint } from '../../../plan/plan.ts';
import type { ElementId } from '../../../topology/id.ts';
import type { NodeOptions, ProxyNode } from '../service-proxy.ts';
import type { NftServicePort } from './service-port.ts';
import { masqueradeMark, source, type TableText } from './text.ts';

export const markForMasquerade = 'mark-for-masquerade';

export const rule = (
  matches: readonly NftMatch[],
  target: NftTarget,
  source?: ElementId,
  comment?: string,
): NftRule => ({
  matches: comment === undefined ? matches : [...matches, { kind: 'comment', text: comment }],
  target,
  ...(source === undefined ? {} : { source }),
});

/** Marks the packet: by the chain for it, or from 1.36 on by itself. */
export const mark = ({ squashed }: TableText): NftTarget =>
  squashed
    ? { kind: 'mark', value: masqueradeMark, mask: masqueradeMark, spelling: 'or' }
    : { kind: 'jump', chain: markForMasquerade };

/** Whether a packet is from a pod, as the detector tells (pkg/proxy/util/localdetector.go). */
export function fromPods({ detector }: NodeOptions, not?: true): NftMatch | undefined {
  if (!detector) return undefined;
  const inverse = not ? { not } : {};
  return detector.kind === 'cidr'
    ? { kind: 'src', block: cidr(detector.block), ...inverse }
    : { kind: 'in', name: detector.name, ...inverse };
}

/** The chain of the cluster IP, or of what stays on the node: who comes from outside is marked, then one endpoint is drawn. */
export function policyChain(
  name: string,
  each: NftServicePort,
  endpoints: readonly Endpoint[],
  { text, options, marks }: { readonly text: TableText; readonly options: NodeOptions; readonly marks: boolean },
): NftChain {
  const { service, port } = each;
  const isSticky = service.affinitySeconds !== undefined;
  const rules: NftRule[] = marks && !text.squashed ? markOutsiders(each, options, text) : [];
  if (isSticky)
    for (const endpoint of endpoints) {
      const { chain, affinity } = each.namesOf(endpoint);
      rules.push(
        rule([{ kind: 'recent', list: affinity, set: false, ...sixth(text) }], { kind: 'goto', chain }, service.id),
      );
    }
  const hasChains = !text.squashed || isSticky;
  const [only] = endpoints;
  if (!hasChains && text.plainSingle && only && endpoints.length === 1) {
    const protocol = port.protocol as Protocol;
    rules.push(
      rule(
        [{ kind: 'protocol', protocol }],
        { kind: 'dnat', to: parseIp(only.address)!, port: only.port },
        only.pod ?? service.id,
      ),
    );
    return { name, rules };
  }
  const list = endpoints.map(
    (endpoint): NftOption => ({
      label: endpoint.name,
      to: hasChains
        ? { chain: each.namesOf(endpoint).chain }
        : { address: parseIp(endpoint.address)!, port: endpoint.port },
    }),
  );
  rules.push(
    rule(
      hasChains ? [] : [{ kind: 'protocol', protocol: port.protocol as Protocol }],
      { kind: 'numgen', choice: 'endpoint', of: service.name, options: list },
      service.id,
    ),
  );
  return { name, rules };
}

/** Packets to the cluster IP that no pod sent: their answers have to come back by this node. */
function markOutsiders({ service, port }: NftServicePort, options: NodeOptions, text: TableText): NftRule[] {
  const to: readonly NftMatch[] = [
    { kind: 'dst', block: single(parseIp(service.clusterIp!)!) },
    { kind: 'protocol', protocol: port.protocol as Protocol },
    { kind: 'dport', from: port.port, to: port.port },
  ];
  if (options.masqueradeAll) return [rule(to, mark(text), service.id)];
  const outsiders = fromPods(options, true);
  return outsiders ? [rule([...to, outsiders], mark(text), service.id)] : [];
}

/** Where traffic from outside comes in. */
export function externalChain(
  { service, names }: NftServicePort,
  { text, options, hasLocal }: { readonly text: TableText; readonly options: NodeOptions; readonly hasLocal: boolean },
): NftChain {
  const go = (chain: string): NftTarget => ({ kind: 'goto', chain });
  if (service.externalTrafficPolicy === 'Cluster')
    return {
      name: names.external,
      rules: [rule([], mark(text), service.id), rule([], go(names.cluster), service.id)],
    };
  const local: NftMatch = { kind: 'addrtype', side: 'src' };
  const pods = fromPods(options);
  return {
    name: names.external,
    rules: [
      ...(pods ? [rule([pods], go(names.cluster), service.id, 'short-circuit pod traffic')] : []),
      rule([local], mark(text), service.id, 'masquerade local traffic'),
      rule([local], go(names.cluster), service.id, 'short-circuit local traffic'),
      ...(hasLocal ? [rule([], go(names.local), service.id)] : []),
    ],
  };
}

/** An endpoint's chain: its own packets are marked, the client is remembered where it stays, the destination is translated. */
export function endpointChain(each: NftServicePort, endpoint: Endpoint, text: TableText): NftChain {
  const { service, port } = each;
  const { chain, affinity } = each.namesOf(endpoint);
  const to = parseIp(endpoint.address)!;
  const isSticky = service.affinitySeconds !== undefined;
  return {
    name: chain,
    rules: [
      ...(text.squashed ? [] : [rule([{ kind: 'src', block: single(to) }], mark(text), service.id)]),
      ...(isSticky
        ? [rule([{ kind: 'recent', list: affinity, set: true, ...sixth(text) }], { kind: 'none' }, service.id)]
        : []),
      rule(
        [{ kind: 'protocol', protocol: port.protocol as Protocol }],
        { kind: 'dnat', to, port: endpoint.port },
        endpoint.pod ?? service.id,
      ),
    ],
  };
}

const sixth = ({ ip }: TableText): { readonly six?: true } => (ip === 'ip6' ? { six: true } : {});

/** The set of clients that stay with an endpoint. */
export const affinitySet = (each: NftServicePort, endpoint: Endpoint, text: TableText): NftStore => ({
  kind: 'set',
  name: each.namesOf(endpoint).affinity,
  key: [source(text)],
  dynamic: { seconds: each.service.affinitySeconds! },
  elements: new Map(),
});

/** Drops who is in none of the source ranges; the balancer's own address is let in where the node's is. */
export function firewallChain({ service, names, guarded }: NftServicePort, node: ProxyNode): NftChain {
  const ranges: readonly Cidr[] = (service.sourceRanges ?? []).map(cidr);
  const own = node.addresses[0];
  const fromNode = own !== undefined && ranges.some((range) => contains(range, own));
  const all = [...ranges, ...(fromNode ? guarded.map((ip) => single(parseIp(ip)!)) : [])];
  const blocks = all.toSorted((a, b) => compareIp(a.base, b.base));
  return {
    name: names.firewall,
    rules: [
      {
        ...rule([{ kind: 'blocks', side: 'src', blocks, not: true }], { kind: 'drop' }, service.id),
        cause: 'SVC-SRCRANGE',
      },
    ],
  };
}
