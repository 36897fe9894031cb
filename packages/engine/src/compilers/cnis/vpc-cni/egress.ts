import {
  cidr,
  type Family,
  familyOf,
  type Ip,
  parseIp,
  plus,
  showIp,
  single,
  widthOf,
} from '../../../base/addr/index.ts';
import { macOf } from '../../../network/mac.ts';
import type { Chain, Match, NetfilterRule } from '../../../network/netfilter.ts';
import type { Interface, Link } from '../../../network/network.ts';
import type { Route } from '../../../network/route.ts';
import { egressBlocks } from '../../../plan/egress-address.ts';
import type { PlannedPod } from '../../../plan/plan.ts';
import { connected, defaultVia } from '../../machine.ts';
import { vethOf } from '../bridge/pods.ts';
import type { CniNode } from '../cni.ts';
import { chainName, containerId } from '../container.ts';
import type { VpcCniSwitches } from './settings.ts';

/** The interface of the pod for the other family, and what no one translates (cmd/egress-cni-plugin, netconf and snat). */
const inPodOf = { 4: 'v4if0', 6: 'v6if0' } as const;
const multicast = { 4: cidr('224.0.0.0/4'), 6: cidr('ff00::/8') } as const;
/** What the chained configuration is called (misc/10-aws.conflist). */
const network = 'aws-cni';

/** How one pod reaches the other family: a second veth, with an address of its node alone. */
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
  if (address === undefined) return undefined;
  const family = familyOf(address);
  const to = parseIp((family === 4 ? node.address : node.address6) ?? '');
  if (to === undefined) return undefined;
  const inPod = inPodOf[family];
  const source = pod.workload ?? pod.id;
  const link = `veth ${pod.id} ${inPod}`;
  const name = vethOf(`${pod.id} ${inPod}`);
  // every node has the same addresses: the pod's own tells interfaces apart
  const own = pod.address ?? showIp(address);
  const remark: Match = { kind: 'comment', text: `name: "${network}" id: "${containerId(pod)}"` };
  const chain = chainName(network, pod, `CNI-E${family}-`);
  const mac = macOf('bridge', own);
  const { gateway, routes } = ways(family, address, mac);
  return {
    nic: {
      ...{ name: inPod, mac: macOf('pod', address), link, mtu: eniMtu },
      addresses: [{ ip: address, bits: egressBlocks[family].bits }],
      answers: [address],
    },
    main: routes,
    host: {
      ...{ name, mac, link, mtu: eniMtu, source },
      // addresses of a link are no senders for those of everywhere (RFC 6724, rule 2)
      addresses: family === 4 ? [{ ip: gateway, bits: widthOf(4) }] : [],
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
        { matches: [{ kind: 'dst', block: multicast[family] }, remark], target: { kind: 'accept' }, source },
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

/**
 * The address of the node's end, and how the pod reaches it: IPv4 by the first address of the block, with routes that are
 * written; IPv6 by the address of the link that the node's end makes of its MAC (cmd/egress-cni-plugin, egressContext.go).
 */
function ways(family: Family, address: Ip, mac: string): { readonly gateway: Ip; readonly routes: readonly Route[] } {
  const block = egressBlocks[family];
  const dev = inPodOf[family];
  if (family === 6) {
    const gateway = ofLink(mac);
    return { gateway, routes: [defaultVia(gateway, dev), connected(dev, { ip: address, bits: block.bits })] };
  }
  const gateway = plus(block.base, 1);
  return {
    gateway,
    routes: [
      defaultVia(gateway, dev),
      { to: block, type: 'unicast', via: gateway, dev, src: address },
      { to: single(gateway), type: 'unicast', dev, scope: 'link', src: address },
    ],
  };
}

/** The address of the link that an interface makes of its MAC (RFC 4291, appendix A). */
function ofLink(mac: string): Ip {
  const [first = 0, ...rest] = mac.split(':').map((octet) => Number.parseInt(octet, 16));
  const octets = [first ^ 2, ...rest.slice(0, 2), 0xff, 0xfe, ...rest.slice(2)];
  return octets.reduce((value, octet) => (value << 8n) | BigInt(octet), 0xfe80n << 48n);
}

/** Nobody opens a connection to such an address, whatever it is: they are no addresses of the cluster (pkg/networkutils, setupRuleToBlockNodeLocalAccess). */
export const blockedEgress = (family: Family): Chain => ({
  ...{ table: 'filter', name: 'FORWARD', policy: 'ACCEPT' },
  rules: [
    {
      matches: [
        { kind: 'dst', block: egressBlocks[family] },
        { kind: 'ctstate', states: ['NEW'] },
        { kind: 'comment', text: `Block Node Local Pod access via IPv${family}` },
      ],
      target: { kind: 'reject', with: family === 4 ? 'icmp-port-unreachable' : 'icmp6-port-unreachable' },
      cause: 'V4V6',
    },
  ],
});
