import type { AstNode, AstReflection, ReferenceInfo } from 'langium';

const known = new WeakMap<AstNode, readonly AstNode[]>();

const isNode = (value: unknown): value is AstNode =>
  typeof value === 'object' && value !== null && typeof (value as { $type?: unknown }).$type === 'string';

function addChildren(node: AstNode, out: AstNode[]): void {
  out.push(node);
  for (const property in node) {
    if (property.startsWith('$')) continue;
    const value: unknown = node[property as keyof AstNode];
    if (Array.isArray(value)) {
      for (const each of value) if (isNode(each)) addChildren(each, out);
    } else if (isNode(value)) addChildren(value, out);
  }
}

/**
 * Every node of a syntax tree, containers before what they contain, as `AstUtils.streamAst` has them. Listed once per
 * tree: linking, names and checks all go through it, and a stream costs ten times as much as a list.
 */
export function treeNodes(root: AstNode): readonly AstNode[] {
  const earlier = known.get(root);
  if (earlier) return earlier;
  const nodes: AstNode[] = [];
  addChildren(root, nodes);
  known.set(root, nodes);
  return nodes;
}

const referencing = new WeakMap<AstReflection, Map<string, readonly string[]>>();

/** The properties of a type that hold references. */
function referencesOf(type: string, reflection: AstReflection): readonly string[] {
  const types = referencing.get(reflection) ?? new Map<string, readonly string[]>();
  referencing.set(reflection, types);
  const earlier = types.get(type);
  if (earlier) return earlier;
  const properties = Object.values(reflection.getTypeMetaData(type).properties);
  const names = properties.filter(({ referenceType }) => referenceType !== undefined).map(({ name }) => name);
  types.set(type, names);
  return names;
}

/** The references that a node holds itself. */
function* nodeReferences(node: AstNode, reflection: AstReflection): Generator<ReferenceInfo> {
  for (const property of referencesOf(node.$type, reflection)) {
    const value = (node as unknown as Readonly<Record<string, unknown>>)[property];
    if (Array.isArray(value)) {
      for (const [index, reference] of value.entries()) yield { reference, container: node, property, index };
    } else if (value !== undefined) {
      yield { reference: value as ReferenceInfo['reference'], container: node, property };
    }
  }
}

/** The references of a whole tree, in its order. */
export function* treeReferences(root: AstNode, reflection: AstReflection): Generator<ReferenceInfo> {
  for (const node of treeNodes(root)) {
    if (referencesOf(node.$type, reflection).length > 0) yield* nodeReferences(node, reflection);
  }
}
