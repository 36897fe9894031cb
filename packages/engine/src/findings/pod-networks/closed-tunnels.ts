import { type Cidr, contains, parseCidr, parseIp } from '../../base/addr/index.ts';
import { cniOf } from '../../compilers/cnis/index.ts';
import type { PlannedNode } from '../../plan/plan.ts';
import type { FilterLine, PacketFilter } from '../../topology/filter.ts';
import type { ElementId } from '../../topology/id.ts';
import { settingOf } from '../../topology/setting.ts';
import type { Check } from '../check.ts';

/** What a tunnel's packets are, to a filter. */
export interface TunnelPort {
  readonly protocol: string;
  /** Undefined: the protocol has no ports. */
  readonly port?: number;
}

/**
 * NK063: the packets of a CNI's tunnels, which no security group of the receiving node lets in: pods of other nodes are not reached,
 * and nothing is said of it.
 */
export const closedTunnels: Check = {
  codes: ['NK063'],
  doc: "The security groups of a node keep the CNI's tunnels out.",
  *run({ plan }) {
    const groups = new Map(
      plan.topology.vpcs.flatMap((vpc) => vpc.securityGroups).map((group) => [group.id, group] as const),
    );
    for (const cluster of plan.clusters) {
      const cloud = plan.vpcs.find((each) => each.id === cluster.vpc)?.cloud;
      const written = plan.topology.clusters.find((each) => each.id === cluster.id)!;
      const cni = settingOf(written.settings, 'cni');
      const tunnel = cloud === 'aws' ? cniOf(cluster.cni)?.tunnelPort?.(cni?.settings ?? []) : undefined;
      if (!tunnel) continue;
      const nodes = plan.nodes.filter((node) => node.cluster === cluster.id && node.enis.length > 0);
      const told = new Set<ElementId>();
      for (const to of nodes) {
        const own = groupsOf(to, groups);
        const from = nodes.find((each) => each !== to && own && !own.some((group) => admits(group, tunnel, each)));
        const about = own?.[0]?.id;
        if (!from || about === undefined || told.has(about)) continue;
        told.add(about);
        const port = tunnel.port === undefined ? tunnel.protocol : `${tunnel.protocol}/${tunnel.port}`;
        yield {
          code: 'NK063',
          severity: 'warning',
          about,
          message: `security-group ${own![0]!.name} of node ${to.name} does not let in ${port} from node ${from.name}: ${cluster.cni} carries packets between pods in it`,
          related: [{ about: cni?.id ?? cluster.id, message: `cni ${cluster.cni} of cluster ${cluster.name}` }],
          fixes: [
            {
              title: `Add ingress ${port} from self`,
              edits: [{ about, text: `ingress ${port} from self`, inside: true }],
            },
          ],
        };
      }
    }
  },
};

/** The groups of a node that the author wrote; undefined: it has others, which the platform makes. */
function groupsOf(
  { enis }: PlannedNode,
  groups: ReadonlyMap<ElementId, PacketFilter>,
): readonly PacketFilter[] | undefined {
  const own = enis[0]!.securityGroups.map((id) => groups.get(id));
  return own.every((group) => group !== undefined) && own.length > 0 ? own : undefined;
}

const admits = ({ lines }: PacketFilter, tunnel: TunnelPort, from: PlannedNode): boolean =>
  lines.some((line) => line.direction === 'ingress' && isFor(line, tunnel) && isFrom(line, from));

const isFor = ({ ports }: FilterLine, { protocol, port }: TunnelPort): boolean =>
  ports.length === 0 ||
  ports.some(
    (each) =>
      each.protocol === 'all' ||
      (each.protocol === protocol &&
        (port === undefined || each.from === undefined || (port >= each.from && port <= (each.to ?? each.from)))),
  );

function isFrom({ peers }: FilterLine, { address, enis }: PlannedNode): boolean {
  const ip = parseIp(address ?? '');
  return (
    peers.length === 0 ||
    peers.some((peer) => {
      if (peer.kind === 'security-group') return enis[0]!.securityGroups.includes(peer.group);
      if (peer.kind === 'prefix-list') return true;
      const block: Cidr | undefined = parseCidr(peer.cidr)?.cidr;
      // what is no block is a mistake: another check speaks of it
      return block === undefined || (ip !== undefined && contains(block, ip));
    })
  );
}
