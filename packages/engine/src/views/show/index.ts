import type { Device } from '../../network/network.ts';
import type { Plan } from '../../plan/plan.ts';
import type { ElementId } from '../../topology/id.ts';
import { showAddresses } from './addresses.ts';
import { showEbpf } from './ebpf.ts';
import { showIptables } from './iptables.ts';
import { showIpSets, showIpvs } from './ipvs.ts';
import { isLinux } from './is-linux.ts';
import type { Line } from './line.ts';
import { showBridges, showLinks } from './links.ts';
import { showNeighbours } from './neighbours.ts';
import { showNft } from './nft.ts';
import { showPolicies } from './policies.ts';
import { showQdiscs } from './qdisc.ts';
import { showResolv } from './resolv.ts';
import { showRoutes } from './routes.ts';
import { showRules } from './rules.ts';
import { showWireguard } from './wireguard.ts';

/** One way to look at the state of a machine, named after what an engineer asks for. */
export interface View {
  readonly name: string;
  /** The command whose output it is. */
  readonly command: string;
  /** Undefined: the machine has no such state, or netk cannot know it. */
  lines(plan: Plan, device: Device): readonly Line[] | undefined;
}

const ofLinux =
  (print: (device: Device) => readonly Line[]): View['lines'] =>
  (_, device) =>
    isLinux(device) ? print(device) : undefined;

/** Every view, in the order of the documentation. */
export const views: readonly View[] = [
  { name: 'rules', command: 'ip rule show', lines: ofLinux(showRules) },
  {
    name: 'rules6',
    command: 'ip -6 rule show',
    lines: ofLinux(({ rules, six }) => showRules({ rules: six?.rules ?? rules })),
  },
  { name: 'routes', command: 'ip route show table all', lines: (_, device) => showRoutes(device) },
  { name: 'neighbours', command: 'ip neigh show', lines: ofLinux(showNeighbours) },
  { name: 'iptables', command: 'iptables-save', lines: ofLinux((device) => showIptables(device)) },
  { name: 'ip6tables', command: 'ip6tables-save', lines: ofLinux((device) => showIptables(device, 6)) },
  { name: 'nft', command: 'nft list ruleset, without the tables of iptables', lines: ofLinux(showNft) },
  { name: 'ipvs', command: 'ipvsadm -Sn', lines: ofLinux(showIpvs) },
  { name: 'ipset', command: 'ipset save', lines: ofLinux(showIpSets) },
  { name: 'ebpf', command: 'cilium-dbg bpf lb list; bpftool net', lines: ofLinux(showEbpf) },
  { name: 'addresses', command: 'ip -br link show; ip -br address show', lines: ofLinux(showAddresses) },
  { name: 'links', command: 'ip -d link show', lines: ofLinux(showLinks) },
  {
    name: 'bridge',
    command: 'bridge link show; bridge fdb show',
    lines: (_, device) => (isLinux(device) ? showBridges(device) : undefined),
  },
  {
    name: 'wireguard',
    command: 'wg show',
    lines: (_, device) => (isLinux(device) ? showWireguard(device) : undefined),
  },
  {
    name: 'policies',
    command: 'the rules of network policies at the links of pods, of the VPC CNI',
    lines: (_, device) => (isLinux(device) ? showPolicies(device) : undefined),
  },
  {
    name: 'qdisc',
    command: 'tc qdisc show',
    lines: (_, device) => (isLinux(device) ? showQdiscs(device) : undefined),
  },
  {
    name: 'resolv',
    command: 'cat /etc/resolv.conf',
    lines: (plan, device) => (isLinux(device) ? showResolv(plan, device.id as ElementId) : undefined),
  },
];

export { showGaps } from './gaps.ts';
export { isLinux } from './is-linux.ts';
export { linesWith, type StateEntry, stateEntryOf } from './state-entry.ts';
export type { Line };
