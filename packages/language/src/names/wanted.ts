import type { AstNode, AstReflection, ReferenceInfo } from 'langium';
import { isChoose, isExpect, isGiven, isOperand, isPeer, isRoute, type Operand } from '../generated/ast.ts';
import type { Declaration } from './declaration.ts';

/** What a reference may point at, and which of several kinds it prefers. */
export interface Wanted {
  accepts(declaration: Declaration): boolean;
  /** Lower is preferred. */
  rank(declaration: Declaration): number;
  /** Words that have a meaning of their own at this place. */
  readonly builtins: ReadonlySet<string>;
  /** The builtin meaning wins over an element of the same name. */
  readonly builtinFirst: boolean;
  /** Any word is right: the reference is a name of something that no statement declares, such as a zone. */
  readonly anyWord: boolean;
}

const none: ReadonlySet<string> = new Set();
const operandBuiltins: ReadonlySet<string> = new Set([
  'internet',
  'client',
  'apiserver',
  'load-balancer',
  'none',
  'dhcp',
]);
const routeBuiltins: ReadonlySet<string> = new Set(['blackhole', 'local']);
const peerBuiltins: ReadonlySet<string> = new Set(['self']);

const toOrder = ['Service', 'Ingress', 'Host', 'Pod', 'Node', 'Client'];
const fromOrder = ['Pod', 'Workload', 'Host', 'Client', 'Node', 'Gateway', 'Service', 'Ingress'];

/** Nouns that a kind word stands for, where they differ from the word. */
const nounsOfKind: Readonly<Record<string, readonly string[]>> = {
  router: ['router', 'subnet', 'vpc'],
  apiserver: ['cluster'],
};

/** What `choose` picks an element for; anything else is a name from a registry. */
const elementChoices: ReadonlySet<string> = new Set(['endpoint', 'target', 'node']);

const byOrder =
  (order: readonly string[]) =>
  (declaration: Declaration): number => {
    const at = order.indexOf(declaration.type);
    return at < 0 ? order.length : at;
  };

const ofKind = (kind: string) => {
  const nouns = nounsOfKind[kind] ?? [kind];
  return (declaration: Declaration): boolean => nouns.includes(declaration.noun);
};

function wantedByOperand(operand: Operand): Wanted {
  const holder: AstNode | undefined = operand.$container;
  const property = operand.$containerProperty;
  const kind: string | undefined = operand.kind;
  const word = isChoose(holder) && !elementChoices.has(holder.kind);
  return {
    accepts: kind ? ofKind(kind) : () => true,
    rank: byOrder(property === 'to' || property === 'target' ? toOrder : fromOrder),
    builtins: kind ? none : operandBuiltins,
    builtinFirst: isExpect(holder) && (property === 'args' || property === 'receiver'),
    anyWord: kind === 'zone' || word,
  };
}

/** What the reference at a place of the grammar asks for. */
export function wantedBy(info: ReferenceInfo, reflection: AstReflection): Wanted {
  const { container } = info;
  if (isOperand(container)) return wantedByOperand(container);
  const type = reflection.getReferenceType(info);
  const service = type === 'ServiceTarget';
  const kind = isGiven(container) ? container.kind : undefined;
  return {
    accepts: kind
      ? ofKind(kind)
      : (declaration) => (service ? declaration.type === 'Service' : reflection.isSubtype(declaration.type, type)),
    rank: byOrder(fromOrder),
    builtins: isRoute(container) ? routeBuiltins : isPeer(container) ? peerBuiltins : none,
    builtinFirst: isRoute(container) || isPeer(container),
    anyWord: kind === 'zone',
  };
}
