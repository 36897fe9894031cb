import { showIp } from '../../base/addr/index.ts';
import { showServiceMap } from '../../network/ebpf.ts';
import type { Device } from '../../network/network.ts';
import { comment, type Line } from './line.ts';

/**
 * What programs of eBPF know and where they are attached: the map of Services as `cilium-dbg bpf lb list` prints it, the pods of the
 * machine, and the programs at its interfaces as `bpftool net` names them. Numbers that only a running kernel has are left out.
 */
export function showEbpf({ ebpf }: Device): readonly Line[] {
  if (!ebpf) return [];
  return [
    comment('cilium-dbg bpf lb list'),
    ...showServiceMap(ebpf.services).map((text) => ({ text, entry: text })),
    comment('cilium-dbg bpf endpoint list'),
    ...[...ebpf.endpoints].map(([ip, name]) => ({ text: `${showIp(ip)} ${name}` })),
    comment('bpftool net'),
    ...(ebpf.connect ? [{ text: 'cgroup/connect4, sendmsg4, recvmsg4, getpeername4' }] : []),
    ...[...ebpf.tc].flatMap(([name, { ingress, egress }]) => [
      ...(ingress ? [{ text: `${name} tcx/ingress ${ingress.name}` }] : []),
      ...(egress ? [{ text: `${name} tcx/egress ${egress.name}` }] : []),
    ]),
  ];
}
