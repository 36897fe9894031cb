import type { AstNode, AstReflection, ReferenceInfo } from 'langium';

/**
 * Statements with at least so many nodes are listed by themselves: a new version of a file shares them with the one
 * before, but for the one that changed, and what is known of them.
 */
const large = 64;

const known = new WeakMap<AstNode, readonly AstNode[]>();

const isNode = (value: unknown): value is AstNode =>
  typeof value === 'object' && value !== null && typeof (value as { $type?: unknown }).$type === 'string';

/** Only statements with a block are parts: settings mean what the words around them say. */
const hasBlock = (node: AstNode): boolean => Array.isArray((node as { readonly items?: unknown }).items);

function addChildren(node: AstNode, out: AstNode[]): void {
  const list = known.get(node);
  if (list) {
    for (const each of list) out.push(each);
    return;
  }
  const start = out.push(node) - 1;
  for (const property in node) {
    if (property.startsWith('$')) continue;
    const value: unknown = node[property as keyof AstNode];
    if (Array.isArray(value)) {
      for (const each of value) if (isNode(each)) addChildren(each, out);
    } else if (isNode(value)) addChildren(value, out);
  }
  if (out.length - start >= large && hasBlock(node)) known.set(node, out.slice(start));
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

/** A node of a tree, or a large statement of it with everything in it. */
export interface TreePart {
  readonly node: AstNode;
  /** Nodes of the statement, itself first; undefined: the node stands for itself alone. */
  readonly nodes?: readonly AstNode[];
}

/**
 * The nodes that belong to a tree's root or a large statement itself, and the large statements in it as one part each,
 * in the order of the tree. What is computed of a part alone is true for as long as its node is in a tree.
 */
export function partsOf(root: AstNode): readonly TreePart[] {
  const nodes = treeNodes(root);
  const parts: TreePart[] = [];
  for (let at = 0; at < nodes.length; ) {
    const node = nodes[at]!;
    const own = at > 0 ? known.get(node) : undefined;
    parts.push(own ? { node, nodes: own } : { node });
    at += own?.length ?? 1;
  }
  return parts;
}

/** Makes a list of something from a node, part by part: what comes of a large statement is made once. */
export function perPart<T>(make: (node: AstNode) => readonly T[]): (root: AstNode) => readonly T[] {
  const made = new WeakMap<AstNode, readonly T[]>();
  const listOf = (root: AstNode): readonly T[] => {
    const earlier = made.get(root);
    if (earlier) return earlier;
    const out: T[] = [];
    for (const { node, nodes } of partsOf(root)) for (const each of nodes ? listOf(node) : make(node)) out.push(each);
    made.set(root, out);
    return out;
  };
  return listOf;
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
function nodeReferences(node: AstNode, reflection: AstReflection): readonly ReferenceInfo[] {
  const found: ReferenceInfo[] = [];
  for (const property of referencesOf(node.$type, reflection)) {
    const value = (node as unknown as Readonly<Record<string, unknown>>)[property];
    if (Array.isArray(value)) {
      for (const [index, reference] of value.entries()) found.push({ reference, container: node, property, index });
    } else if (value !== undefined) {
      found.push({ reference: value as ReferenceInfo['reference'], container: node, property });
    }
  }
  return found;
}

const lists = new WeakMap<AstReflection, (root: AstNode) => readonly ReferenceInfo[]>();

/** The references of a whole tree, in its order. */
export function treeReferences(root: AstNode, reflection: AstReflection): readonly ReferenceInfo[] {
  const list = lists.get(reflection) ?? perPart((node) => nodeReferences(node, reflection));
  lists.set(reflection, list);
  return list(root);
}
