import type { ValidationAcceptor } from 'langium';
import { isGiven, isSetting, isWalk, type NetkFile } from '../generated/ast.ts';
import { declarationOf } from '../names/linker.ts';
import { statementOfType, statementWords } from '../words/statements.ts';
import { codes, pageOf } from './codes.ts';

/** Clauses of headers that a `given` block writes as statements: word → the kinds that have them. */
const clauses: Readonly<Record<string, readonly string[]>> = {
  Replicas: ['deployment', 'statefulset'],
  Nodes: ['nodegroup'],
  UseEip: ['node', 'host', 'nat-gateway'],
};

/** A word of a statement as it is written: `ingress`, `labels`. */
function wordOf(item: { readonly $type: string }): string {
  const { kind, direction } = item as { readonly kind?: string; readonly direction?: string };
  return statementOfType(item.$type, kind ?? direction)?.word ?? item.$type.toLowerCase();
}

/** Whether the block of a kind of element has such a statement. */
function belongs(item: { readonly $type: string }, kind: string): boolean {
  const places = clauses[item.$type];
  if (places) return places.includes(kind);
  const word = wordOf(item);
  // a network ACL's lines and a group's are one shape
  return statementWords.some((row) => row.type === item.$type && row.word === word && row.inside.includes(kind));
}

/** NK140: statements of a `given` block that its element has not. Settings are checked as everywhere. */
export function checkGivens(file: NetkFile, accept: ValidationAcceptor): void {
  for (const given of file.items.filter(isWalk).flatMap((walk) => walk.items.filter(isGiven))) {
    const noun = declarationOf(given.ref)?.noun ?? given.kind;
    for (const node of given.items) {
      if (isSetting(node) || belongs(node, noun)) continue;
      accept('error', `${noun} has no '${wordOf(node)}': this given cannot change it`, {
        node,
        code: codes.given,
        codeDescription: pageOf(codes.given),
      });
    }
  }
}
