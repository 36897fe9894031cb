import { cidr } from '../../../base/addr/index.ts';
import type { HookName } from '../../../network/netfilter.ts';
import type { NftBase, NftChain, NftField, NftMatch, NftRule } from '../../../network/nft.ts';
import type { NodeOptions } from '../service-proxy.ts';
import { fromPods, mark, markForMasquerade, rule } from './chains.ts';
import { destination, masqueradeMark, onAddress, source, type TableText } from './text.ts';

const isNew: NftMatch = { kind: 'ctstate', states: ['NEW'] };

const base = (
  name: string,
  type: NftBase['type'],
  hook: HookName,
  priority: number,
  rules: readonly NftRule[],
): NftChain => ({ name, base: { type, hook, priority }, policy: 'ACCEPT', rules });

const jumps = (...chains: readonly string[]): readonly NftRule[] =>
  chains.map((chain) => rule([isNew], { kind: 'jump', chain }));

/** The base chains, in the order in which they are made. */
function baseChains({ refusesBehind }: TableText): readonly NftChain[] {
  const translation = [
    base('nat-prerouting', 'nat', 'PREROUTING', -100, [rule([], { kind: 'jump', chain: 'services' })]),
    base('nat-output', 'nat', 'OUTPUT', -100, [rule([], { kind: 'jump', chain: 'services' })]),
    base('nat-postrouting', 'nat', 'POSTROUTING', 100, [rule([], { kind: 'jump', chain: 'masquerading' })]),
  ];
  const input = jumps('nodeport-endpoints-check', 'service-endpoints-check');
  const forward = jumps('service-endpoints-check', 'cluster-ips-check');
  if (refusesBehind)
    return [
      base('filter-prerouting-pre-dnat', 'filter', 'PREROUTING', -110, jumps('firewall-check')),
      base('filter-output-pre-dnat', 'filter', 'OUTPUT', -110, jumps('firewall-check')),
      base('filter-input', 'filter', 'INPUT', 0, input),
      base('filter-forward', 'filter', 'FORWARD', 0, forward),
      base('filter-output', 'filter', 'OUTPUT', 0, jumps('service-endpoints-check', 'cluster-ips-check')),
      ...translation,
    ];
  return [
    base('filter-prerouting', 'filter', 'PREROUTING', -110, jumps('firewall-check')),
    base('filter-input', 'filter', 'INPUT', -110, input),
    base('filter-forward', 'filter', 'FORWARD', -110, forward),
    base('filter-output', 'filter', 'OUTPUT', -110, jumps('service-endpoints-check', 'firewall-check')),
    base('filter-output-post-dnat', 'filter', 'OUTPUT', -90, jumps('cluster-ips-check')),
    ...translation,
  ];
}

/** Addresses that only the machine itself has. */
const home = { ip: cidr('127.0.0.0/8'), ip6: cidr('::1/128') } as const;

/** What is looked up on the node's own addresses: those of a set, or all but those of 127.0.0.0/8 (`::1`). */
const ownAddress = (text: TableText, listed: boolean): readonly NftMatch[] =>
  listed
    ? [{ kind: 'member', of: [destination(text)], set: 'nodeport-ips' }]
    : [{ kind: 'dst', block: home[text.ip], not: true }];

const vmap = (map: string, before: readonly NftMatch[], of: readonly NftField[]): NftRule =>
  rule(before, { kind: 'vmap', of, map });

/** Masks of the mark, as rules ask for it. */
const marked = (not: boolean): NftMatch => ({
  kind: 'mark',
  value: 0,
  mask: masqueradeMark,
  ...(not ? { not: true } : {}),
});

function masquerading(text: TableText): readonly NftRule[] {
  const { squashed } = text;
  const hide = { kind: 'masquerade', ports: { kind: 'random', fully: true } } as const;
  const unmark = { kind: 'mark', value: masqueradeMark, mask: masqueradeMark, spelling: 'xor' } as const;
  if (!squashed) return [rule([marked(false)], { kind: 'return' }), rule([], unmark), rule([], hide)];
  const hairpin: readonly NftMatch[] = [
    { kind: 'ctstatus', status: 'dnat' },
    { kind: 'member', of: [source(text), ...onAddress(text)], set: 'hairpin-connections' },
  ];
  return [{ ...rule([marked(true)], hide), first: unmark }, rule(hairpin, hide)];
}

/** From 1.36 on, one rule marks what comes to cluster IPs from outside of the cluster. */
function markAtOnce(text: TableText, options: NodeOptions): readonly NftRule[] {
  const outsiders = options.masqueradeAll ? [] : [fromPods(options, true)];
  if (!text.squashed || outsiders.includes(undefined)) return [];
  const comment = options.masqueradeAll
    ? 'masquerade all clusterIP traffic'
    : 'masquerade clusterIP traffic from outside cluster';
  const matches: readonly NftMatch[] = [
    { kind: 'member', of: [destination(text)], set: 'cluster-ips' },
    ...outsiders.filter((each) => each !== undefined),
  ];
  return [rule(matches, mark(text), undefined, comment)];
}

/** The chains that are there without any Service (pkg/proxy/nftables/proxier.go, setupNFTables), but the base chains' own. */
export function fixedChains(
  text: TableText,
  options: NodeOptions,
  { listed, serviceCidr }: { readonly listed: boolean; readonly serviceCidr: string | undefined },
): readonly NftChain[] {
  const onNode: readonly NftField[] = ['meta l4proto', 'th dport'];
  const own: readonly NftMatch[] = listed
    ? ownAddress(text, true)
    : [{ kind: 'addrtype', side: 'dst' }, ...ownAddress(text, false)];
  const byAddress = onAddress(text);
  return [
    ...baseChains(text),
    { name: 'nodeport-endpoints-check', rules: [vmap('no-endpoint-nodeports', ownAddress(text, listed), onNode)] },
    { name: 'service-endpoints-check', rules: [vmap('no-endpoint-services', [], byAddress)] },
    { name: 'firewall-check', rules: [vmap('firewall-ips', [], byAddress)] },
    {
      name: 'services',
      rules: [...markAtOnce(text, options), vmap('service-ips', [], byAddress), vmap('service-nodeports', own, onNode)],
    },
    { name: 'masquerading', rules: masquerading(text) },
    {
      name: 'cluster-ips-check',
      rules: [
        {
          ...rule(
            [{ kind: 'member', of: [destination(text)], set: 'cluster-ips' }],
            { kind: 'reject', with: 'icmp-port-unreachable' },
            undefined,
            'Reject traffic to invalid ports of ClusterIPs',
          ),
          cause: 'SVC-PORT',
        },
        ...(serviceCidr === undefined
          ? []
          : [
              {
                ...rule(
                  [{ kind: 'blocks' as const, side: 'dst' as const, blocks: [cidr(serviceCidr)] }],
                  { kind: 'drop' },
                  undefined,
                  'Drop traffic to unallocated ClusterIPs',
                ),
                cause: 'SVC-PORT' as const,
              },
            ]),
      ],
    },
    ...(text.squashed
      ? []
      : [
          {
            name: markForMasquerade,
            rules: [rule([], { kind: 'mark', value: masqueradeMark, mask: masqueradeMark, spelling: 'or' })],
          },
        ]),
    {
      name: 'reject-chain',
      comment: 'helper for @no-endpoint-services / @no-endpoint-nodeports',
      rules: [{ ...rule([], { kind: 'reject', with: 'icmp-port-unreachable' }), cause: 'SVC-NOEP' }],
    },
  ];
}
