import type { ElementId, Labels, Requirement, Selector, Setting } from '@netk/engine';
import type { Requirement as RequirementNode, Selector as SelectorNode, Tags } from '../generated/ast.ts';
import type { Draft } from './draft.ts';

/** All `labels` lines of an element together; the last value of a key counts. */
export function labelsOf(nodes: readonly Tags[]): Labels {
  const written = nodes.filter(({ kind }) => kind !== 'tags').flatMap(({ labels }) => labels);
  // By entries, because `labels.__proto__ = …` would set no label.
  return Object.fromEntries(written.flatMap(({ key, value }) => (key ? [[key, String(value ?? '')]] : [])));
}

/** `tags` lines become settings: they mean something else in every cloud. */
export function tagSettings(draft: Draft, owner: ElementId, nodes: readonly Tags[]): Setting[] {
  return nodes
    .filter((node) => node.kind === 'tags')
    .map((node, index) => ({
      id: draft.part(owner, index === 0 ? 'tags' : `tags.${index}`, node),
      key: 'tags',
      values: node.labels.map(({ key, value }) => (value === undefined ? key : `${key}=${value}`)),
      settings: [],
    }));
}

/** One requirement, as kubectl takes it: `app=web`, `tier!=front`, `app in (a, b)`, `canary`, `!canary`. */
export function requirement(node: RequirementNode): Requirement {
  const { key } = node;
  if (node.absent) return { key, operator: 'absent', values: [] };
  switch (node.op) {
    case '=':
      return { key, operator: 'in', values: [String(node.value ?? '')] };
    case '!=':
      return { key, operator: 'notin', values: [String(node.value ?? '')] };
    case 'in':
    case 'notin':
      return { key, operator: node.op, values: node.values.map(String) };
    default:
      return { key, operator: 'exists', values: [] };
  }
}

/** The last selector line of a kind, or undefined. */
export function selectorOf(draft: Draft, owner: ElementId, nodes: readonly SelectorNode[]): Selector | undefined {
  const node = nodes.at(-1);
  if (!node) return undefined;
  const requirements = node.requirements.filter(({ key }) => key !== undefined).map(requirement);
  return { id: draft.part(owner, node.kind ?? 'selector', node), requirements };
}
