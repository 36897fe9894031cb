import { parseCidr, showCidr } from '../base/addr/index.ts';
import type { Cluster } from '../topology/cluster.ts';
import { settingOf } from '../topology/setting.ts';
import type { Draft } from './draft.ts';
import { memberOf } from './members.ts';
import type { IpMasqAgent } from './plan.ts';

/** What the agent spares without a configuration (kubernetes-sigs/ip-masq-agent, NewMasqConfig). */
const usual = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];

/**
 * The agent of a cluster: as written; with the plugins bridge and ptp, where nobody says what becomes of the addresses of pods outside of the
 * cluster, one that spares the cluster's own block, since without it no pod would get an answer from elsewhere.
 */
export function ipMasqAgentOf(
  draft: Draft,
  cluster: Cluster,
  { cni, clusterCidr }: { readonly cni: string; readonly clusterCidr: string | undefined },
): IpMasqAgent | undefined {
  const written = settingOf(cluster.settings, 'ip-masq-agent');
  const byNode = memberOf(draft.members.cnis, cni)?.masquerades;
  if (written) {
    const own = settingOf(written.settings, 'nonMasqueradeCIDRs')?.values ?? usual;
    return {
      nonMasqueradeCidrs: own.flatMap((text) => {
        const block = parseCidr(text)?.cidr;
        return block && typeof block.base === 'number' ? [showCidr(block)] : [];
      }),
      masqLinkLocal: settingOf(written.settings, 'masqLinkLocal')?.values[0] === 'true',
      // GKE documentation, IP masquerade agent: the chain has to be that of the nodes' own rules (--masq-chain)
      ...(byNode ? { own: { chain: byNode.chain, label: 'ip-masq-agent' } } : {}),
      source: written.id,
    };
  }
  if (byNode) {
    // gcloud container clusters create --disable-default-snat: nothing is translated
    if (settingOf(cluster.settings, 'disable-default-snat')?.values[0] === 'true') return undefined;
    return { nonMasqueradeCidrs: [...byNode.spares.keys()], masqLinkLocal: false, own: byNode };
  }
  const block = settingOf(cluster.settings, 'cni')?.settings ?? [];
  const bare = memberOf(draft.members.cnis, cni)?.leavesBare === true;
  if (!bare || clusterCidr === undefined || settingOf(block, 'ipMasq')) return undefined;
  draft.supply(
    cluster.id,
    `ip-masq-agent nonMasqueradeCIDRs ${clusterCidr}`,
    `Without it pods of the ${cni} plugin would leave the cluster with addresses that nobody knows the way to.`,
  );
  return { nonMasqueradeCidrs: [clusterCidr], masqLinkLocal: false };
}
