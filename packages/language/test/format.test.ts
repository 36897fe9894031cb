import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { format } from '../src/format/formatter.ts';
import { examples } from './examples.ts';
import { closeAll, edited, open } from './open.ts';
import { netk } from './services.ts';

afterEach(closeAll);

const { Lexer } = netk.parser;

/** Literals have one canonical text: which one a file has is no difference. */
const canonical = (images: readonly string[]): string[] =>
  images
    .join('§')
    .replace(/(\d+(?:-\d+)?)§\/§(tcp|udp|sctp)(?!\w)/gi, (_, port, protocol) => `${protocol}§/§${port}`)
    .replace(/(tcp|udp|sctp)§\//gi, (text) => text.toLowerCase())
    .split('§');

/** The kinds and texts of all tokens and comments; statement ends may be `;` or a line end. */
const tokensOf = (text: string): string[] => {
  const { tokens, hidden } = Lexer.tokenize(text);
  const comments = hidden.map(({ image }) => image.replace(/\s+/g, ' '));
  return [...tokens.map(({ image, tokenType }) => (tokenType.name === 'EOL' ? ';' : image)), ...comments];
};

const formatted = (text: string): string => format(text, Lexer) ?? '';

describe('formatting', () => {
  test.each([...examples])('%s keeps its tokens, and formatting it again changes nothing', (_, text) => {
    const once = formatted(text);
    expect(canonical(tokensOf(once))).toEqual(canonical(tokensOf(text)));
    expect(formatted(once)).toBe(once);
  });

  test.each([
    [
      'indents by two, one statement per line',
      'vpc a 10.0.0.0/16 {\nregion x;   description "y"\n      }',
      'vpc a 10.0.0.0/16 {\n  region x\n  description "y"\n}\n',
    ],
    [
      'formats blocks in a given as anywhere',
      'walk w from a to b:80 {\ngiven node n {eni 1 10.0.1.9 in s{security-groups x};\n pod p{port 80}}\n}',
      'walk w from a to b:80 {\n  given node n {\n    eni 1 10.0.1.9 in s { security-groups x }\n    pod p { port 80 }\n  }\n}\n',
    ],
    [
      'keeps a block on its line while it fits',
      'cluster c{cni   vpc-cni{ENABLE_POD_ENI true}}',
      'cluster c { cni vpc-cni { ENABLE_POD_ENI true } }\n',
    ],
    [
      'breaks a block that is too long',
      `cluster c { ${'kubernetes 1.33; '.repeat(8)} }`,
      `cluster c {\n${'  kubernetes 1.33\n'.repeat(8)}}\n`,
    ],
    [
      'writes literals without spaces, arrows with them',
      'cluster c { service s { selector a = b,c in(d , e); port 80->http } }',
      'cluster c { service s { selector a=b, c in (d, e); port 80 -> http } }\n',
    ],
    [
      'writes ports as protocol/port, in the case of the protocols',
      'cluster c { service s { port dns 53/UDP -> 1053/UDP; port TCP/80; port 443 -> https } }',
      'cluster c { service s { port dns udp/53 -> udp/1053; port tcp/80; port 443 -> https } }\n',
    ],
    [
      'writes IPv6 as RFC 5952 does, and leaves host bits to the quick fix',
      'vpc v 10.0.0.0/16 { cidr 2600:1F14:0:0:0::/56; subnet a 2001:DB8:0:0::1/64 }',
      'vpc v 10.0.0.0/16 { cidr 2600:1f14::/56; subnet a 2001:db8::1/64 }\n',
    ],
    [
      'aligns consecutive statements of one shape',
      'vpc v 10.0.0.0/8 {\nsubnet a 10.0.0.0/24 zone x\nsubnet long 10.10.0.0/16 zone y\n\nsubnet b 10.1.0.0/24\n}',
      'vpc v 10.0.0.0/8 {\n  subnet a    10.0.0.0/24  zone x\n  subnet long 10.10.0.0/16 zone y\n\n  subnet b 10.1.0.0/24\n}\n',
    ],
    [
      'keeps comments with their statements, and one empty line',
      '// top\n\n\n\nvpc a 10.0.0.0/16 { // open\n// own\nregion x // behind\n// last\n}',
      '// top\n\nvpc a 10.0.0.0/16 {  // open\n  // own\n  region x  // behind\n  // last\n}\n',
    ],
    [
      'keeps the breaks of a long statement',
      'vpc v 10.0.0.0/8 {\nsecurity-group s {\ningress tcp/80,\ntcp/443 from self\n}\n}',
      'vpc v 10.0.0.0/8 {\n  security-group s {\n    ingress tcp/80,\n        tcp/443 from self\n  }\n}\n',
    ],
    ['leaves a file with broken braces alone', 'vpc v 10.0.0.0/8 {\n', ''],
  ])('%s', (_, text, result) => {
    expect(formatted(text)).toBe(result);
  });

  test('keeps tokens and is idempotent for any spacing, line ends and comments', () => {
    const texts = [...examples.values()];
    const blanks = fc.constantFrom(' ', '   ', '\t', ' /* c */ ', '\n\n\n', ' // c\n');
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.array(fc.tuple(fc.double({ min: 0, max: 0.999, noNaN: true }), blanks), { maxLength: 12 }),
        (text, edits) => {
          let messy = text;
          for (const [place, blank] of edits) {
            const at = messy.indexOf(blank.includes('\n') ? '\n' : ' ', Math.floor(place * messy.length));
            if (at >= 0) messy = messy.slice(0, at) + blank + messy.slice(at);
          }
          if (Lexer.tokenize(messy).errors.length > 0) return;
          const once = formatted(messy);
          expect(tokensOf(once)).toEqual(tokensOf(messy));
          expect(formatted(once)).toBe(once);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('the editor', () => {
  test('gets only the lines that change', async () => {
    const { document, textDocument } = await open('vpc a 10.0.0.0/16 {\n  region x\n    region y\n  region z\n}\n');
    const options = { tabSize: 2, insertSpaces: true };
    const edits = (await netk.lsp.Formatter?.formatDocument(document, { textDocument, options })) ?? [];
    expect(edits).toHaveLength(1);
    expect(edits[0]?.range).toEqual({ start: { line: 2, character: 0 }, end: { line: 3, character: 0 } });
    expect(edited(document, edits)).toBe('vpc a 10.0.0.0/16 {\n  region x\n  region y\n  region z\n}\n');
  });
});
