import { type AstNode, type CstNode, GrammarAST, type LangiumCoreServices, type ParseResult } from 'langium';
import { mostCharacters, mostTokens } from '../limits.ts';
import { countWords, wordsIn } from '../word-count.ts';
import { commentEdit } from './comment-edit.ts';
import { asCst, type Composite, innermost, partOf } from './concrete.ts';
import { type Edit, editBetween } from './edit-between.ts';
import { moveBehind, movePart } from './move.ts';
import { RegionParser } from './region-parser.ts';
import { regionTokens, type Surroundings } from './region-tokens.ts';
import { renewed, replace } from './renew.ts';
import { type Region, regionsAround } from './statements-around.ts';

/** A statement that was read again, and what it takes to put it in the place of the old one. */
interface Reread {
  readonly region: Region;
  readonly fresh: AstNode;
  /** Lines of the new text of the statement less those of the old one. */
  readonly lines: number;
}

/** The tree of a new version, and how many words it has more than the one before, at most. */
interface Version {
  readonly root: AstNode;
  readonly words: number;
}

type RootPart = Composite & { _text: string };

const rootOf = (root: AstNode): RootPart => partOf(root) as RootPart;

function depthOf(statement: AstNode): number {
  let depth = 0;
  for (let at = statement.$container; at?.$container; at = at.$container) depth += 1;
  return depth;
}

/** The rule of the grammar that read a statement. */
function ruleOf(part: Composite): string | undefined {
  const source = innermost(part).grammarSource;
  return GrammarAST.isRuleCall(source) ? source.rule.ref?.name : undefined;
}

const lineEndsIn = (text: string): number => text.match(/\r\n?|\n/g)?.length ?? 0;

/** Whether nothing was wrong in a file that was read. */
export const isClean = ({ lexerErrors, parserErrors }: ParseResult): boolean =>
  lexerErrors.length === 0 && parserErrors.length === 0;

/**
 * Reads a new version of a file by reading again the one statement in which it differs, if it can be certain that the
 * result is what a parse of the whole file gives. The concrete tree is changed in place; of the abstract tree, the
 * statement and what is around it are new.
 */
export class Reparser {
  private readonly services: LangiumCoreServices;
  private parser: RegionParser | undefined;

  constructor(services: LangiumCoreServices) {
    this.services = services;
  }

  /** The result for the new text, or undefined: the file must be read whole. The earlier result is of no use afterwards. */
  reparse(earlier: ParseResult, text: string): ParseResult | undefined {
    const root = earlier.value;
    if (!partOf(root) || !isClean(earlier) || text.length > mostCharacters) return undefined;
    const before = rootOf(root)._text;
    const edit = editBetween(before, text);
    if (!edit) return undefined;
    const read = this.inComment(root, before, text, edit) ?? this.inStatement(root, before, text, edit);
    if (!read) return undefined;
    const { root: value, words } = read;
    rootOf(value)._text = text;
    countWords(value, wordsIn(root) + words);
    return { ...earlier, value };
  }

  private inComment(root: AstNode, before: string, after: string, edit: Edit): Version | undefined {
    const change = commentEdit(rootOf(root), before, after, edit);
    if (!change) return undefined;
    change.apply();
    return { root: renewed(change.around, this.services.references.Linker), words: 0 };
  }

  private inStatement(root: AstNode, before: string, after: string, edit: Edit): Version | undefined {
    for (const region of regionsAround(root, before, edit)) {
      // A statement that is most of its file is read with it.
      if (region.end - region.start > before.length / 2) return undefined;
      const reread = this.reread(region, before, after, edit);
      if (!reread) continue;
      const words = wordsIn(reread.fresh);
      if (wordsIn(root) + words > mostTokens) return undefined;
      return { root: this.install(reread, edit), words };
    }
    return undefined;
  }

  private reread(region: Region, before: string, after: string, edit: Edit): Reread | undefined {
    const { statement, start } = region;
    const part = partOf(statement);
    const rule = part && ruleOf(part);
    if (!part || !rule) return undefined;
    const cst = asCst(part);
    const { line, character: column } = cst.range.start;
    const written = after.slice(start, region.end + edit.newEnd - edit.end);
    // Else the end of its last line would be another one.
    if (/[\r\n]$/.test(written)) return undefined;
    const text = ' '.repeat(column) + written;
    const around: Surroundings = { depth: depthOf(statement), column };
    const tokens = regionTokens(text, this.services.parser.Lexer, around);
    if (!tokens) return undefined;
    this.parser ??= new RegionParser(this.services);
    const result = this.parser.parseTokens(text, tokens, rule);
    const own = partOf(result.value);
    if (!own || result.parserErrors.length > 0) return undefined;
    const lines = lineEndsIn(written) - lineEndsIn(before.slice(start, region.end));
    movePart(own, { offset: start - column, lines: line, line: -1, columns: 0 });
    return { region, fresh: result.value, lines };
  }

  private install({ region: { statement }, fresh, lines }: Reread, edit: Edit): AstNode {
    const [outer, read] = [partOf(statement), partOf(fresh)];
    if (!outer || !read) throw new Error('a statement that was read has no words');
    moveBehind(outer, { offset: edit.newEnd - edit.end, lines, line: -1, columns: 0 });
    const inner = innermost(outer);
    inner.content = read.content;
    for (const child of inner.content) child.container = inner;
    for (let part: Composite = outer; ; part = part.content[0] as Composite) {
      part._rangeCache = undefined;
      if (part === inner) break;
    }
    outer._astNode = fresh;
    const words: { $cstNode?: CstNode | undefined } = fresh;
    words.$cstNode = statement.$cstNode;
    return replace(statement, fresh, this.services.references.Linker);
  }
}
