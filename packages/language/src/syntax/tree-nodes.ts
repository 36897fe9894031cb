import type { AstNode, AstReflection, ReferenceInfo } from 'langium';

/**
 * Statements with at least so many nodes are listed by themselves: a new version of a file shares them with the one
 * before, but for the one that changed, and what is known of them.
 */
const large = 64;

/** A node of a tree, which stands for itself alone, or a large statement of it with everything in it. */
export interface TreePart {
  readonly node: AstNode;
  readonly isLarge: boolean;
}

/** The parts of a statement, itself first, and how many nodes they have. */
interface Listed {
  readonly parts: readonly TreePart[];
  readonly size: number;
}

/** Those of large statements. */
const known = new WeakMap<AstNode, Listed>();

/** Those of nodes that somebody asked about. */
const asked = new WeakMap<AstNode, Listed>();

const isNode = (value: unknown): value is AstNode =>
  typeof value === 'object' && value !== null && typeof (value as { $type?: unknown }).$type === 'string';

/** Only statements with a block are parts: settings mean what the words around them say. */
const hasBlock = (node: AstNode): boolean => Array.isArray((node as { readonly items?: unknown }).items);

/** Adds the parts of a node to a list; how many nodes they have. */
function addParts(node: AstNode, out: TreePart[]): number {
  const list = known.get(node);
  if (list) {
    out.push({ node, isLarge: true });
    return list.size;
  }
  const start = out.push({ node, isLarge: false }) - 1;
  let size = 1;
  for (const property in node) {
    if (property.startsWith('$')) continue;
    const value: unknown = node[property as keyof AstNode];
    if (Array.isArray(value)) {
      for (const each of value) if (isNode(each)) size += addParts(each, out);
    } else if (isNode(value)) size += addParts(value, out);
  }
  if (size >= large && hasBlock(node)) {
    known.set(node, { parts: out.splice(start), size });
    out.push({ node, isLarge: true });
  }
  return size;
}

function listed(root: AstNode): Listed {
  const earlier = known.get(root) ?? asked.get(root);
  if (earlier) return earlier;
  const parts: TreePart[] = [];
  const size = addParts(root, parts);
  const list = known.get(root) ?? { parts, size };
  asked.set(root, list);
  return list;
}

/**
 * The nodes that belong to a tree's root or a large statement itself, and the large statements in it as one part each,
 * in the order of the tree. What is computed of a part alone is true for as long as its node is in a tree. Listed once
 * per tree: linking, names and checks all go through it, and a stream costs ten times as much as a list.
 */
export const partsOf = (root: AstNode): readonly TreePart[] => listed(root).parts;

function addNodes(root: AstNode, out: AstNode[]): void {
  for (const { node, isLarge } of partsOf(root)) {
    if (isLarge) addNodes(node, out);
    else out.push(node);
  }
}

/** Every node of a syntax tree, containers before what they contain, as `AstUtils.streamAst` has them. */
export function treeNodes(root: AstNode): readonly AstNode[] {
  const nodes: AstNode[] = [];
  addNodes(root, nodes);
  return nodes;
}

/** Makes a list of something from a node, part by part: what comes of a large statement is made once. */
export function perPart<T>(make: (node: AstNode) => readonly T[]): (root: AstNode) => readonly T[] {
  const made = new WeakMap<AstNode, readonly T[]>();
  const listOf = (root: AstNode): readonly T[] => {
    const earlier = made.get(root);
    if (earlier) return earlier;
    const out: T[] = [];
    for (const { node, isLarge } of partsOf(root))
      for (const each of isLarge ? listOf(node) : make(node)) out.push(each);
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
