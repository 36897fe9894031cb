import type { ClusterPolicy, ElementId, NetworkPolicy, PolicyPeer, SecurityGroupPolicy } from '@netk/engine';
import {
  type ClusterPolicy as ClusterPolicyNode,
  isClusterPolicyRule,
  isPolicyRule,
  isPolicySubject,
  isSelector,
  isSetting,
  type NetworkPolicy as NetworkPolicyNode,
  type PolicyPeer as PolicyPeerNode,
  type PolicyRule,
  type SecurityGroupPolicy as SecurityGroupPolicyNode,
} from '../generated/ast.ts';
import { namespaced } from '../names/scope-of.ts';
import { type Draft, docOf, maybe } from './draft.ts';
import { requirement, selectorOf } from './labels.ts';
import { portSpec } from './port-spec.ts';
import { securityGroups } from './uses.ts';

function policyPeer(node: PolicyPeerNode): PolicyPeer {
  return {
    ...maybe('cidr', node.cidr),
    except: [...node.except],
    ...maybe('namespaces', node.byNamespace ? node.namespaces.map(requirement) : undefined),
    ...maybe('pods', node.byPod ? node.pods.map(requirement) : undefined),
    ...maybe('nodes', node.byNode ? node.nodes.map(requirement) : undefined),
    ...maybe('domains', node.domains.length > 0 ? [...node.domains] : undefined),
  };
}

/** The lines of a policy, numbered by direction. */
export function policyRules(draft: Draft, id: ElementId, nodes: readonly PolicyRule[]): NetworkPolicy['rules'] {
  const count = { ingress: 0, egress: 0 };
  return nodes
    .filter((rule) => rule.direction !== undefined)
    .map((rule) => {
      const line = draft.part(id, `${rule.direction}.${count[rule.direction]}`, rule);
      count[rule.direction] += 1;
      return {
        id: line,
        direction: rule.direction,
        ports: rule.ports.map(portSpec),
        ...maybe('peer', rule.peer && policyPeer(rule.peer)),
      };
    });
}

/** A NetworkPolicy, or the ApplicationNetworkPolicy of EKS. */
export function networkPolicy(draft: Draft, node: NetworkPolicyNode): NetworkPolicy | undefined {
  const id = draft.element(node);
  if (!id) return undefined;
  return {
    id,
    ...(node.kind === 'applicationnetworkpolicy' ? { kind: node.kind } : {}),
    ...namespaced(node, node.name),
    ...docOf(node),
    ...maybe('podSelector', selectorOf(draft, id, node.items.filter(isSelector))),
    rules: policyRules(draft, id, node.items.filter(isPolicyRule)),
    settings: draft.settings(id, node.items.filter(isSetting)),
  };
}

/** A policy of the cluster, with its rules in the order of the file. */
export function clusterPolicy(draft: Draft, node: ClusterPolicyNode): ClusterPolicy | undefined {
  const id = draft.element(node);
  if (!id) return undefined;
  const count = { ingress: 0, egress: 0 };
  const subject = node.items.filter(isPolicySubject).at(-1)?.peer;
  return {
    id,
    kind: node.kind ?? 'clusternetworkpolicy',
    name: node.name,
    ...docOf(node),
    ...maybe('subject', subject && policyPeer(subject)),
    rules: node.items
      .filter(isClusterPolicyRule)
      .filter((rule) => rule.direction !== undefined)
      .map((rule) => {
        const line = draft.part(id, `${rule.direction}.${count[rule.direction]}`, rule);
        count[rule.direction] += 1;
        return {
          id: line,
          direction: rule.direction,
          action: (rule.action ?? '').toLowerCase(),
          ports: rule.ports.map(portSpec),
          ...maybe('peer', rule.peer && policyPeer(rule.peer)),
        };
      }),
    settings: draft.settings(id, node.items.filter(isSetting)),
  };
}

/** Security groups for pods. */
export function securityGroupPolicy(draft: Draft, node: SecurityGroupPolicyNode): SecurityGroupPolicy | undefined {
  const id = draft.element(node);
  if (!id) return undefined;
  return {
    id,
    ...namespaced(node, node.name),
    ...maybe('podSelector', selectorOf(draft, id, node.items.filter(isSelector))),
    securityGroups: securityGroups(draft, id, node.items) ?? [],
    settings: draft.settings(id, node.items.filter(isSetting)),
  };
}
