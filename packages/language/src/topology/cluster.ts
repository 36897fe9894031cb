import type { Cluster, Namespace } from '@netk/engine';
import {
  type Cluster as ClusterNode,
  isClusterPolicy,
  isControlPlane,
  isEniConfig,
  isIngress,
  isKubeGateway,
  isKubeRoute,
  isNamespace,
  isNetworkPolicy,
  isNode,
  isNodeGroup,
  isPod,
  isSecurityGroupPolicy,
  isService,
  isSetting,
  isTags,
  isWorkload,
  type Namespace as NamespaceNode,
} from '../generated/ast.ts';
import { formerPlatforms } from '../words/names.ts';
import { byId, type Draft, docOf, maybe, present } from './draft.ts';
import { kubeGateway, kubeRoute } from './gateways.ts';
import { labelsOf, tagSettings } from './labels.ts';
import { controlPlane, eniConfig, node, nodeGroup } from './nodes.ts';
import { clusterPolicy, networkPolicy, securityGroupPolicy } from './policies.ts';
import { ingress, service } from './services.ts';
import { pod, workload } from './workloads.ts';

function namespace(draft: Draft, statement: NamespaceNode): Namespace | undefined {
  const id = draft.element(statement);
  if (!id) return undefined;
  return {
    id,
    name: statement.name,
    ...docOf(statement),
    labels: labelsOf(statement.items.filter(isTags)),
    settings: draft.settings(id, statement.items.filter(isSetting)),
  };
}

const platformOf = (written: string | undefined): string | undefined =>
  written !== undefined && Object.hasOwn(formerPlatforms, written)
    ? formerPlatforms[written as keyof typeof formerPlatforms]
    : written;

/** A cluster with everything in it; what stands in a node or a namespace belongs to the cluster's lists. */
export function cluster(draft: Draft, statement: ClusterNode): Cluster | undefined {
  const id = draft.element(statement);
  if (!id) return undefined;
  const namespaces = statement.items.filter(isNamespace);
  const nodes = statement.items.filter(isNode);
  const objects = [...statement.items, ...namespaces.flatMap((block) => block.items)];
  const pods = [...objects, ...nodes.flatMap((block) => block.items)].filter(isPod).map((item) => pod(draft, item));
  const plane = statement.items.findLast(isControlPlane);
  return {
    id,
    name: statement.name,
    ...docOf(statement),
    ...maybe('platform', platformOf(statement.platform)),
    ...maybe('vpc', draft.of(id, statement.network)),
    ...maybe('controlPlane', plane && controlPlane(draft, id, plane)),
    nodes: byId(present(nodes.map((item) => node(draft, item)))),
    nodeGroups: byId(present(statement.items.filter(isNodeGroup).map((item) => nodeGroup(draft, item)))),
    namespaces: byId(present(namespaces.map((item) => namespace(draft, item)))),
    eniConfigs: byId(present(statement.items.filter(isEniConfig).map((item) => eniConfig(draft, item)))),
    pods: byId(present(pods)),
    workloads: byId(present(objects.filter(isWorkload).map((item) => workload(draft, item)))),
    services: byId(present(objects.filter(isService).map((item) => service(draft, item)))),
    ingresses: byId(present(objects.filter(isIngress).map((item) => ingress(draft, item)))),
    gateways: byId(present(objects.filter(isKubeGateway).map((item) => kubeGateway(draft, item)))),
    gatewayRoutes: byId(present(objects.filter(isKubeRoute).map((item) => kubeRoute(draft, item)))),
    clusterPolicies: byId(present(statement.items.filter(isClusterPolicy).map((item) => clusterPolicy(draft, item)))),
    networkPolicies: byId(present(objects.filter(isNetworkPolicy).map((item) => networkPolicy(draft, item)))),
    securityGroupPolicies: byId(
      present(objects.filter(isSecurityGroupPolicy).map((item) => securityGroupPolicy(draft, item))),
    ),
    settings: [
      ...draft.settings(id, statement.items.filter(isSetting)),
      ...tagSettings(draft, id, statement.items.filter(isTags)),
    ],
  };
}
