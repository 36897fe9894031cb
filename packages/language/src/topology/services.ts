import type { Backend, ElementId, Ingress, Placement, Service } from '@netk/engine';
import {
  type Backend as BackendNode,
  type Endpoint,
  type Ingress as IngressNode,
  isDefaultBackend,
  isEndpoint,
  isIngressRule,
  isPlaceInSubnet,
  isPort,
  isSelector,
  isSetting,
  isTags,
  type PlaceInSubnet,
  type Service as ServiceNode,
} from '../generated/ast.ts';
import { namespaceAround, namespaced } from '../names/scope-of.ts';
import { useAnnotation } from '../names/wanted.ts';
import { type Draft, docOf, maybe, present } from './draft.ts';
import { labelsOf, selectorOf, tagSettings } from './labels.ts';
import { ports } from './ports.ts';
import { securityGroups, subnets } from './uses.ts';

/** Where a balancer or the interfaces of pods stand. */
export function placements(draft: Draft, owner: ElementId, nodes: readonly PlaceInSubnet[]): Placement[] {
  const placed = nodes.map((node, index): Placement | undefined => {
    const id = draft.part(owner, `subnet.${index}`, node);
    const subnet = draft.of(id, node.subnet);
    return (
      subnet && {
        id,
        subnet,
        addresses: draft.written(id, 'address', node, 'addresses', node.addresses),
        eips: draft.written(id, 'eip', node, 'eips', node.eips),
      }
    );
  });
  return present(placed);
}

/** Endpoints by hand. */
export const endpoints = (draft: Draft, id: ElementId, nodes: readonly Endpoint[]): Service['endpoints'] =>
  nodes
    .filter((item) => item.address !== undefined)
    .map((item, index) => ({
      id: draft.part(id, `endpoint.${index}`, item),
      address: item.address,
      ...maybe('port', item.port),
    }));

/** A Service. */
export const service = (draft: Draft, node: ServiceNode): Service | undefined =>
  draft.once(node, namespaceAround(node) ?? '', () => makeService(draft, node));

function makeService(draft: Draft, node: ServiceNode): Service | undefined {
  const id = draft.element(node);
  if (!id) return undefined;
  const { items } = node;
  return {
    id,
    ...namespaced(node, node.name),
    ...docOf(node),
    ...maybe('type', node.type),
    addresses: draft.written(id, 'address', node, 'addresses', node.addresses),
    ...maybe('balancer', node.balancer),
    vips: draft.written(id, 'vip', node, 'vips', node.vips),
    ...maybe('selector', selectorOf(draft, id, items.filter(isSelector))),
    ports: ports(draft, id, items.filter(isPort)),
    endpoints: endpoints(draft, id, items.filter(isEndpoint)),
    placements: placements(draft, id, items.filter(isPlaceInSubnet)),
    subnets: subnets(draft, id, items),
    securityGroups: securityGroups(draft, id, items) ?? [],
    labels: labelsOf(items.filter(isTags)),
    settings: [...draft.settings(id, items.filter(isSetting)), ...tagSettings(draft, id, items.filter(isTags))],
  };
}

/** Where a rule sends; what names an annotation sends to no Service. */
export function backend(draft: Draft, owner: ElementId, node: BackendNode | undefined): Backend | undefined {
  if (node?.portName === useAnnotation) return undefined;
  const target = draft.of(owner, node?.service);
  if (!node || !target) return undefined;
  return { service: target, ...maybe('port', node.port ?? node.portName), ...maybe('weight', node.weight) };
}

/** The annotation that says what happens: `old:use-annotation`. */
const actionOf = (node: BackendNode | undefined): string | undefined =>
  node?.portName === useAnnotation ? node.service?.$refText : undefined;

/** An Ingress. */
export function ingress(draft: Draft, node: IngressNode): Ingress | undefined {
  const id = draft.element(node);
  if (!id) return undefined;
  const { items } = node;
  const otherwise = items.findLast(isDefaultBackend)?.backend;
  const rules = items.filter(isIngressRule).map((item, index) => {
    const rule = draft.part(id, `rule.${index}`, item);
    return {
      id: rule,
      ...maybe('host', item.host),
      ...maybe('path', item.path),
      ...maybe('pathType', item.pathType),
      backends: present(item.backends.map((part) => backend(draft, rule, part))),
      ...maybe('action', actionOf(item.backends[0])),
    };
  });
  return {
    id,
    ...namespaced(node, node.name),
    ...docOf(node),
    ...maybe('controller', node.controller),
    vips: draft.written(id, 'vip', node, 'vips', node.vips),
    rules,
    ...maybe('defaultBackend', backend(draft, id, otherwise)),
    ...maybe('defaultAction', actionOf(otherwise)),
    placements: placements(draft, id, items.filter(isPlaceInSubnet)),
    subnets: subnets(draft, id, items),
    securityGroups: securityGroups(draft, id, items) ?? [],
    settings: [...draft.settings(id, items.filter(isSetting)), ...tagSettings(draft, id, items.filter(isTags))],
  };
}
