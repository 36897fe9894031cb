import { type Cidr, contains, overlaps, parseCidr, parseIp, plus, showIp } from '../../base/addr/index.ts';
import type { Plan, PlannedCluster, PlannedNode } from '../../plan/plan.ts';
import { settingOf } from '../../topology/setting.ts';
import type { Check } from '../check.ts';
import type { Finding } from '../finding.ts';

/**
 * Where each node has a block for its pods: NK034, a pod whose address is not of its node's block, so that packets for it go to
 * another node or nowhere; NK032, blocks of two nodes that overlap, or one outside of the cluster's, or one that the CNI's manager gives
 * where the machines of the network are (the pool of Cilium is 10.0.0.0/8 unless another is written).
 */
export const nodeBlock: Check = {
  codes: ['NK032', 'NK034'],
  doc: "A pod's address is outside of its node's block, or the blocks of nodes overlap.",
  *run({ plan }) {
    for (const cluster of plan.clusters) {
      if (!cluster.podsApart) continue;
      const nodes = plan.nodes.filter((node) => node.cluster === cluster.id);
      yield* blocks(nodes, cluster.clusterCidr);
      yield* amongMachines(plan, cluster, nodes);
      yield* pods(
        plan,
        cluster.id,
        nodes.filter(({ podCidr }) => podCidr !== undefined),
      );
    }
  },
};

/** Told once for a cluster: what its nodes send to machines of that subnet stays among their pods. */
function* amongMachines(plan: Plan, cluster: PlannedCluster, nodes: readonly PlannedNode[]): Generator<Finding> {
  // of a block that is written, `pod-cidr.ts` speaks
  const written = plan.topology.clusters.find(({ id }) => id === cluster.id)?.settings ?? [];
  if (settingOf(written, 'clusterCIDR')) return;
  const subnets = plan.subnets.filter(({ vpc }) => vpc === cluster.vpc);
  for (const { name, podBlocks = [] } of nodes)
    for (const text of podBlocks) {
      const block = parseCidr(text)?.cidr;
      const subnet = subnets.find(({ cidr }) => {
        const other = parseCidr(cidr ?? '')?.cidr;
        return block && other && overlaps(block, other);
      });
      if (!subnet) continue;
      yield {
        code: 'NK032',
        severity: 'error',
        about: cluster.id,
        message: `${text}, the block of the pods of node ${name}, overlaps subnet ${subnet.name} ${subnet.cidr}: write a clusterCIDR that nothing else has`,
        related: [{ about: subnet.id, message: `subnet ${subnet.name}` }],
      };
      return;
    }
}

const blockOf = ({ podCidr }: PlannedNode): Cidr | undefined => parseCidr(podCidr ?? '')?.cidr;

function* blocks(nodes: readonly PlannedNode[], clusterCidr: string | undefined): Generator<Finding> {
  const whole = parseCidr(clusterCidr ?? '')?.cidr;
  const sorted = nodes
    .flatMap((node) => {
      const block = blockOf(node);
      return block ? [{ node, block }] : [];
    })
    .sort((a, b) => Number(a.block.base) - Number(b.block.base));
  for (const [at, { node, block }] of sorted.entries()) {
    const about = node.group ?? node.id;
    const next = sorted[at + 1];
    if (whole && !(contains(whole, block.base) && block.bits >= whole.bits))
      yield {
        code: 'NK032',
        severity: 'warning',
        about,
        message: `podCIDR ${node.podCidr} of node ${node.name} is not in clusterCIDR ${clusterCidr}: kube-proxy takes its pods for strangers`,
        related: [],
      };
    if (next && overlaps(block, next.block))
      yield {
        code: 'NK032',
        severity: 'error',
        about: next.node.group ?? next.node.id,
        message: `podCIDR ${next.node.podCidr} of node ${next.node.name} overlaps podCIDR ${node.podCidr} of node ${node.name}`,
        related: [{ about, message: `node ${node.name}` }],
      };
  }
}

function* pods(plan: Plan, cluster: string, nodes: readonly PlannedNode[]): Generator<Finding> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  for (const pod of plan.topology.clusters.find(({ id }) => id === cluster)?.pods ?? []) {
    const node = pod.node === undefined ? undefined : byId.get(pod.node);
    const block = node && blockOf(node);
    if (!node || !block) continue;
    for (const { id, text } of pod.addresses) {
      const ip = parseIp(text);
      if (typeof ip !== 'number') continue;
      const isGateway = ip === plus(block.base, 1);
      if (contains(block, ip) && !isGateway) continue;
      yield {
        code: 'NK034',
        severity: 'error',
        about: id,
        message: isGateway
          ? `${text} (pod ${pod.name}) is the address of the bridge of node ${node.name}`
          : `${text} (pod ${pod.name}) is outside of the block of node ${node.name}, ${node.podCidr}: it would be ${showIp(plus(block.base, 2))} or a later one`,
        related: [{ about: node.id, message: `node ${node.name} ${node.podCidr}` }],
      };
    }
  }
}
