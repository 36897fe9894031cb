import { sha1 } from '@noble/hashes/legacy.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { parseCidr } from '../base/addr/index.ts';
import type { Cluster, ControlPlane } from '../topology/cluster.ts';
import { type ElementId, elementId } from '../topology/id.ts';
import { settingOf } from '../topology/setting.ts';
import { clusterGroup } from './cluster-group.ts';
import type { Draft } from './draft.ts';
import { nextOutside } from './drawn-addresses.ts';
import { egressModes, type Listen, type PlannedApiServer, type PlannedCluster, type PlannedHost } from './plan.ts';

const https = (id: ElementId): readonly Listen[] => [{ id, protocol: 'tcp', port: 443 }];

/**
 * The API servers of EKS: an interface in the VPC for each `x-eni` line, with the cluster's security group and those that
 * the author adds, and one machine on Amazon's side (EKS user guide, cluster endpoint access and network requirements).
 * It comes last: what it draws takes nothing from others.
 */
export function planApiServers(draft: Draft): void {
  for (const planned of draft.clusters) {
    const cluster = draft.topology.clusters.find(({ id }) => id === planned.id);
    const plane = cluster?.controlPlane;
    if (!cluster || !plane || !draft.platformOf(cluster.platform)?.runsControlPlane) continue;
    draft.apiServers.push(planApiServer(draft, cluster, planned, plane));
  }
}

function planApiServer(draft: Draft, cluster: Cluster, planned: PlannedCluster, plane: ControlPlane): PlannedApiServer {
  const value = (key: string): string | undefined => settingOf(plane.settings, key)?.values[0];
  const vpc = draft.topology.vpcs.find(({ id }) => id === planned.vpc);
  const ofVpc = (key: string): string | undefined => settingOf(vpc?.settings ?? [], key)?.values[0];
  const isPublic = value('endpointPublicAccess') !== 'false';
  const xEnis = plane.xEnis.flatMap(({ id, address, subnet }) => {
    const at = subnet ?? subnetWith(draft, planned.vpc, address.text);
    if (at === undefined) return [];
    draft.foreign.delete(address.text);
    draft.hosts.push({
      ...{ id, name: `X-ENI ${address.text}`, kind: 'control-plane', subnet: at, address: address.text },
      ...{ addressAssigned: false, securityGroups: [clusterGroup(cluster), ...plane.securityGroups] },
      listens: https(id),
    });
    return [id];
  });
  const outside = elementId(`${plane.id}#api-server`);
  const address = nextOutside(draft.drawn);
  draft.drawn.set(outside, address);
  draft.hosts.push({
    ...{ id: outside, source: plane.id, name: `API server of ${cluster.name}`, kind: 'server', address },
    ...{ addressAssigned: true, securityGroups: [], listens: isPublic ? https(plane.id) : [] },
    ...admitted(plane, isPublic),
  });
  const label = bytesToHex(sha1(utf8ToBytes(cluster.name)))
    .slice(0, 32)
    .toUpperCase();
  return {
    ...{ id: plane.id, cluster: cluster.id, xEnis, outside, isPublic },
    host: `${label}.gr7.${ofVpc('region') ?? 'us-east-1'}.eks.amazonaws.com`,
    isPrivate: value('endpointPrivateAccess') === 'true',
    hasZone: ofVpc('enable-dns-support') !== 'false' && ofVpc('enable-dns-hostnames') === 'true',
    egress: egressModes.find((each) => each === value('controlPlaneEgressMode')) ?? 'AWS_MANAGED',
  };
}

/** Whom the public endpoint lets in: everybody, unless blocks are written; nobody, where it is switched off. */
function admitted({ id, settings }: ControlPlane, isPublic: boolean): Pick<PlannedHost, 'admits'> {
  const setting = settingOf(settings, isPublic ? 'publicAccessCidrs' : 'endpointPublicAccess');
  if (!isPublic) return { admits: { blocks: [], source: setting?.id ?? id } };
  const blocks = setting?.values.filter((text) => parseCidr(text) !== undefined) ?? [];
  return blocks.length > 0 ? { admits: { blocks, source: setting!.id } } : {};
}

const subnetWith = (draft: Draft, vpc: ElementId | undefined, address: string): ElementId | undefined =>
  [...draft.subnets.values()].find((book) => book.subnet.vpc === vpc && book.has(address))?.subnet.id;
