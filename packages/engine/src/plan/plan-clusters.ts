import { type Cidr, cidrFamily, type Family, parseCidr, parseIp, plus, showCidr, showIp } from '../base/addr/index.ts';
import type { Cluster } from '../topology/cluster.ts';
import { settingOf } from '../topology/setting.ts';
import type { Draft } from './draft.ts';
import { egressFamilyOf } from './egress-address.ts';
import { blocksOf, familiesOf } from './families.ts';
import { isAutopilot } from './gke-modes.ts';
import { ipMasqAgentOf } from './ip-masq-agent.ts';
import { memberOf } from './members.ts';
import { blockNamed } from './named-ranges.ts';
import { nodeLocalSourceOf } from './node-local-dns.ts';
import { foreignCni, unknownNodes } from './unknown-nodes.ts';
import { unmodelledSettings } from './unmodelled-settings.ts';

/** The clusters' switches: what the author wrote, else the preset of the platform. */
export function planClusters(draft: Draft): void {
  for (const cluster of draft.topology.clusters) planCluster(draft, cluster);
}

function planCluster(draft: Draft, cluster: Cluster): void {
  const platform = draft.platformOf(cluster.platform);
  if (cluster.platform === undefined) draft.supply(cluster.id, 'on eks', 'A cluster without a platform is on EKS.');
  if (!platform) {
    draft.lacks(cluster.id, `cluster on ${cluster.platform}`);
    return;
  }
  const preset = `preset ${platform.id}`;
  const vpc = draft.vpcs.find((each) => each.id === cluster.vpc);
  const cni = settingOf(cluster.settings, 'cni');
  const proxy = settingOf(cluster.settings, 'kube-proxy');
  const written = settingOf(cluster.settings, 'serviceCIDR');
  const usual = platform.cniFor?.(cluster.settings) ?? platform.cni;
  if (!cni) draft.supply(cluster.id, `cni ${usual}`, preset);
  const cniName = cni?.values[0] ?? usual;
  const families = familiesOf(cluster, cniName);
  const egress = egressFamilyOf(cluster, cniName, families[0] ?? 4);
  const own = blocksOf(cluster.settings, 'serviceCIDR');
  const given = families[0] === 6 ? platform.serviceCidr6 : platform.serviceCidr(vpc?.cidrs ?? []);
  const serviceCidr = showOf(own, families[0]) ?? showNamed(draft, cluster, 'serviceCIDR') ?? given.cidr;
  const otherServiceCidr = showOf(own, families[1]);
  const replaced = memberOf(draft.members.cnis, cniName)?.ownProxy?.(cni?.settings ?? []);
  const proxyName = proxy?.values[0] ?? replaced ?? platform.proxy;
  if (!proxy)
    draft.supply(cluster.id, `kube-proxy ${proxyName}`, replaced === undefined ? preset : `cni ${cniName} replaces it`);
  if (!written) draft.supply(cluster.id, `serviceCIDR ${serviceCidr}`, given.why);
  if (cni && !draft.hasCni(cniName)) draft.lacks(cni.id, `cni ${cniName}`);
  const elsewhere = foreignCni(cluster, draft.members, cniName);
  if (cni && elsewhere !== undefined) draft.lacks(cni.id, elsewhere);
  if (proxy && !memberOf(draft.members.proxies, proxyName)) draft.lacks(proxy.id, `kube-proxy ${proxyName}`);
  const clusterCidr = clusterCidrOf(draft, cluster, cniName, families);
  const otherClusterCidr = showOf(blocksOf(cluster.settings, 'clusterCIDR'), families[1]);
  const ipMasqAgent = ipMasqAgentOf(draft, cluster, { cni: cniName, clusterCidr });
  const passes = memberOf(draft.members.cnis, cniName)?.passes?.(cni?.settings ?? []);
  const bgp = memberOf(draft.members.cnis, cniName)?.bgp?.(cni?.settings ?? []);
  const base = parseCidr(serviceCidr)!.cidr.base;
  const dns = parseIp(settingOf(cluster.settings, 'dnsAddress')?.values[0] ?? '');
  const unknown = unknownNodes(cluster, draft.members, cniName);
  draft.clusters.push({
    id: cluster.id,
    name: cluster.name,
    platform: platform.id,
    groupName: platform.groupName(cluster.name),
    ...(cluster.vpc === undefined ? {} : { vpc: cluster.vpc }),
    cni: cniName,
    proxy: proxyName,
    families,
    ...(egress === undefined ? {} : { egress }),
    serviceCidr,
    ...(otherServiceCidr === undefined ? {} : { otherServiceCidr }),
    ...(otherClusterCidr === undefined ? {} : { otherClusterCidr }),
    ...(clusterCidr === undefined ? {} : { clusterCidr }),
    ...(memberOf(draft.members.cnis, cniName)?.podAddresses !== 'network' && draft.hasCni(cniName)
      ? { podsApart: true as const }
      : {}),
    dnsAddress: showIp(dns ?? plus(base, 10)),
    ...(passes ? { passes } : {}),
    ...(bgp ? { bgp } : {}),
    ...(cniName === platform.cniFor?.(cluster.settings) && nodeLocalSourceOf(cluster)
      ? { nodeLocalDns: isAutopilot(cluster) ? ('cloud-dns' as const) : ('redirected' as const) }
      : {}),
    ...(isAutopilot(cluster) || (platform.id === 'gke' && settingOf(cluster.settings, 'workloadIdentityConfig'))
      ? { workloadIdentity: true as const }
      : {}),
    ...(ipMasqAgent ? { ipMasqAgent } : {}),
    ...(unknown === undefined ? {} : { unknown }),
  });
  for (const { setting } of unmodelledSettings(cluster, draft.members, families)) draft.lacks(setting.id, setting.key);
  if (!memberOf(draft.members.policies, cniName))
    for (const { id, kind } of [
      ...cluster.networkPolicies.map(({ id, kind = 'networkpolicy' }) => ({ id, kind })),
      ...cluster.clusterPolicies,
    ])
      draft.lacks(id, kind);
  if (cniName !== 'vpc-cni' || families[0] !== 4)
    for (const each of cluster.securityGroupPolicies) draft.lacks(each.id, 'securitygrouppolicy');
}

const showOf = (blocks: readonly Cidr[], family: Family | undefined): string | undefined => {
  const block = blocks.find((each) => cidrFamily(each) === family);
  return block && showCidr(block);
};

/** The block of a range of a subnet that a setting names. */
function showNamed(draft: Draft, cluster: Cluster, key: string): string | undefined {
  const text = settingOf(cluster.settings, key)?.values[0] ?? '';
  const block = parseCidr(text) ? undefined : blockNamed(draft.topology, cluster, text);
  return block && showCidr(block);
}

/** The block of pods: as written, else the platform's, where the CNI gives pods addresses of their own. */
function clusterCidrOf(draft: Draft, cluster: Cluster, cni: string, [family]: readonly Family[]): string | undefined {
  const own = showOf(blocksOf(cluster.settings, 'clusterCIDR'), family) ?? showNamed(draft, cluster, 'clusterCIDR');
  if (own !== undefined) return own;
  const platform = draft.platformOf(cluster.platform);
  if ((memberOf(draft.members.cnis, cni)?.podAddresses ?? 'network') === 'network') return undefined;
  const pool = memberOf(draft.members.cnis, cni)?.pool?.(settingOf(cluster.settings, 'cni')?.settings ?? []);
  const given = pool ?? platform?.clusterCidr ?? '10.244.0.0/16';
  draft.supply(
    cluster.id,
    `clusterCIDR ${given}`,
    pool === undefined ? `preset ${platform?.id}` : `The pool of ${cni}.`,
  );
  return given;
}
