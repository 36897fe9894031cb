import { cidr } from '../../../base/addr/index.ts';
import type { Chain, Match, NetfilterRule } from '../../../network/netfilter.ts';

/** kube-proxy's mark for packets to translate: those are left to it (pkg/trafficmngr/trafficmngr.go, KubeProxyMark). */
const kubeProxyMark: Match = { kind: 'mark', value: 0x4000, mask: 0x4000 };

const src = (block: string, not = false): Match => ({ kind: 'src', block: cidr(block), ...(not ? { not } : {}) });
const dst = (block: string, not = false): Match => ({ kind: 'dst', block: cidr(block), ...(not ? { not } : {}) });

/** flanneld's rules on a node with `--ip-masq`, as its manifest has it (flannel 5c96864, pkg/trafficmngr/iptables). */
export function flannelChains(network: string, own: string): readonly Chain[] {
  const masq: Match = { kind: 'comment', text: 'flanneld masq' };
  const forward: Match = { kind: 'comment', text: 'flanneld forward' };
  const back = (...matches: Match[]): NetfilterRule => ({ matches: [...matches, masq], target: { kind: 'return' } });
  const hide = (...matches: Match[]): NetfilterRule => ({
    matches: [...matches, masq],
    target: { kind: 'masquerade', ports: { kind: 'random', fully: true } },
  });
  return [
    {
      table: 'nat',
      name: 'POSTROUTING',
      policy: 'ACCEPT',
      rules: [{ matches: [masq], target: { kind: 'jump', chain: 'FLANNEL-POSTRTG' } }],
    },
    {
      table: 'nat',
      name: 'FLANNEL-POSTRTG',
      rules: [
        back(kubeProxyMark),
        back(src(own), dst(network)),
        back(src(network), dst(own)),
        back(src(network, true), dst(own)),
        hide(src(network), dst('224.0.0.0/4', true)),
        hide(src(network, true), dst(network)),
      ],
    },
    {
      table: 'filter',
      name: 'FORWARD',
      policy: 'ACCEPT',
      rules: [{ matches: [forward], target: { kind: 'jump', chain: 'FLANNEL-FWD' } }],
    },
    {
      table: 'filter',
      name: 'FLANNEL-FWD',
      rules: [
        { matches: [src(network), forward], target: { kind: 'accept' } },
        { matches: [dst(network), forward], target: { kind: 'accept' } },
      ],
    },
  ];
}
