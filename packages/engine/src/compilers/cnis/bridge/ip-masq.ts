import { cidr, cidrFamily, type Ip, parseCidr, single } from '../../../base/addr/index.ts';
import type { Chain, Match, NetfilterRule } from '../../../network/netfilter.ts';
import type { PlannedPod } from '../../../plan/plan.ts';
import { chainName, containerId } from '../container.ts';

const multicast = { 4: cidr('224.0.0.0/4'), 6: cidr('ff00::/8') } as const;

/** The name that the configuration gives to the network. */
export const networkName = 'netk';

/**
 * The rules of `ipMasq` for each pod: its own chain, which spares the node's block and multicast (containernetworking/plugins
 * v1.1.1, pkg/ip/ipmasq_linux.go; observed: A4).
 */
export function ipMasqChains(
  podCidr: string,
  pods: readonly { readonly pod: PlannedPod; readonly address: Ip }[],
): readonly Chain[] {
  const block = parseCidr(podCidr)!.cidr;
  const chains = pods.map(({ pod, address }) => {
    const id = containerId(pod);
    const source = pod.workload ?? pod.id;
    const remark: Match = { kind: 'comment', text: `name: "${networkName}" id: "${id}"` };
    const name = chainName(networkName, pod);
    const jump: NetfilterRule = {
      matches: [{ kind: 'src', block: single(address) }, remark],
      target: { kind: 'jump', chain: name },
      source,
    };
    const rules: readonly NetfilterRule[] = [
      { matches: [{ kind: 'dst', block }, remark], target: { kind: 'accept' }, source },
      {
        matches: [{ kind: 'dst', block: multicast[cidrFamily(block)], not: true }, remark],
        target: { kind: 'masquerade', ports: { kind: 'keep' } },
        source,
      },
    ];
    return { jump, chain: { table: 'nat', name, rules } satisfies Chain };
  });
  if (chains.length === 0) return [];
  return [
    { table: 'nat', name: 'POSTROUTING', policy: 'ACCEPT', rules: chains.map(({ jump }) => jump) },
    ...chains.map(({ chain }) => chain),
  ];
}
