import { type Cidr, type Ip, single } from '../../../base/addr/index.ts';
import type { Chain, Match, NetfilterRule } from '../../../network/netfilter.ts';
import type { ElementId } from '../../../topology/id.ts';
import { host } from './between-nodes.ts';
import type { CiliumSwitches } from './settings.ts';

const remark = (text: string): Match => ({ kind: 'comment', text: `cilium: ${text}` });
const words = (text: string): Match => ({ kind: 'comment', text });

/** The agent's rule in a chain of the kernel, which leads to one of its own. */
export const feeder = (table: Chain['table'], hook: string, chain: string, source?: ElementId): Chain => ({
  table,
  name: hook,
  policy: 'ACCEPT',
  rules: [
    {
      matches: [words(`cilium-feeder: ${chain}`)],
      target: { kind: 'jump', chain },
      ...(source === undefined ? {} : { source }),
    },
  ],
});

const accept = (...matches: Match[]): NetfilterRule => ({ matches, target: { kind: 'accept' } });

/** What pods send that stays untranslated in iptables' own masquerading. */
export interface Masquerading {
  /** The node's block of pods, and the block that is left alone. */
  readonly own: readonly Cidr[];
  readonly spared: readonly Cidr[];
  /** Machines of the cluster, in native routing. */
  readonly nodes: readonly Ip[];
  readonly router: Ip;
}

/**
 * The rules of the agent as far as they decide about a packet (pkg/datapath/iptables/iptables.go, v1.19): who may be forwarded, and
 * where no program of eBPF does it, what pods leave the cluster with and what the node itself reaches pods with. Marks of proxies, and
 * chains that nothing leads a packet of netk to, are left out; the set of machines is written as their addresses.
 */
export function ciliumChains({ masquerade, tunnel }: CiliumSwitches, to: Masquerading): readonly Chain[] {
  return [
    feeder('filter', 'FORWARD', 'CILIUM_FORWARD'),
    {
      table: 'filter',
      name: 'CILIUM_FORWARD',
      rules: [
        accept({ kind: 'out', name: host }, remark('any->cluster on cilium_host forward accept')),
        accept({ kind: 'in', name: host }, remark('cluster->any on cilium_host forward accept (nodeport)')),
        accept({ kind: 'in', name: 'lxc+' }, remark('cluster->any on lxc+ forward accept')),
        accept({ kind: 'in', name: 'cilium_net' }, remark('cluster->any on cilium_net forward accept (nodeport)')),
      ],
    },
    ...(masquerade === 'iptables' ? masquerading(to, tunnel !== undefined) : []),
  ];
}

function masquerading({ own, spared, nodes, router }: Masquerading, inTunnel: boolean): readonly Chain[] {
  const offTunnel: Match = { kind: 'out', name: 'cilium_+', not: true };
  const beyond = (blocks: readonly Cidr[]): readonly Match[] =>
    blocks.map((block): Match => ({ kind: 'dst', block, not: true }));
  const snat = (matches: readonly Match[], text: string): NetfilterRule => ({
    matches: [...matches, words(text)],
    target: { kind: 'snat', to: router, ports: { kind: 'keep' } },
  });
  return [
    feeder('nat', 'POSTROUTING', 'CILIUM_POST_nat'),
    {
      table: 'nat',
      name: 'CILIUM_POST_nat',
      rules: [
        ...nodes.map((node) =>
          accept({ kind: 'dst', block: single(node) }, words('exclude traffic to cluster nodes from masquerade')),
        ),
        ...own.map(
          (block): NetfilterRule => ({
            matches: [{ kind: 'src', block }, ...beyond(spared), offTunnel, words('cilium masquerade non-cluster')],
            target: { kind: 'masquerade', ports: { kind: 'keep' } },
          }),
        ),
        ...(inTunnel
          ? [
              snat(
                [{ kind: 'src', block: single(router), not: true }, ...beyond(own), { kind: 'out', name: host }],
                'cilium host->cluster masquerade',
              ),
            ]
          : []),
        snat(
          [
            { kind: 'src', block: single(0x7f000001) },
            { kind: 'out', name: host },
          ],
          'cilium host->cluster from 127.0.0.1 masquerade',
        ),
      ],
    },
  ];
}
