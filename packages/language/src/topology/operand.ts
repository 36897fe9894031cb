import type { ElementId, Operand } from '@netk/engine';
import { isChoose, type Operand as OperandNode } from '../generated/ast.ts';
import { builtinOf } from '../names/linker.ts';
import { printable } from '../syntax/unprintable.ts';
import { type Draft, maybe } from './draft.ts';

/** The word that a builtin operand carries: the builtin itself, or the kind of a name that no statement declares. */
function builtinWord(node: OperandNode, word: string): string {
  if (node.kind) return node.kind;
  return isChoose(node.$container) ? node.$container.kind : word;
}

function byReference(draft: Draft, owner: ElementId, node: OperandNode, text: string): Operand {
  const port = maybe('port', node.port ?? node.portName);
  const word = builtinOf(node.ref);
  if (word !== undefined) return { kind: 'builtin', word: builtinWord(node, word), ...port, text };
  const of = draft.of(owner, node.ref);
  if (!of) return { kind: 'unknown', text };
  const kind: string | undefined = node.kind;
  return kind === 'apiserver' || kind === 'router' || kind === 'load-balancer'
    ? { kind: 'builtin', word: kind, of, ...port, text }
    : { kind: 'element', of, ...port, text };
}

/** Who a question is about. What is not typed yet or does not resolve is `unknown`. */
export function operand(draft: Draft, owner: ElementId, node: OperandNode | undefined): Operand {
  const text = printable(node?.$cstNode?.text.trim() ?? '');
  if (!node) return { kind: 'unknown', text };
  if (node.url !== undefined) return { kind: 'url', url: node.url, text };
  if (node.action === 'dns') {
    return node.query === undefined
      ? { kind: 'unknown', text }
      : { kind: 'dns', query: node.query, ...maybe('type', node.type), text };
  }
  if (node.action === 'cni-add') {
    const of = draft.of(owner, node.ref);
    return of ? { kind: 'cni-add', of, text } : { kind: 'unknown', text };
  }
  if (node.address !== undefined) return { kind: 'address', address: node.address, ...maybe('port', node.port), text };
  if (node.cidr !== undefined) return { kind: 'cidr', cidr: node.cidr, text };
  return byReference(draft, owner, node, text);
}
