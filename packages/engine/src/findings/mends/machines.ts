import type { PlannedNode } from '../../plan/plan.ts';
import { type Mend, type Mender, ownerOf, type Stop, setTo } from './mend.ts';

/** The node of a stop as the file declares it: itself, or its group. */
const nodeOf = ({ plan, ...stop }: Stop) => {
  const planned = plannedNode({ plan, ...stop });
  const clusters = plan.topology.clusters;
  return (
    clusters.flatMap(({ nodes }) => nodes).find(({ id }) => id === planned?.id) ??
    clusters.flatMap(({ nodeGroups }) => nodeGroups).find(({ id }) => id === planned?.group)
  );
};

/** The node at which it stops: itself, that of the pod, else the one that it passed last. */
function plannedNode({ plan, blocker, branch }: Stop): PlannedNode | undefined {
  const pod = plan.pods.find(({ id }) => id === blocker.id);
  const passed = [...branch.forward, ...branch.reply].findLast(({ kind }) => kind === 'node')?.id;
  const place = [blocker.id, pod?.node, passed, plan.pods.find(({ id }) => id === branch.forward[0]?.id)?.node];
  return place.map((id) => plan.nodes.find((node) => node.id === id)).find((node) => node !== undefined);
}

/** A setting of the node that a packet meets. */
const nodeSetting =
  (key: string, value: string, cost: string): Mender =>
  (stop) => {
    const node = nodeOf(stop);
    return node ? [{ title: `Set ${key} ${value} on ${node.name}`, cost, edits: [setTo(node, key, value)] }] : [];
  };

export const forwardPolicy = nodeSetting(
  'forwardPolicy',
  'accept',
  'The node forwards what no rule is about, as a machine without a firewall does.',
);
export const metadataHops = nodeSetting(
  'imds-hop-limit',
  '2',
  'Every pod of the node can read the credentials of its role.',
);

/** A setting of the pod network of the cluster in which it stops. */
function cniSetting(stop: Stop, key: string, value: string, cost: string): readonly Mend[] {
  const { plan } = stop;
  const node = plannedNode(stop);
  const cluster = node ? plan.topology.clusters.find(({ id }) => id === node.cluster) : plan.topology.clusters[0];
  const cni = cluster?.settings.findLast((setting) => setting.key === 'cni');
  const name = cni?.values[0] ?? (cluster ? plan.clusters.find(({ id }) => id === cluster.id)?.cni : undefined);
  if (!cluster || name === undefined) return [];
  const title = `Set ${key} ${value} in cni ${name} of ${cluster.name}`;
  const edits = [
    cni
      ? setTo(cni, key, value)
      : { about: cluster.id, text: `cni ${name} { ${key} ${value} }`, inside: true as const },
  ];
  return [{ title, cost, edits }];
}

const costs: Readonly<Record<string, string>> = {
  AWS_VPC_CNI_NODE_PORT_SUPPORT: 'The reverse path check of the nodes becomes loose, and marks lead answers back.',
  AWS_VPC_K8S_CNI_EXTERNALSNAT: 'Outside of the VPC all pods of a node have the address of the node.',
  AWS_EXTERNAL_SERVICE_CIDRS:
    'What goes to this block leaves by the first interface, whatever interface the pod is on.',
};

/** The switch of the Amazon VPC CNI that advice names. */
export const vpcCni: Mender = (stop) => {
  const [, key, value] = /^Set (\S+) (\S+) in cni vpc-cni of the cluster\.$/.exec(stop.blocker.fix ?? '') ?? [];
  return key === undefined || value === undefined ? [] : cniSetting(stop, key, value, costs[key] ?? '');
};

export const bridgeFrames: Mender = (stop) =>
  cniSetting(
    stop,
    'bridge-nf-call-iptables',
    '1',
    'Frames between pods of a node meet every rule of iptables, which takes time.',
  );
export const hairpin: Mender = (stop) =>
  cniSetting(stop, 'hairpinMode', 'true', 'The bridge sends frames back where they came from: broadcasts, too.');

/** The line to the network on premises. */
export const lineUp: Mender = ({ plan, blocker }) => {
  const { vpnConnections, virtualInterfaces } = plan.topology;
  const line = ownerOf([...vpnConnections, ...virtualInterfaces], blocker.source);
  if (!line) return [];
  const cost = 'The line itself has to come up: the file only says that it does.';
  return [{ title: `Set state up on ${line.name}`, cost, edits: [setTo(line, 'state', 'up')] }];
};
