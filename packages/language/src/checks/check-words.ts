import type { AstNode, ValidationAcceptor, ValidationSeverity } from 'langium';
import { isSetting } from '../generated/ast.ts';
import { didYouMean } from '../words/did-you-mean.ts';
import { componentRegistry, placeOf, settingsOfBlock } from '../words/place-of.ts';
import { type Registry, registryPlaces } from '../words/registries.ts';
import { wordsIn } from '../words/statements.ts';
import { type SettingWord, settingNamed } from '../words/word.ts';
import { codes, pageOf } from './codes.ts';
import { eachNode } from './each-node.ts';
import { isUnknownNoun } from './unknown-nouns.ts';

interface Place {
  readonly node: AstNode;
  readonly property: string;
  readonly index?: number;
}

function unknown(
  what: string,
  word: string,
  known: readonly string[],
  place: Place,
  accept: ValidationAcceptor,
  severity: ValidationSeverity = 'warning',
): void {
  const better = didYouMean(word, known);
  const hint = better ? ` Did you mean ${better}?` : '';
  accept(severity, `${what} '${word}' is not known.${hint}`, {
    ...place,
    code: codes.word,
    codeDescription: pageOf(codes.word),
    ...(better ? { data: { code: codes.word, better } } : {}),
  });
}

function checkWord(
  { what, words, refused = {} }: Registry,
  word: unknown,
  place: Place,
  accept: ValidationAcceptor,
): void {
  if (typeof word !== 'string') return;
  const known = words.map(({ name }) => name);
  if (known.some((name) => name.toLowerCase() === word.toLowerCase())) return;
  const wrong = Object.hasOwn(refused, word.toLowerCase()) ? refused[word.toLowerCase()] : undefined;
  if (!wrong) {
    unknown(what, word, known, place, accept);
    return;
  }
  const { better, why, read } = wrong;
  accept(read ? 'info' : 'error', `${why}. Did you mean ${better}?`, {
    ...place,
    code: codes.word,
    codeDescription: pageOf(codes.word),
    data: { code: codes.word, better },
  });
}

function checkSetting(node: AstNode, accept: ValidationAcceptor): void {
  if (!isSetting(node) || !node.key || !node.$container) return;
  const known = settingsOfBlock(node.$container);
  if (known && !settingNamed(known, node.key)) {
    const where = isSetting(node.$container) ? node.$container.key : placeOf(node.$container);
    const names = known.map(({ name }) => name);
    const words = isSetting(node.$container) ? [] : wordsIn(where);
    const place = { node, property: 'key' };
    if (isUnknownNoun(node)) unknown('the statement', node.key, words, place, accept, 'error');
    else unknown(`in ${where} the setting`, node.key, [...names, ...words], place, accept);
  }
  const choices = choicesOf(settingNamed(known, node.key));
  if (choices)
    for (const [index, word] of node.values.entries())
      if (!choices.includes(word))
        unknown(`as ${node.key} the value`, word, choices, { node, property: 'values', index }, accept);
  const component = componentRegistry(node.key);
  const [first] = node.values;
  if (component && !isSetting(node.$container)) {
    checkWord(component, first, { node, property: 'values', index: 0 }, accept);
  }
}

/** The words of a setting that takes one of a closed list; undefined where numbers, blocks or names may stand. */
function choicesOf(word: SettingWord | undefined): readonly string[] | undefined {
  const { values = [] } = word ?? {};
  return values.length > 1 && values.every((each) => /^[\w-]+$/.test(each)) ? values : undefined;
}

/** The registry places of each type of the tree. */
const placesOf = new Map(registryPlaces.map(([type]) => [type, registryPlaces.filter(([other]) => other === type)]));

/** Words that should be in a registry and are not: settings, clouds, platforms, modes, outcomes, … */
export const checkWords = eachNode((node, accept) => {
  checkSetting(node, accept);
  for (const [, property, registry] of placesOf.get(node.$type) ?? []) {
    const word = (node as unknown as Readonly<Record<string, unknown>>)[property];
    checkWord(registry, word, { node, property }, accept);
  }
});
