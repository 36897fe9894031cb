import { describe, expect, test } from 'vitest';
import { elementsOf, kept, Tally } from './damage.ts';
import { examples } from './examples.ts';
import { netk, parse, syntaxErrors } from './services.ts';

/** Examples with a topology of their own: of a file of a few questions one lost walk is a large share, which measures nothing. */
const texts = [...examples.values()].filter((text) => /^vpc /m.test(text));

/** Every n-th token of a text, by its offsets; n is chosen so that all examples together stay quick. */
const tokens = (text: string, every: number) =>
  netk.parser.Lexer.tokenize(text)
    .tokens.filter((token) => token.image !== '')
    .filter((_, at) => at % every === 0)
    .map((token) => ({ start: token.startOffset, end: token.startOffset + token.image.length }));

describe('of the elements of a broken example', () => {
  test('nearly all that were complete before a cut are kept', () => {
    const tally = new Tally();
    for (const text of texts) {
      const all = elementsOf(text);
      for (const { end } of tokens(text, 17)) {
        const before = all.filter((element) => element.nameEnd < end);
        tally.add(before.length, kept(before, text.slice(0, end)));
      }
    }
    expect(tally.kept).toBeGreaterThan(0.999);
  });

  test('98.4 % are kept when one token is deleted', () => {
    const tally = new Tally();
    for (const text of texts) {
      const all = elementsOf(text);
      for (const { start, end } of tokens(text, 3)) {
        tally.add(all.length, kept(all, text.slice(0, start) + text.slice(end)));
      }
    }
    expect(tally.kept).toBeGreaterThan(0.984);
    expect(tally.losing).toBeLessThan(0.06);
  });

  test('all are kept when an unfinished line is inserted', () => {
    const tally = new Tally();
    for (const text of texts) {
      const all = elementsOf(text);
      const lines = text.split('\n');
      for (let at = 0; at < lines.length; at += 9) {
        let near = at;
        while (near > 0 && !lines[near]?.trim()) near -= 1;
        const line = lines[near] ?? '';
        const indent = (/^ */.exec(line)?.[0] ?? '') + (/\{\s*$/.test(line) ? '  ' : '');
        for (const unfinished of ['po', 'node', 'subnet x', 'service web {']) {
          const broken = [...lines.slice(0, at + 1), indent + unfinished, ...lines.slice(at + 1)].join('\n');
          tally.add(all.length, kept(all, broken));
        }
      }
    }
    expect(tally.kept).toBeGreaterThan(0.9999);
  });

  test('99.9 % are kept when a line loses its last word', () => {
    const tally = new Tally();
    for (const text of texts) {
      const all = elementsOf(text);
      const lines = text.split('\n');
      for (let at = 0; at < lines.length; at += 3) {
        const rest = /^(.*\S)\s+\S+$/.exec(lines[at] ?? '')?.[1];
        if (rest === undefined || /^\s*\/?\*|\/\//.test(rest)) continue;
        tally.add(all.length, kept(all, [...lines.slice(0, at), rest, ...lines.slice(at + 1)].join('\n')));
      }
    }
    expect(tally.kept).toBeGreaterThan(0.999);
  });
});

describe('a big file with one mistake', () => {
  const pods = Array.from({ length: 1000 }, (_, at) => `    pod p${at} 10.0.${at >> 8}.${at & 255} eni 0 { port 80 }`);
  const big = `vpc big 10.0.0.0/12 on aws {\n  internet-gateway igw\n}\n\ncluster c on eks in big {\n  kubernetes 1.33\n  node n m5.large {\n${pods.join('\n')}\n  }\n}\n`;
  const count = (text: string): number => elementsOf(text).filter(({ path }) => path.includes('Pod p')).length;

  test.each([
    ['a cluster without a name', big.replace('cluster c on', 'cluster on'), 1],
    ['a deleted opening brace', big.replace('in big {', 'in big'), 1],
    ['a deleted closing brace', big.replace('igw\n}', 'igw'), 1],
    ['a stray closing brace', big.replace('  kubernetes 1.33', '  }\n  kubernetes 1.33'), 1],
    ['an unclosed string', big.replace('kubernetes 1.33', 'kubernetes "1.33'), 1],
    ['an unclosed comment', big.replace('kubernetes 1.33', 'kubernetes /* 1.33'), 2],
  ])('%s costs one or two errors and no pod', (_, text, errors) => {
    expect(count(text)).toBe(1000);
    expect(syntaxErrors(text).length).toBeLessThanOrEqual(errors);
  });

  test('thousands of misplaced lines cost an error each, no pod, and no stack overflow', () => {
    const lines = '  subnet x 10.0.0.0/24 { route 0.0.0.0/0 -> y }\n  namespace y\n'.repeat(3000);
    const text = big.replace('  kubernetes 1.33\n', `  kubernetes 1.33\n${lines}`);
    expect(count(text)).toBe(1000);
    expect(syntaxErrors(text)).toHaveLength(3000);
  });

  test('thousands of pasted lines of YAML do not break the parser', () => {
    const yaml = 'spec:\n  ports:\n  - port: 80\n    targetPort: http\n  selector:\n    app: web\n'.repeat(800);
    expect(count(big.replace('  kubernetes 1.33\n', `  kubernetes 1.33\n${yaml}`))).toBe(1000);
    expect(syntaxErrors(big)).toEqual([]);
  });
});

describe('random damage', () => {
  const bits = [
    '{',
    '}',
    '"',
    '/*',
    '->',
    ',',
    ';',
    '\n',
    ':',
    '/',
    '(',
    '[',
    ' in ',
    ' to ',
    'node',
    '::',
    '=',
    '€',
    'walk from ',
    '\u0001WORD',
  ];
  let seed = 42;
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return (seed >>> 8) % below;
  };

  test('never throws', () => {
    for (let run = 0; run < 400; run += 1) {
      let text = texts[random(texts.length)] ?? '';
      for (let edit = random(12); edit >= 0; edit -= 1) {
        const at = random(text.length + 1);
        const bit = bits[random(bits.length)] ?? '';
        text = random(2) ? text.slice(0, at) + text.slice(at + random(40)) : text.slice(0, at) + bit + text.slice(at);
      }
      expect(parse(text).value).toBeDefined();
    }
  });
});

test("a ';' directly behind a brace is no mistake", () => {
  expect(syntaxErrors('vpc main 10.0.0.0/16 {;\n  subnet s 10.0.1.0/24 zone a;\n};\n')).toEqual([]);
});
