import type { AstReflection, LangiumDocuments, ReferenceInfo } from 'langium';
import { didYouMean } from '../words/did-you-mean.ts';
import { completeNames } from './complete-names.ts';
import { qualifiedName } from './declaration.ts';
import { writtenName } from './written-name.ts';

/** The name or word that looks most like what a reference says, of those that it may say, as it would be written. */
export function nearestName(
  info: ReferenceInfo,
  documents: LangiumDocuments,
  reflection: AstReflection,
): string | undefined {
  const { names, builtins } = completeNames(info, documents, reflection);
  const said = info.reference.$refText;
  const parts = said.split('/').length;
  const known = names.flatMap(({ declaration }) =>
    declaration.scope.length < parts - 1 ? [] : [qualifiedName(declaration).split('/').slice(-parts).join('/')],
  );
  const better = didYouMean(said, [...known, ...builtins]);
  return better?.split('/').map(writtenName).join('/');
}
