import { createToken, type TokenType } from 'chevrotain';
import { DefaultTokenBuilder, type Grammar, type GrammarAST, stream } from 'langium';
import { grammarKeywords } from './grammar-keywords.ts';
import { blockComments, strings } from './linear-terminals.ts';
import { reservedWords } from './reserved-words.ts';

/** Literals that begin with `:` or a hex letter must be tried before keywords such as `:`. */
const first = ['WS', 'ML_COMMENT', 'SL_COMMENT', 'MAC', 'IPV6CIDR', 'IPV6'];

const isWord = (text: string): boolean => /^[A-Za-z]/.test(text);

/** Written as ranges, because Chevrotain's look at the first character of a pattern knows no complements. */
const beginsNothing =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are among what means nothing
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f#-'*+.?@\\^`|~\u007f-\u009f\u00a1-\ufefe\uff00-\uffff]+|-+(?!>)|<+(?!=)|>+(?!=)/;

/** Characters that begin no token. Chevrotain would try every token at each of them; a run of them is one error. */
export const junk: TokenType = createToken({
  name: 'JUNK',
  pattern: beginsNothing,
  group: 'hidden',
  line_breaks: false,
});

/**
 * Makes keywords legal names through token categories: PLAIN is a WORD, a WORD is an ID, and every keyword is a WORD
 * (a reserved one only an ID). Category tokens never match by themselves.
 */
export class NetkTokenBuilder extends DefaultTokenBuilder {
  /** Of a word no terminal has to be tried: what it may be besides is said below. */
  protected override findLongerAlt(keyword: GrammarAST.Keyword, terminals: TokenType[]): TokenType[] {
    return isWord(keyword.value) ? [] : super.findLongerAlt(keyword, terminals);
  }

  override buildTokens(grammar: Grammar): TokenType[] {
    // Every rule of the grammar is reached, as the test of the tables says.
    const terminals = this.buildTerminalTokens(stream(grammar.rules));
    const keywords = grammarKeywords(grammar).map((keyword) => this.buildKeywordToken(keyword, terminals, false));
    const tokens = [...keywords, ...terminals];
    const byName = new Map(tokens.map((token) => [token.name, token]));
    const known = (name: string): TokenType => {
      const token = byName.get(name);
      if (!token) throw new Error(`the grammar has no token ${name}`);
      return token;
    };
    const [id, word, plain] = [known('ID'), known('WORD'), known('PLAIN')];
    for (const token of tokens) {
      if (token === word) token.CATEGORIES = [id];
      else if (token === plain) token.CATEGORIES = [word];
      else if (isWord(token.name) && token.LONGER_ALT) {
        token.CATEGORIES = [reservedWords.has(token.name) ? id : word];
        token.LONGER_ALT = plain;
      }
    }
    // Faster than regular expressions, and of linear time and constant stack whatever does not close.
    Object.assign(known('ML_COMMENT'), { PATTERN: blockComments(), LINE_BREAKS: true, START_CHARS_HINT: ['/'] });
    Object.assign(known('STRING'), { PATTERN: strings(), LINE_BREAKS: false, START_CHARS_HINT: ['"'] });
    return [...first.map(known), junk, ...tokens.filter((token) => !first.includes(token.name))];
  }
}
