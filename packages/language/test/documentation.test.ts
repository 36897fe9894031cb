import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { codes } from '../src/checks/codes.ts';
import { topologyOf } from '../src/project.ts';
import { statementWords } from '../src/words/statements.ts';
import { netk, syntaxErrors } from './services.ts';

const page = readFileSync(new URL('../../../docs/language.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/```netk\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');

const grammar = readFileSync(new URL('../src/netk.langium', import.meta.url), 'utf8')
  .replace(/\/\/.*/g, '')
  .replace(/terminal[\s\S]*/, '');
const keywords = new Set([...grammar.matchAll(/'([A-Za-z][\w-]*)'/g)].map((match) => match[1] ?? ''));

describe('the page about the language', () => {
  test.each(blocks)('has an example that parses and whose words and names are known: %#', async (text) => {
    expect(syntaxErrors(text)).toEqual([]);
    const { diagnostics } = await topologyOf(text);
    const own = [codes.reference, codes.duplicate, codes.word, codes.failure] as readonly unknown[];
    expect(diagnostics.filter(({ code }) => own.includes(code)).map(({ message }) => message)).toEqual([]);
  });

  test('shows every keyword', () => {
    const shown = new Set<string>();
    for (const text of blocks) {
      for (const { tokenType } of netk.parser.Lexer.tokenize(text).tokens) shown.add(tokenType.name);
    }
    expect([...keywords].filter((word) => !shown.has(word))).toEqual([]);
  });

  test('names every statement', () => {
    const missing = statementWords.filter(({ word }) => !page.includes(`\`${word}`));
    expect([...new Set(missing.map(({ word }) => word))]).toEqual([]);
  });
});
