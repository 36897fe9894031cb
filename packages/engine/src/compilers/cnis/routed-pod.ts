import type { Ip } from '../../base/addr/index.ts';
import { macOf } from '../../network/mac.ts';
import type { Device, Interface, Link, Neighbour } from '../../network/network.ts';
import type { PolicyRule, Route } from '../../network/route.ts';
import type { PlannedPod } from '../../plan/plan.ts';
import { endSystem } from '../machine.ts';
import type { CniNode } from './cni.ts';

/** What a CNI decides about a pod at the other end of a veth. */
export interface Wiring {
  readonly address: Ip;
  /** Bits of the block that the pod takes for its own segment. */
  readonly bits: number;
  /** Undefined: the one that says the address. */
  readonly mac?: string;
  readonly mtu: number;
  /** The node's end. */
  readonly host: Pick<Interface, 'name' | 'mac' | 'addresses' | 'answers' | 'proxyArp'>;
  /** The pod's table main. */
  readonly main: readonly Route[];
  readonly neighbours?: readonly Neighbour[];
  /** Interfaces of the pod beside eth0, and the tables and rules that it has because of them. */
  readonly others?: readonly Interface[];
  readonly tables?: ReadonlyMap<string, readonly Route[]>;
  readonly rules?: readonly PolicyRule[];
}

/** A pod's network namespace, the node's end of its veth, and the link between them: what CNIs without a bridge have in common. */
export interface WiredPod {
  readonly pod: PlannedPod;
  readonly address: Ip;
  readonly host: Interface;
  readonly link: Link;
  readonly device: () => Device;
}

export function wireRoutedPod(
  { node, marksOf, policiesAt }: Pick<CniNode, 'node' | 'marksOf' | 'policiesAt'>,
  pod: PlannedPod,
  { address, bits, mac = macOf('pod', address), mtu, host: end, main, neighbours, others, tables, rules }: Wiring,
): WiredPod {
  const link = `veth ${pod.id}`;
  const source = pod.workload ?? pod.id;
  const { guard: policies, skips, unclear } = policiesAt(pod) ?? {};
  const unmodelled = marksOf(pod) ?? unclear;
  const host: Interface = {
    ...{ ...end, link, mtu, source },
    ...(unmodelled ? { unmodelled } : {}),
    ...(policies ? { policies } : {}),
    ...(skips ? { skips } : {}),
  };
  const device = (): Device =>
    endSystem({
      ...pod,
      kind: 'pod',
      source,
      zone: node.zone,
      nic: { name: 'eth0', mac, addresses: [{ ip: address, bits }], answers: [address], link, mtu },
      ...(others ? { others } : {}),
      ...(tables ? { tables } : {}),
      ...(rules ? { rules } : {}),
      main,
      ...(neighbours ? { neighbours } : {}),
    });
  const members = [
    { device: node.id, interface: host.name },
    { device: pod.id, interface: 'eth0' },
  ];
  return { pod, address, host, device, link: { id: link, l2: true, members } };
}
