import { readdirSync, readFileSync } from 'node:fs';
import type { TokenType } from 'chevrotain';
import { createParser, DefaultTokenBuilder, EmptyFileSystem, type LangiumParser } from 'langium';
import { describe, expect, test } from 'vitest';
import { createNetkCoreServices } from '../src/netk-core-module.ts';
import { StatementParser } from '../src/syntax/parser.ts';
import type { AnalysedParser } from '../src/syntax/tables/analysed-parser.ts';
import { exploreGrammar } from '../src/syntax/tables/explore-grammar.ts';
import { parserTables } from '../src/syntax/tables/generated/parser-tables.ts';

const examples = new URL('../../../examples/', import.meta.url);
const texts = readdirSync(examples, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.netk'))
  .map((name) => readFileSync(new URL(name, examples), 'utf8'));

const { netk } = createNetkCoreServices(EmptyFileSystem);
const withTables = netk.parser.LangiumParser;

/** A parser of the same grammar that Chevrotain analysed. */
class Analysed extends StatementParser {
  override finalize(): void {
    this.analyse();
  }
}

/** A syntax tree and its errors as text. */
function told(parser: LangiumParser, text: string): string {
  const { value, parserErrors } = parser.parse(text);
  const errors = parserErrors.map(({ name, message, token }) => [name, message, token.startOffset, token.image]);
  return JSON.stringify([value, errors], (key, part) => {
    if (part && typeof part === 'object' && '$refText' in part) return part.$refText;
    return key.startsWith('$') && key !== '$type' ? undefined : part;
  });
}

const interpreterOf = () =>
  import(/* @vite-ignore */ new URL('./parse/grammar/interpreter.js', import.meta.resolve('chevrotain')).href);

describe('the tables of the parser', () => {
  test('are those of the grammar: `npm run generate` writes them', async () => {
    expect(parserTables()).toEqual(JSON.parse(JSON.stringify(exploreGrammar(await interpreterOf()))));
  });

  test('are of the token types that Langium makes of the rules which can be reached', () => {
    const stock = new DefaultTokenBuilder().buildTokens(netk.Grammar) as TokenType[];
    const names = stock.map(({ name }) => name);
    expect([...parserTables().tokens].sort()).toEqual([...names, 'JUNK', 'EOF'].sort());
  });

  test('are taken: a text without errors is parsed without an analysis of the grammar', () => {
    const { netk: fresh } = createNetkCoreServices(EmptyFileSystem);
    const parser = fresh.parser.LangiumParser;
    for (const text of texts) parser.parse(text);
    const { gastProductionsCache } = (parser as unknown as { wrapper: AnalysedParser }).wrapper;
    expect(Object.keys(gastProductionsCache)).toEqual([]);
  });

  test('say what Chevrotain says, of every example and of each with a word less or a word more', () => {
    const analysed = new Analysed(netk);
    createParser(netk.Grammar, analysed, netk.parser.Lexer.definition);
    analysed.finalize();
    for (const text of texts) {
      expect(told(withTables, text)).toBe(told(analysed, text));
      const words = [...text.matchAll(/\S+/g)];
      const step = Math.max(1, Math.floor(words.length / 25));
      for (let at = 0; at < words.length; at += step) {
        const { index } = words[at]!;
        const [word] = words[at]!;
        const other = words[(at * 7 + 3) % words.length]![0];
        for (const wrong of [
          text.slice(0, index) + text.slice(index + word.length),
          `${text.slice(0, index)}${other} ${text.slice(index)}`,
        ]) {
          expect(told(withTables, wrong)).toBe(told(analysed, wrong));
        }
      }
    }
  });
});
