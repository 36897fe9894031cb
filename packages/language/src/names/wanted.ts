import type { AstNode, AstReflection, ReferenceInfo } from 'langium';
import {
  isBackend,
  isChoose,
  isExpect,
  isGiven,
  isInternet,
  isOperand,
  isPeer,
  isRoute,
  isTransitGateway,
  type Operand,
} from '../generated/ast.ts';
import type { Declaration } from './declaration.ts';
import { aroundOfType } from './scope-of.ts';

/** What a reference may point at, and which of several kinds it prefers. */
export interface Wanted {
  accepts(declaration: Declaration): boolean;
  /** Lower is preferred; `ranks` and above: of no kind that is meant here as a rule. */
  rank(declaration: Declaration): number;
  readonly ranks: number;
  /** A kind that is meant here as a rule wins over a nearer element of another kind. */
  readonly kindFirst: boolean;
  /** Words that have a meaning of their own at this place. */
  readonly builtins: ReadonlySet<string>;
  /** The builtin meaning wins over an element of the same name. */
  readonly builtinFirst: boolean;
  /** Any word is right: the reference is a name of something that no statement declares, such as a zone. */
  readonly anyWord: boolean;
}

/** The port by which a rule of an Ingress names an annotation instead of a Service (AWS Load Balancer Controller). */
export const useAnnotation = 'use-annotation';

const none: ReadonlySet<string> = new Set();
const operandBuiltins: ReadonlySet<string> = new Set([
  'internet',
  'client',
  'apiserver',
  'load-balancer',
  'none',
  'dhcp',
]);
const routeBuiltins: ReadonlySet<string> = new Set(['blackhole', 'local', 'default-internet-gateway']);
const peerBuiltins: ReadonlySet<string> = new Set(['self']);

const toOrder = ['Service', 'Ingress', 'Host', 'Pod', 'Node', 'Client', 'Workload'];
const fromOrder = ['Pod', 'Workload', 'Host', 'Client', 'Node', 'Gateway', 'Service', 'Ingress'];

/** What a route usually leads to, before machines that forward. */
const routeOrder = ['Gateway', 'VpcEndpoint', 'Peering', 'TransitGateway', 'Host', 'Node', 'Vpc', 'VpnConnection'];
/** What is attached to a transit gateway: in it a route leads to that, and nowhere else it does. */
const attachable: ReadonlySet<string> = new Set(['Vpc', 'VpnConnection', 'VirtualInterface']);
/** What a packet passes, before what only contains it. */
const deviceOrder = ['Node', 'Pod', 'Host', 'Gateway', 'Client', 'Router', 'VpcEndpoint', 'Peering', 'TransitGateway'];

/** Nouns that a kind word stands for, where they differ from the word. */
const nounsOfKind: Readonly<Record<string, readonly string[]>> = {
  router: ['router', 'subnet', 'vpc'],
  apiserver: ['cluster'],
  'load-balancer': ['service', 'ingress'],
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
  const passed = isExpect(holder) && property === 'args' && /^(via|answered-by)$/.test(holder.predicate);
  const order = passed ? deviceOrder : property === 'to' || property === 'target' ? toOrder : fromOrder;
  return {
    accepts: kind ? ofKind(kind) : () => true,
    rank: byOrder(order),
    ranks: order.length,
    kindFirst: true,
    builtins: kind ? none : operandBuiltins,
    builtinFirst: isExpect(holder) && (property === 'args' || property === 'receiver'),
    anyWord: kind === 'zone' || word,
  };
}

/** Which kinds come first where several may be meant. */
function orderAt(container: AstNode): readonly string[] {
  if (isRoute(container)) return routeOrder;
  if (isExpect(container) || isChoose(container)) return deviceOrder;
  return aroundOfType(container, isInternet) ? ['AutonomousSystem'] : [...fromOrder, 'Subnet'];
}

/** What the reference at a place of the grammar asks for. */
export function wantedBy(info: ReferenceInfo, reflection: AstReflection): Wanted {
  const { container } = info;
  if (isOperand(container)) return wantedByOperand(container);
  const type = reflection.getReferenceType(info);
  const service = type === 'ServiceTarget';
  const kind = isGiven(container) ? container.kind : undefined;
  const isTarget = isRoute(container) && info.property === 'target';
  const ofTransit = isTarget && aroundOfType(container, isTransitGateway) !== undefined;
  const order = orderAt(container);
  return {
    accepts: kind
      ? (declaration) => declaration.noun === kind
      : (declaration) =>
          service
            ? declaration.type === 'Service'
            : reflection.isSubtype(declaration.type, type) &&
              (!isTarget || attachable.has(declaration.type) === ofTransit),
    rank: byOrder(order),
    ranks: order.length,
    kindFirst: isExpect(container) || isChoose(container),
    builtins: isRoute(container) ? routeBuiltins : isPeer(container) ? peerBuiltins : none,
    builtinFirst: isRoute(container) || isPeer(container),
    // `old:use-annotation` means `actions.old`, and no Service has to be called like that
    // a list of AWS's own is declared nowhere
    anyWord:
      kind === 'zone' ||
      (isRoute(container) && !isTarget) ||
      (isBackend(container) && container.portName === useAnnotation),
  };
}
