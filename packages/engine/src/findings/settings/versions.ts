import { switchesOf } from '../../compilers/cnis/vpc-cni/settings.ts';
import { amiTypeOf, imageOf, type MachineImage } from '../../plan/machine-image.ts';
import type { Plan, PlannedNode } from '../../plan/plan.ts';
import {
  ageOf,
  type ComponentName,
  changes,
  components,
  hasChange,
  type VersionChange,
  versionOf,
} from '../../plan/versions.ts';
import type { Cluster } from '../../topology/cluster.ts';
import { type Setting, settingOf } from '../../topology/setting.ts';
import type { Check } from '../check.ts';
import type { Finding } from '../finding.ts';

/**
 * NK145: a version that netk's tables are not of, or that does not go with what is written beside it. NK008: of the
 * version it is not known which tables it has.
 */
export const versions: Check = {
  codes: ['NK145', 'NK008'],
  doc: "A version is outside of those that netk's tables are of.",
  *run({ plan }) {
    for (const cluster of plan.topology.clusters) {
      const cni = settingOf(cluster.settings, 'cni');
      const kubernetes = settingOf(cluster.settings, 'kubernetes');
      if (kubernetes) yield* outside('kubernetes', versionOf(cluster, 'kubernetes'), kubernetes);
      if (cni) yield* outside('vpc-cni', versionOf(cluster, 'vpc-cni'), cni);
      if (cni) yield* tooYoung(cni, versionOf(cluster, 'vpc-cni'));
      const balancers = settingOf(cluster.settings, 'aws-load-balancer-controller');
      if (balancers) yield* outside('aws-load-balancer-controller', balancers.values[0], balancers);
      yield* withoutAl2(cluster);
      if (cni) yield* unknownTables(plan, cluster, cni);
    }
  },
};

const warning = (about: Finding['about'], message: string): Finding => ({
  ...{ code: 'NK145', severity: 'warning', about, message },
  related: [],
});

function* outside(of: ComponentName, version: string | undefined, { id }: Setting): Generator<Finding> {
  if (version === undefined) return;
  const { written, from, to, assumed } = components[of];
  const tables = `netk's ${of === 'aws-load-balancer-controller' ? 'rules' : 'tables'} are of ${from} to ${to}`;
  const age = ageOf(of, version);
  if (age === 'unreadable')
    yield warning(id, `${written} ${version} is no version such as ${assumed}, and counts as that: ${tables}`);
  if (age === 'older')
    yield warning(
      id,
      of === 'vpc-cni'
        ? `${written} ${version}: ${tables}; what pods send to addresses outside the VPC is undetermined`
        : `${written} ${version}: ${tables}, and walks are answered with those of ${from}`,
    );
  if (age === 'newer')
    yield warning(id, `${written} ${version}: ${tables}, and walks are answered with those of ${to}`);
}

const youngSettings: Readonly<Record<string, VersionChange>> = {
  ENABLE_SUBNET_DISCOVERY: 'subnetDiscovery',
  ENABLE_IMDS_ONLY_MODE: 'imdsOnlyMode',
  ENABLE_MULTI_NIC: 'multiNic',
};

function* tooYoung(cni: Setting, version: string | undefined): Generator<Finding> {
  if (version === undefined) return;
  for (const { id, key } of cni.settings) {
    const change = Object.hasOwn(youngSettings, key) ? youngSettings[key] : undefined;
    if (change && !hasChange(version, change))
      yield warning(id, `${key} exists since VPC CNI ${changes[change].since}: ${version} ignores it`);
  }
}

function* withoutAl2(cluster: Cluster): Generator<Finding> {
  const version = versionOf(cluster, 'kubernetes');
  if (version === undefined || (cluster.platform ?? 'eks') !== 'eks' || !hasChange(version, 'withoutAl2')) return;
  const seen = new Set<Setting>();
  for (const machine of [...cluster.nodes, ...cluster.nodeGroups]) {
    const written = amiTypeOf(cluster, machine);
    if (!written || seen.has(written) || imageOf(cluster, machine).family !== 'al2') continue;
    seen.add(written);
    yield warning(
      written.id,
      `${written.values[0]}: EKS has no image with Amazon Linux 2 since Kubernetes ${changes.withoutAl2.since}, and this cluster is ${version}`,
    );
  }
}

function* unknownTables({ nodes, clusters }: Plan, { id, name }: Cluster, cni: Setting): Generator<Finding> {
  const planned = clusters.find((each) => each.id === id);
  const version = cni.values[1];
  if (planned?.cni !== 'vpc-cni' || switchesOf(cni.settings).externalSnat || !hasChange(version, 'connmarkNft')) return;
  const having = (iptables: MachineImage['iptables']) =>
    nodes.find(({ cluster, image }) => cluster === id && image.iptables === iptables);
  const told = (node: PlannedNode, message: string): Finding => ({
    ...{ code: 'NK008', severity: 'information', about: cni.id, message },
    related: [{ about: node.group ?? node.id, message: `node ${node.name}` }],
  });
  const unknown = having(undefined);
  if (unknown)
    yield told(
      unknown,
      `whether the connmark rules of VPC CNI ${version} are a table of nftables on a node such as ${unknown.name} of cluster ${name} is not known, for its image is not: what its pods send to addresses outside the VPC is undetermined`,
    );
  const node = hasChange(version, 'connmarkRestoreUnknown') ? having('nft') : undefined;
  if (node)
    yield told(
      node,
      `on nodes with iptables-nft, such as ${node.name} of cluster ${name}, VPC CNI 1.23.0 and 1.23.1 overwrite the whole mark of a first packet; whether ${version} does is not known: a packet that has other bits of the mark there has an undetermined end`,
    );
}
