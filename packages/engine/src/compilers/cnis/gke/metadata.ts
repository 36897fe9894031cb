import { parseIp, single } from '../../../base/addr/index.ts';
import type { Chain, NetfilterRule } from '../../../network/netfilter.ts';
import type { Socket } from '../../../network/network.ts';
import type { ElementId } from '../../../topology/id.ts';
import type { NodePart } from '../../part.ts';

const server = parseIp('169.254.169.254')!;
/** Where the server of GKE listens, at `lo`. */
const own = parseIp('169.254.169.252')!;
const owner = 'gke-metadata-server';
const said = 'metadata-concealment: bridge traffic to metadata server goes to metadata proxy';
/** Ports that pods ask at, and those that listen for them. */
const ports = [
  [8080, 987],
  [80, 988],
] as const;

/**
 * GKE's metadata server, with Workload Identity: what pods ask of the machine's is answered on the node (GKE documentation, About Workload Identity Federation for GKE; the rules are those of
 * kubernetes/kubernetes v1.28, cluster/gce/gci/configure-helper.sh, metadata concealment, which it comes from). Pods in the node's network reach the machine's own.
 */
export function gkeMetadata(source: ElementId, nic: string): Pick<NodePart, 'loopback' | 'sockets' | 'firstChains'> {
  const rules = ports.map(
    ([asked, port]): NetfilterRule => ({
      matches: [
        { kind: 'dst', block: single(server) },
        { kind: 'in', name: nic, not: true },
        { kind: 'protocol', protocol: 'tcp' },
        { kind: 'dport', from: asked, to: asked },
        { kind: 'comment', text: said },
      ],
      target: { kind: 'dnat', to: own, port },
      source,
    }),
  );
  const chain: Chain = { table: 'nat', name: 'PREROUTING', policy: 'ACCEPT', rules };
  const sockets = ports.map(([, port]): Socket => ({ protocol: 'tcp', port, address: own, owner, source }));
  return { loopback: [own], sockets, firstChains: [chain] };
}
