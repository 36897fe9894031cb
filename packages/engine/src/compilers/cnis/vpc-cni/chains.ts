import { type Cidr, parseCidr, parseIp } from '../../../base/addr/index.ts';
import type { Chain, Match, NetfilterRule, PortChoice } from '../../../network/netfilter.ts';
import { hasChange } from '../../../plan/versions.ts';
import type { Connmark } from './connmark.ts';
import type { VpcCniSwitches } from './settings.ts';

/** The blocks that see the addresses of pods: those of the network, and those that the settings exclude. */
export const keptBlocks = (switches: VpcCniSwitches, networkCidrs: readonly string[]): readonly Cidr[] =>
  [...networkCidrs, ...switches.excludeSnatCidrs].flatMap((text) => {
    const block = parseCidr(text)?.cidr;
    return block && typeof block.base === 'number' ? [block] : [];
  });

/** The add-on's netfilter rules on one node (amazon-vpc-cni-k8s, pkg/networkutils/network.go and iptables_connmark.go). */
export function vpcCniChains(
  switches: VpcCniSwitches,
  primary: { readonly name: string; readonly ip: string },
  networkCidrs: readonly string[],
  { connmark, version }: { readonly connmark: Connmark; readonly version: string | undefined },
): Chain[] {
  const { mark, vethPrefix } = switches;
  const restore: NetfilterRule['target'] = { kind: 'restore-mark', mask: mark };
  const fromPods: Match = { kind: 'in', name: `${vethPrefix}+` };
  const mangle: NetfilterRule[] = [];
  if (switches.nodePortSupport) {
    mangle.push({
      matches: [
        { kind: 'in', name: primary.name },
        { kind: 'addrtype', side: 'dst', limitIfaceIn: true },
      ],
      target: { kind: 'connmark', value: mark, mask: mark, spelling: 'set' },
    });
    mangle.push({ matches: [fromPods], target: restore });
    mangle.push({ matches: [{ kind: 'in', name: 'vlan+' }], target: restore });
  }
  const chains: Chain[] = [{ table: 'mangle', name: 'PREROUTING', policy: 'ACCEPT', rules: mangle }];
  if (switches.externalSnat) return chains;
  const keeping = (...remarks: Match[]): NetfilterRule[] =>
    keptBlocks(switches, networkCidrs).map((block) => ({
      matches: [{ kind: 'dst', block }, ...remarks],
      target: { kind: 'return' },
    }));
  // Other comments of the add-on are not printed: none of them differs between versions.
  const remarks: Match[] = hasChange(version, 'connmarkComment')
    ? [{ kind: 'comment', text: 'AWS CONNMARK CHAIN' }]
    : [];
  const ports: PortChoice =
    switches.randomize === 'none' ? { kind: 'keep' } : { kind: 'random', fully: switches.randomize === 'prng' };
  const marking: Chain[] = [
    {
      table: 'nat',
      name: 'PREROUTING',
      policy: 'ACCEPT',
      rules: [
        { matches: [fromPods], target: { kind: 'jump', chain: 'AWS-CONNMARK-CHAIN-0' } },
        { matches: [], target: restore },
      ],
    },
    {
      table: 'nat',
      name: 'AWS-CONNMARK-CHAIN-0',
      rules: [
        ...keeping(...remarks),
        { matches: [], target: { kind: 'connmark', value: mark, mask: mark, spelling: 'set' } },
      ],
    },
  ];
  return [
    ...chains,
    ...(connmark === 'iptables' ? marking : []),
    {
      table: 'nat',
      name: 'POSTROUTING',
      policy: 'ACCEPT',
      rules: [{ matches: [], target: { kind: 'jump', chain: 'AWS-SNAT-CHAIN-0' } }],
    },
    {
      table: 'nat',
      name: 'AWS-SNAT-CHAIN-0',
      rules: [
        ...keeping(),
        {
          matches: [
            { kind: 'out', name: 'vlan+', not: true },
            { kind: 'addrtype', side: 'dst', not: true },
          ],
          target: { kind: 'snat', to: parseIp(primary.ip)!, ports },
        },
      ],
    },
  ];
}
