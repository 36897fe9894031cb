import { type AstReflection, AstUtils, type LangiumDocuments, type ReferenceInfo } from 'langium';
import { isOperand } from '../generated/ast.ts';
import { type Declaration, qualifiedName } from './declaration.ts';
import { namesOfWalk, nameTablesOf } from './name-table.ts';
import { visibleFiles } from './visible-files.ts';
import { wantedBy } from './wanted.ts';

/** More generated names of one statement than this are not proposed. */
const mostGenerated = 20;

/** A name that a reference can be completed to. */
export interface NameProposal {
  readonly declaration: Declaration;
  /** As short as it can be written. */
  readonly text: string;
}

/** All declared names of a file and its imports, and the first ones of each statement that generates names. */
function* allNames(info: ReferenceInfo, documents: LangiumDocuments): Generator<Declaration> {
  const files = visibleFiles(AstUtils.getDocument(info.container), documents);
  const ofWalk = namesOfWalk(info.container);
  for (const table of [...nameTablesOf(files), ...(ofWalk ? [ofWalk] : [])]) {
    const { declared, generators } = table.declarations;
    yield* declared;
    for (const { count = 0, first, ...generator } of generators) {
      for (let nth = 0; nth < Math.min(count, mostGenerated); nth += 1) {
        yield { ...generator, name: `${generator.name}-${nth + first}`, generated: true };
      }
    }
  }
}

/** The names that a reference can have at a place, each as short as it can be; and the words that mean something there. */
export function completeNames(
  info: ReferenceInfo,
  documents: LangiumDocuments,
  reflection: AstReflection,
): { readonly names: readonly NameProposal[]; readonly builtins: readonly string[] } {
  const wanted = wantedBy(info, reflection);
  const accepted = [...allNames(info, documents)].filter((declaration) => wanted.accepts(declaration));
  const count = new Map<string, number>();
  for (const { name } of accepted) count.set(name, (count.get(name) ?? 0) + 1);
  const names = new Map<string, NameProposal>();
  for (const declaration of accepted) {
    const alone = count.get(declaration.name) === 1 || isOperand(info.container);
    const text = alone ? declaration.name : qualifiedName(declaration);
    if (!names.has(text)) names.set(text, { declaration, text });
  }
  return { names: [...names.values()], builtins: [...wanted.builtins] };
}
