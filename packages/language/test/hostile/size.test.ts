import { readFileSync } from 'node:fs';
import { planLimits } from '@netk/engine';
import { describe, expect, test } from 'vitest';
import {
  deepestBlock,
  mostCharacters,
  mostDigits,
  mostImports,
  mostInWord,
  mostTokens,
} from '../../src/syntax/limits.ts';
import { netk } from '../services.ts';
import { misplaced, readAll, told } from './read.ts';

/** Stands before and behind the hostile part: it has to keep working. */
const before = 'vpc before 10.0.0.0/16 on aws {\n  subnet a 10.0.0.0/24 zone az1\n}\n';
const behind = '\nvpc behind 10.1.0.0/16 on aws {\n  subnet b 10.1.0.0/24 zone az1\n}\n';

const deep = 10_000;
const long = 100_000;
const many = (text: string, count: number): string => text.repeat(count);

/** Hostile part → its first diagnostic, as a pattern. Line 4 is its first line. */
const cases: readonly (readonly [name: string, text: string, first: RegExp | undefined])[] = [
  [
    '10,000 blocks in each other',
    `cluster c {\n${many('a { ', deep)}${many('} ', deep)}\n}`,
    /^5:255 blocks are nested more than 64 deep here: this block is not read$/,
  ],
  [
    '10,000 nouns in each other',
    `${many('cluster c { ', deep)}${many('} ', deep)}`,
    /^4:13 'cluster' cannot stand here; it belongs at the top of a file$/,
  ],
  ['10,000 brackets', `walk from a to ${many('[', deep)}`, /^4:17 '\[' does not fit here\. Write: walk /],
  [
    '10,000 parentheses',
    `cluster c { service s { selector a in ${many('(', deep)}b${many(')', deep)} } }`,
    /^4:40 '\(' does not fit here\. Write: selector /,
  ],
  [
    '10,000 comments that seem to be in each other',
    many('/* ', deep) + many('*/ ', deep),
    /^4:30004 '\*' means nothing/,
  ],
  ['100,000 comments without an end', many('/* ', long), /^4:1 '\/' does not fit here/],
  ['100,000 comments in a row', many('// x\n', long), undefined],
  ['100,000 quotes', many('"', long), /^4:1 '""' does not fit here/],
  [
    'a string of 100,000 escaped quotes without an end',
    `vpc "${many('\\"', long)}`,
    /^4:4 the statement is incomplete/,
  ],
  [
    'a string of 1 MB',
    `vpc "${many('a', 1e6)}" 10.2.0.0/16`,
    /^4:5 this word has 1,000,002 characters; netk reads 4,096$/,
  ],
  ['a name of 1 MB', `vpc ${many('a', 1e6)} 10.2.0.0/16`, /^4:5 this word has 1,000,000 characters; netk reads 4,096$/],
  ['a name of a million hyphens', `vpc a${many('-a', 1e6)} 10.2.0.0/16`, /^4:5 this word has 2,000,001 characters/],
  [
    'a number of 100,000 digits',
    `vpc x 10.2.0.0/16 { MTU ${many('1', long)} }`,
    /^4:21 NK006 in vpc the setting 'MTU'/,
  ],
  [
    'a line of 100,000 settings',
    `vpc x 10.2.0.0/16 { ${many('a b; ', 20_000)} }`,
    /^4:21 NK006 in vpc the setting 'a'/,
  ],
  [
    'a line of 50,000 settings that are written again, and are defaults',
    `cluster x { cni vpc-cni { ${many('ENABLE_IPv6 false; ', 50_000)} } }`,
    /^4:\d+ NK005 ENABLE_IPv6 is written again below/,
  ],
  [
    'a line of 20,000 labels, tables and walks without a use',
    `vpc x 10.2.0.0/16 { ${many('route-table t { }; ', 20_000)} }\ncluster y { pod p { labels ${many('a=b ', 20_000)} } }`,
    /^4:33 NK005 there are two of route-table/,
  ],
  ['a setting with 50,000 values', `vpc x 10.2.0.0/16 { a ${many('b, ', 50_000)}c }`, /^4:21 NK006/],
  ['a hexadecimal word that is nearly an address', `vpc x 10.2.0.0/16 { a ab:${many('ab', 50)}g }`, /^4:21 NK006/],
  ['100,000 bytes that are nearly an address', `vpc x 10.2.0.0/16 { a ${many('ab:', long)} }`, /^4:21 NK006/],
  ['a million characters that mean nothing', many('€', 1e6), /^4:1 '€{20}…' means nothing here$/],
  ['100,000 words that mean nothing', many('€ ', long), /^4:1 '€' means nothing here$/],
  ['10,000 braces that close nothing', many('}\n', deep), /^4:1 '}' closes nothing$/],
  ['10,000 pods with comments', `cluster c {\n${many('// x\npod p { } // y\n', deep)}}`, /^6:5 NK005/],
  [
    '10,000 subnets of one name and block',
    `vpc x 10.2.0.0/16 {\n${many('subnet a 10.2.0.0/24\n', deep)}}`,
    /^5:8 NK005/,
  ],
];

const line = '// a comment of a plain file\n';
const plain = before + many(line, 40_000) + behind;
/** Far below what anything quadratic needs, far above what a busy machine adds. */
const mostTimes = 150;

describe('a part of a file that is too long or too deep', () => {
  test('costs a diagnostic at its place, and no far longer time than a plain file; what stands around it works', async () => {
    await readAll(plain);
    const { milliseconds: plainly } = await readAll(plain);
    for (const [name, text, first] of cases) {
      const all = before + text + behind;
      const file = await readAll(all);
      const own = told(file).filter((each) => /^([4-9]|\d{2,}):/.test(each));
      if (first) expect(own.find((each) => first.test(each)) ?? own.slice(0, 9), name).toMatch(first);
      expect(own.length > 0, name).toBe(first !== undefined);
      expect(misplaced(file), name).toEqual([]);
      expect(file.diagnostics.length, name).toBeLessThanOrEqual(1001);
      const names = file.topology.vpcs.map(({ name: vpc, subnets }) => `${vpc} ${subnets.map((each) => each.name)}`);
      expect(names, name).toEqual(expect.arrayContaining(['before a', 'behind b']));
      expect(file.milliseconds / plainly, `${name}: times a plain file of 1 MB`).toBeLessThan(mostTimes);
    }
  }, 120_000);
});

describe('a limit of the language', () => {
  test('of depth is met exactly', async () => {
    const nested = (depth: number): string => `cluster c {\n${many('a { ', depth - 1)}${many('} ', depth - 1)}\n}`;
    const deepest = (text: string[]): boolean => text.some((line) => line.includes('nested more than'));
    expect(deepest(told(await readAll(nested(deepestBlock))))).toBe(false);
    expect(deepest(told(await readAll(nested(deepestBlock + 1))))).toBe(true);
  });

  test('of words is met exactly, and what is cut keeps its element', async () => {
    const file = (length: number) => readAll(`vpc ${many('a', length)} 10.0.0.0/16`);
    expect(told(await file(mostInWord))).toEqual([]);
    const longer = await file(mostInWord + 1);
    expect(told(longer)).toEqual([`1:5 this word has 4,097 characters; netk reads 4,096`]);
    expect(longer.topology.vpcs[0]?.name).toHaveLength(mostInWord);
  });

  test('of characters ends a file of 10 MB at a whole line, with an error there', async () => {
    const line = `// ${many('x', 96)}\n`;
    const text = before + many(line, 100_000) + behind;
    const file = await readAll(text);
    const lines = Math.floor((mostCharacters - before.length) / line.length);
    expect(told(file)).toEqual([
      `${3 + lines + 1}:1 this file has ${text.length.toLocaleString('en-US')} characters; netk reads 2,097,152: the rest from here is not read`,
    ]);
    expect(file.topology.vpcs.map(({ name }) => name)).toEqual(['before']);
  });

  test('of words and signs ends a file, and closes its blocks', () => {
    const { tokens, errors } = netk.parser.Lexer.tokenize(`cluster c { node n { ${many('1 ', mostTokens)}}}${behind}`);
    expect(errors).toMatchObject([
      {
        line: 1,
        message: 'this file has more than 1,000,000 words, signs and line ends: the rest from here is not read',
      },
    ]);
    expect(tokens.slice(-4).map(({ tokenType }) => tokenType.name)).toEqual(['}', 'EOL', '}', 'EOL']);
    const written = tokens.filter(({ image }) => image !== '').length;
    expect(written).toBe(mostTokens - 2);
  });

  test('of imports is told at the first one that is not read', async () => {
    const imports = (count: number) => many('import "other.netk"\n', count);
    const other = 'vpc other 10.0.0.0/16\n';
    expect(told(await readAll(imports(mostImports), { 'other.netk': other }))).toEqual([]);
    expect(told(await readAll(imports(mostImports + 2), { 'other.netk': other }))).toEqual([
      '1001:1 NK007 this file has more than 1,000 imports: this one and those below are not read',
    ]);
  });

  test('of words and signs counts the line ends between them', () => {
    const { tokens, errors } = netk.parser.Lexer.tokenize(many('a\n\n', mostTokens / 2 + 1));
    expect(errors).toMatchObject([{ line: mostTokens + 1, offset: 1.5 * mostTokens }]);
    expect(tokens).toHaveLength(mostTokens);
  });
});

test('the page about the language says the limits', () => {
  const page = readFileSync(new URL('../../../../docs/language.md', import.meta.url), 'utf8');
  const limits = page.slice(page.indexOf('\n## Limits\n'));
  const { nodes, pods } = planLimits;
  const figures = [
    mostCharacters,
    mostTokens,
    mostInWord,
    mostImports,
    nodes.ofOne,
    nodes.inAll,
    pods.ofOne,
    pods.inAll,
  ];
  for (const figure of figures) expect(limits).toContain(` ${figure.toLocaleString('en-US')}`);
  for (const figure of [mostDigits, deepestBlock]) expect(limits).toContain(`| ${figure}`);
});
