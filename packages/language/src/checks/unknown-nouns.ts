import { type AstNode, AstUtils, CstUtils } from 'langium';
import type { Diagnostic, DiagnosticRelatedInformation, Range } from 'vscode-languageserver-types';
import { isSetting, type Setting } from '../generated/ast.ts';
import { treeNodes } from '../syntax/tree-nodes.ts';
import { settingsOfBlock } from '../words/place-of.ts';
import { settingNamed } from '../words/word.ts';
import { codes } from './codes.ts';

const isLiteral = (value: string): boolean => /^(\d{1,3}(\.\d{1,3}){3}|[0-9a-f:]*::[0-9a-f:]*)(\/\d+)?$/i.test(value);
const isClause = (value: string): boolean => /^(on|in|from|zone)$/.test(value);
const isName = (value: string | undefined): boolean => value !== undefined && /^[A-Za-z_][\w.-]*$/.test(value);

/** An unknown word with a name, a block, and a literal or a clause: no setting looks so, a statement does. */
export function isUnknownNoun(node: Setting): boolean {
  const [name, ...rest] = node.values;
  if (!node.$container || isSetting(node.$container) || !isName(name)) return false;
  if (!rest.some((value) => isLiteral(value) || isClause(value))) return false;
  const block = node.$cstNode && CstUtils.flattenCst(node.$cstNode).some(({ text }) => text === '{');
  return Boolean(block) && !settingNamed(settingsOfBlock(node.$container), node.key);
}

/** Names that a piece of text seems to declare: the second word of each of its statements. */
const namesIn = (text: string): ReadonlySet<string> =>
  new Set([...text.matchAll(/(?:^|[;{\n])\s*[\w.-]+[ \t]+([A-Za-z_][\w.-]*)/g)].map(([, name]) => name ?? ''));

const textOf = ({ message }: Diagnostic): string => (typeof message === 'string' ? message : message.value);

const isWithin = (inner: Range, outer: Range): boolean =>
  (inner.start.line > outer.start.line ||
    (inner.start.line === outer.start.line && inner.start.character >= outer.start.character)) &&
  (inner.end.line < outer.end.line ||
    (inner.end.line === outer.end.line && inner.end.character <= outer.end.character));

/**
 * Takes away what follows from a noun that netk does not know: errors in its block, and names that it would declare.
 * The diagnostic of the noun lists them, and no fix of another statement is offered on its account.
 */
export function foldFollowers(root: AstNode, diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const nouns = diagnostics.some(({ code, severity }) => code === codes.word && severity === 1)
    ? [...treeNodes(root)].filter(isSetting).filter(isUnknownNoun)
    : [];
  if (nouns.length === 0) return [...diagnostics];
  const uri = AstUtils.getDocument(root).uri.toString();
  const places = nouns.flatMap(({ $cstNode: cst }) => {
    const word = cst && CstUtils.flattenCst(cst).head();
    return cst && word ? [{ range: cst.range, word: word.range, names: namesIn(cst.text) }] : [];
  });
  const folded = new Map<(typeof places)[number], DiagnosticRelatedInformation[]>();
  const left = diagnostics.filter((each) => {
    const isNoun = each.code === codes.word && places.some(({ word }) => isWithin(each.range, word));
    const missing = each.code === codes.reference ? /'([^']+)'/.exec(textOf(each))?.[1]?.split('/').at(-1) : undefined;
    const place = places.find(({ range, names }) => isWithin(each.range, range) || (missing && names.has(missing)));
    if (isNoun || !place) return true;
    const list = folded.get(place) ?? [];
    folded.set(place, list);
    list.push({ location: { uri, range: each.range }, message: textOf(each) });
    return false;
  });
  return left.map((each) => {
    const place = places.find(({ word }) => each.code === codes.word && isWithin(each.range, word));
    const followers = place && folded.get(place);
    if (!followers) return each;
    const count = `${followers.length} ${followers.length === 1 ? 'error follows' : 'errors follow'} from it`;
    return {
      ...each,
      message: `${textOf(each)} (${count})`,
      relatedInformation: [...(each.relatedInformation ?? []), ...followers],
    };
  });
}
