import { cidr, parseIp, plus, showIp, single } from '../../../base/addr/index.ts';
import { macOf } from '../../../network/mac.ts';
import type { Chain, Match, NetfilterRule } from '../../../network/netfilter.ts';
import type { Interface, Link } from '../../../network/network.ts';
import type { Route } from '../../../network/route.ts';
import type { PlannedPod } from '../../../plan/plan.ts';
import { egressBlock } from '../../../plan/pod-address-six.ts';
import { defaultVia } from '../../machine.ts';
import { vethOf } from '../bridge/pods.ts';
import type { CniNode } from '../cni.ts';
import { chainName, containerId } from '../container.ts';
import type { VpcCniSwitches } from './settings.ts';

/** The pod's interface for IPv4 in a cluster of IPv6 (cmd/egress-cni-plugin). */
const inPod = 'v4if0';
const gateway = plus(egressBlock.base, 1);
/** What the chained configuration is called (misc/10-aws.conflist). */
const network = 'aws-cni';

/** How one pod of IPv6 reaches IPv4: a second veth, with an address of its node alone. */
export interface Egress {
  readonly nic: Interface;
  readonly main: readonly Route[];
  readonly host: Interface;
  readonly link: Link;
  readonly route: Route;
  readonly chain: Chain;
  readonly jump: NetfilterRule;
}

/** The second veth of a pod, the node's route to it, and the chain that translates what it sends to the node's address (amazon-vpc-cni-k8s, cmd/egress-cni-plugin). */
export function egressOf(
  { node }: Pick<CniNode, 'node'>,
  pod: PlannedPod,
  { eniMtu, randomize }: Pick<VpcCniSwitches, 'eniMtu' | 'randomize'>,
): Egress | undefined {
  const address = pod.egressAddress === undefined ? undefined : parseIp(pod.egressAddress);
  const to = node.address === undefined ? undefined : parseIp(node.address);
  if (address === undefined || to === undefined) return undefined;
  const source = pod.workload ?? pod.id;
  const link = `veth ${pod.id} ${inPod}`;
  const name = vethOf(`${pod.id} ${inPod}`);
  // every node has the same addresses: the pod's own tells interfaces apart
  const own = pod.address ?? showIp(address);
  const remark: Match = { kind: 'comment', text: `name: "${network}" id: "${containerId(pod)}"` };
  const chain = chainName(network, pod, 'CNI-E4-');
  return {
    nic: {
      ...{ name: inPod, mac: macOf('pod', address), link, mtu: eniMtu },
      addresses: [{ ip: address, bits: egressBlock.bits }],
      answers: [address],
    },
    main: [
      defaultVia(gateway, inPod),
      { to: egressBlock, type: 'unicast', via: gateway, dev: inPod, src: address },
      { to: single(gateway), type: 'unicast', dev: inPod, scope: 'link', src: address },
    ],
    host: {
      ...{ name, mac: macOf('bridge', own), link, mtu: eniMtu, source },
      addresses: [{ ip: gateway, bits: 32 }],
      answers: [gateway],
    },
    link: {
      ...{ id: link, l2: true },
      members: [
        { device: node.id, interface: name },
        { device: pod.id, interface: inPod },
      ],
    },
    route: { to: single(address), type: 'unicast', dev: name, scope: 'link', source },
    chain: {
      ...{ table: 'nat', name: chain },
      rules: [
        { matches: [{ kind: 'dst', block: cidr('224.0.0.0/4') }, remark], target: { kind: 'accept' }, source },
        {
          matches: [remark],
          target: {
            kind: 'snat',
            to,
            ports: randomize === 'none' ? { kind: 'keep' } : { kind: 'random', fully: randomize === 'prng' },
          },
          source,
        },
      ],
    },
    jump: {
      matches: [{ kind: 'src', block: single(address) }, remark],
      target: { kind: 'jump', chain },
      source,
    },
  };
}

/** Nobody opens a connection to such an address, whatever it is: they are no addresses of the cluster (pkg/networkutils, setupRuleToBlockNodeLocalAccess). */
export const blockedEgress: Chain = {
  ...{ table: 'filter', name: 'FORWARD', policy: 'ACCEPT' },
  rules: [
    {
      matches: [
        { kind: 'dst', block: egressBlock },
        { kind: 'ctstate', states: ['NEW'] },
        { kind: 'comment', text: 'Block Node Local Pod access via IPv4' },
      ],
      target: { kind: 'reject', with: 'icmp-port-unreachable' },
      cause: 'V4V6',
    },
  ],
};
