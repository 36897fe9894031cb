import { AstUtils, type LangiumDocuments, type ValidationAcceptor } from 'langium';
import { isExpect, type NetkFile, type Operand } from '../generated/ast.ts';
import { type Declaration, qualifiedName } from '../names/declaration.ts';
import { declarationOf } from '../names/linker.ts';
import { nameTableOf } from '../names/name-table.ts';
import { visibleFiles } from '../names/visible-files.ts';
import { codes, pageOf } from './codes.ts';

/** Qualified names of the namespaces and clusters that have pods, and of the groups and workloads that make something. */
function peopled(files: readonly { readonly parseResult: { readonly value: NetkFile } }[]): ReadonlySet<string> {
  const out = new Set<string>();
  const add = (scope: readonly string[]): void => {
    for (let length = scope.length; length > 0; length -= 1) out.add(scope.slice(0, length).join('/'));
  };
  for (const { parseResult } of files) {
    const { declared, generators } = nameTableOf(parseResult.value).declarations;
    for (const { noun, scope } of declared) if (noun === 'pod') add(scope);
    for (const { type, name, scope, count } of generators)
      if (count !== 0)
        add(type === 'Pod' ? [...scope, name] : scope.length > 0 ? [`${scope.join('/')}/${name}`] : [name]);
  }
  return out;
}

const sets: ReadonlySet<string> = new Set([
  'cluster',
  'namespace',
  'nodegroup',
  'deployment',
  'statefulset',
  'daemonset',
]);

const setOf = (operand: Operand | undefined): Declaration | undefined => {
  const meant = declarationOf(operand?.ref);
  return meant && sets.has(meant.noun) && !meant.generated ? meant : undefined;
};

/** NK136: expectations of a file about a set without a member. The engine compares the others. */
export function checkExpects(file: NetkFile, accept: ValidationAcceptor, documents: LangiumDocuments): void {
  const expects = file.items.filter(isExpect);
  if (expects.length === 0) return;
  const members = peopled(visibleFiles(AstUtils.getDocument(file), documents));
  for (const node of expects) {
    for (const property of ['from', 'to'] as const) {
      const set = setOf(node[property]);
      if (!set || members.has(qualifiedName(set))) continue;
      accept(
        'info',
        `${set.noun} ${set.name} has no ${set.noun === 'nodegroup' ? 'nodes' : 'pods'}: this compares nothing`,
        {
          node,
          property,
          code: codes.emptySet,
          codeDescription: pageOf(codes.emptySet),
        },
      );
    }
  }
}
