import { parseIp, showIp } from '@netk/engine';
import fc from 'fast-check';
import { isReference } from 'langium';
import { describe, expect, test } from 'vitest';
import { format } from '../../src/format/formatter.ts';
import { netk, parse, syntaxErrors } from '../services.ts';
import { runs } from './fuzz.ts';
import { misplaced, readAll } from './read.ts';
import { clusters, files } from './sentences.ts';

/** Literals have one canonical text: which one a file has is no difference of meaning. */
function canonical(value: string): string {
  const flipped = value
    .replace(/^(\d+(?:-\d+)?)\/(tcp|udp|sctp)$/i, '$2/$1')
    .replace(/^(tcp|udp|sctp)\b/i, (text) => text.toLowerCase());
  const [address = '', bits] = flipped.split('/');
  const ip = address.includes(':') ? parseIp(address) : undefined;
  return ip === undefined ? flipped : [showIp(ip), bits].filter((part) => part !== undefined).join('/');
}

/** What a text says: its syntax tree without places. */
function meaning(text: string): unknown {
  const plain = (key: string, value: unknown): unknown => {
    if (key.startsWith('$') && key !== '$type') return undefined;
    if (isReference(value)) return value.$refText;
    return typeof value === 'string' ? canonical(value) : value;
  };
  return JSON.parse(JSON.stringify(parse(text).value, plain));
}

describe('a random sentence of the grammar', () => {
  test('is parsed without an error', () => {
    fc.assert(
      fc.property(fc.oneof(files, clusters), (text) => {
        expect(syntaxErrors(text)).toEqual([]);
      }),
      runs(200),
    );
  });

  test('means the same when it is formatted, and formatting it again changes nothing', () => {
    fc.assert(
      fc.property(fc.oneof(files, clusters), (text) => {
        const once = format(text, netk.parser.Lexer);
        expect(once).toBeDefined();
        expect(meaning(once ?? '')).toEqual(meaning(text));
        expect(format(once ?? '', netk.parser.Lexer)).toBe(once);
      }),
      runs(200),
    );
  });

  test('says enough about a cluster that walks arrive, and fail', async () => {
    const verdicts = new Set<string>();
    for (const text of fc.sample(clusters, { numRuns: 40, seed: 1 })) {
      const { topology, model } = await readAll(text);
      for (const { id } of topology.walks) verdicts.add(model.trace(id).verdict);
    }
    expect([...verdicts].sort()).toEqual(expect.arrayContaining(['delivered', 'not-delivered', 'undetermined']));
  });

  test('is linked, checked, planned and walked, and every trace keeps the laws', async () => {
    await fc.assert(
      fc.asyncProperty(clusters, async (text) => {
        const file = await readAll(text);
        expect(misplaced(file)).toEqual([]);
        expect(file.diagnostics.filter(({ code }) => code === 'NK009')).toEqual([]);
        for (const { about, code } of file.model.findings) expect(file.hasPlace(about), `${code} ${about}`).toBe(true);
      }),
      runs(100),
    );
  }, 60_000);
});
