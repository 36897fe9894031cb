import { cidr, type Family } from '../../../base/addr/index.ts';
import type { Chain, Match, NetfilterRule } from '../../../network/netfilter.ts';
import { jump, markMasquerade } from './chains.ts';
import { comment } from './service-port.ts';

const masquerade = 0x4000;
const isNew: Match = { kind: 'ctstate', states: ['NEW'] };

/** Marks what is to be masqueraded. */
export const markChain: Chain = {
  table: 'nat',
  name: markMasquerade,
  rules: [{ matches: [], target: { kind: 'mark', value: masquerade, mask: masquerade, spelling: 'or' } }],
};

/** Masquerades what is marked, and takes the mark away. */
export const masqueradeMarked: readonly NetfilterRule[] = [
  { matches: [{ kind: 'mark', value: masquerade, mask: masquerade, not: true }], target: { kind: 'return' } },
  { matches: [], target: { kind: 'mark', value: masquerade, mask: 0, spelling: 'xor' } },
  {
    matches: [comment('kubernetes service traffic requiring SNAT')],
    target: { kind: 'masquerade', ports: { kind: 'random', fully: true } },
  },
];

/** Lets through what a Service's packets need, whatever the policy of FORWARD is. */
export const acceptForwarded: readonly NetfilterRule[] = [
  {
    matches: [comment('kubernetes forwarding rules'), { kind: 'mark', value: masquerade, mask: masquerade }],
    target: { kind: 'accept' },
  },
  {
    matches: [comment('kubernetes forwarding conntrack rule'), { kind: 'ctstate', states: ['RELATED', 'ESTABLISHED'] }],
    target: { kind: 'accept' },
  },
];

/** The chain of the kubelet: packets to 127.0.0.0/8 come from there. IPv6 has none: nothing opens `::1` to others (kubelet_network_linux.go). */
export const kubeletFirewall: Chain = {
  table: 'filter',
  name: 'KUBE-FIREWALL',
  rules: [
    {
      matches: [
        { kind: 'src', block: cidr('127.0.0.0/8'), not: true },
        { kind: 'dst', block: cidr('127.0.0.0/8') },
        comment('block incoming localnet connections'),
        { kind: 'ctstate', states: ['RELATED', 'ESTABLISHED', 'DNAT'], not: true },
      ],
      target: { kind: 'drop' },
      cause: 'MARTIAN',
    },
  ],
};

/** Chains that say the same whatever the Services are. */
export const fixedChains = (counters: boolean, family: Family): readonly Chain[] => [
  markChain,
  { table: 'nat', name: 'KUBE-POSTROUTING', rules: masqueradeMarked },
  {
    table: 'filter',
    name: 'KUBE-FORWARD',
    rules: [
      {
        matches: [
          { kind: 'ctstate', states: ['INVALID'] },
          ...(counters ? [{ kind: 'nfacct' as const, counter: 'ct_state_invalid_dropped_pkts' }] : []),
        ],
        target: { kind: 'drop' },
        cause: 'CT-INVALID',
      },
      ...acceptForwarded,
    ],
  },
  ...(family === 4 ? [kubeletFirewall] : []),
  // somebody who empties the tables takes them away: kube-proxy looks for them, and writes everything again
  ...(['mangle', 'nat', 'filter'] as const).map((table): Chain => ({ table, name: 'KUBE-PROXY-CANARY', rules: [] })),
];

const portals = comment('kubernetes service portals');
const visible = comment('kubernetes externally-visible service portals');
const firewall = jump([isNew, comment('kubernetes load balancer firewall')], 'KUBE-PROXY-FIREWALL');

const ofKubelet = jump([], kubeletFirewall.name);

/** The jumps from the built-in chains, in the order in which kube-proxy and the kubelet leave them. */
const builtIn: readonly Chain[] = [
  hook('nat', 'PREROUTING', jump([portals], 'KUBE-SERVICES')),
  hook('nat', 'OUTPUT', jump([portals], 'KUBE-SERVICES')),
  hook('nat', 'POSTROUTING', jump([comment('kubernetes postrouting rules')], 'KUBE-POSTROUTING')),
  hook(
    'filter',
    'INPUT',
    firewall,
    jump([comment('kubernetes health check service ports')], 'KUBE-NODEPORTS'),
    jump([isNew, visible], 'KUBE-EXTERNAL-SERVICES'),
    ofKubelet,
  ),
  hook(
    'filter',
    'FORWARD',
    firewall,
    jump([comment('kubernetes forwarding rules')], 'KUBE-FORWARD'),
    jump([isNew, portals], 'KUBE-SERVICES'),
    jump([isNew, visible], 'KUBE-EXTERNAL-SERVICES'),
  ),
  hook('filter', 'OUTPUT', firewall, jump([isNew, portals], 'KUBE-SERVICES'), ofKubelet),
];

/** The same without those of the kubelet, which IPv6 does not have. */
const builtInOfSix = builtIn.map((chain) => ({ ...chain, rules: chain.rules.filter((rule) => rule !== ofKubelet) }));

export const builtInOf = (family: Family): readonly Chain[] => (family === 4 ? builtIn : builtInOfSix);

/** The rules of a chain at a hook. */
export function hook(table: Chain['table'], name: string, ...rules: readonly NetfilterRule[]): Chain {
  return { table, name, policy: 'ACCEPT', rules };
}
