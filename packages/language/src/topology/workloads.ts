import type { Container, ElementId, Expose, Pod, PodTemplate, Workload } from '@netk/engine';
import {
  type Container as ContainerNode,
  type Expose as ExposeNode,
  isContainer,
  isExpose,
  isPort,
  isSelector,
  isSetting,
  isTags,
  type Pod as PodNode,
  type Port as PortNode,
  type Selector as SelectorNode,
  type Setting as SettingNode,
  type Tags,
  type Workload as WorkloadNode,
} from '../generated/ast.ts';
import { namespaceAround, namespaced } from '../names/scope-of.ts';
import { type Draft, docOf, maybe, present } from './draft.ts';
import { labelsOf, selectorOf, tagSettings } from './labels.ts';
import { portOf, ports } from './ports.ts';
import { securityGroups } from './uses.ts';

function container(draft: Draft, pod: ElementId, node: ContainerNode): Container | undefined {
  if (!node.name) return undefined;
  const id = draft.part(pod, `container.${node.name}`, node);
  return {
    id,
    name: node.name,
    ports: ports(draft, id, node.items.filter(isPort)),
    settings: draft.settings(id, node.items.filter(isSetting)),
  };
}

/** The lines of a pod, by what they are. */
class PodLines {
  readonly tags: Tags[] = [];
  readonly containers: ContainerNode[] = [];
  readonly ports: PortNode[] = [];
  readonly nodeSelectors: SelectorNode[] = [];
  readonly settings: SettingNode[] = [];

  constructor(items: WorkloadNode['items']) {
    // One look at each line: large files are pods for the most part.
    for (const item of items) {
      if (isTags(item)) this.tags.push(item);
      else if (isPort(item)) this.ports.push(item);
      else if (isContainer(item)) this.containers.push(item);
      else if (isSetting(item)) this.settings.push(item);
      else if (isSelector(item) && item.kind === 'nodeSelector') this.nodeSelectors.push(item);
    }
  }
}

function template(draft: Draft, id: ElementId, node: PodNode | WorkloadNode): PodTemplate {
  const lines = new PodLines(node.items);
  return {
    labels: labelsOf(lines.tags),
    containers: present(lines.containers.map((item) => container(draft, id, item))),
    ports: ports(draft, id, lines.ports),
    ...maybe('nodeSelector', selectorOf(draft, id, lines.nodeSelectors)),
    ...maybe('securityGroups', securityGroups(draft, id, node.items)),
    settings: [...draft.settings(id, lines.settings), ...tagSettings(draft, id, lines.tags)],
  };
}

/** A pod. In the block of a node it is on that node. */
export function pod(draft: Draft, node: PodNode): Pod | undefined {
  const block = draft.around(node);
  const on = block?.type === 'Node' ? block.id : undefined;
  return draft.once(node, `${on ?? ''}\n${namespaceAround(node) ?? ''}`, () => makePod(draft, on, node));
}

function makePod(draft: Draft, around: ElementId | undefined, node: PodNode): Pod | undefined {
  const id = draft.element(node);
  if (!id) return undefined;
  return {
    id,
    ...namespaced(node, node.name),
    ...docOf(node),
    addresses: draft.written(id, 'address', node, 'addresses', node.addresses),
    ...maybe('eni', node.eni),
    ...maybe('node', draft.of(id, node.node) ?? around),
    ...template(draft, id, node),
  };
}

/** The `expose` lines of a workload. */
export const exposes = (draft: Draft, id: ElementId, lines: readonly ExposeNode[]): Expose[] =>
  lines
    .filter((line) => line.port !== undefined)
    .map((line, index) => ({
      id: draft.part(id, `expose.${index}`, line),
      ...portOf(line),
      ...maybe('type', line.type),
    }));

/** A deployment, stateful set or daemon set. With an `expose` line it is a Service of its name too. */
export function workload(draft: Draft, node: WorkloadNode): Workload | undefined {
  const id = draft.element(node);
  if (!id || !node.kind) return undefined;
  const lines = node.items.filter(isExpose).filter((line) => line.port !== undefined);
  const expose = exposes(draft, id, lines);
  const names = namespaced(node, node.name);
  const [line] = lines;
  const service = draft.ids.exposed(node);
  if (service && line) draft.stands(service, line);
  return {
    id,
    ...names,
    ...docOf(node),
    kind: node.kind,
    ...maybe('replicas', node.replicas),
    on: draft.all(id, node.nodes),
    expose,
    ...template(draft, id, node),
  };
}
