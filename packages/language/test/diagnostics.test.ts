import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { checks } from '@netk/engine';
import { describe, expect, test } from 'vitest';
import { codes } from '../src/checks/codes.ts';
import { topologyOf } from '../src/index.ts';

const folder = path.resolve(import.meta.dirname, '../../../docs/diagnostics');
const pages = readdirSync(folder).map((name) => path.basename(name, '.md'));
/** The page of a check that throws has no example: no file is known that causes it. */
const withExamples = pages.filter((code) => code !== codes.failure);

const codesOf = async (text: string) => {
  const { diagnostics } = await topologyOf(`${text}\n`);
  return diagnostics.map((each) => each.code);
};

describe('the page of every diagnostic', () => {
  test('exists, and there is no page of another one', () => {
    const all = [...Object.values(codes), ...checks.flatMap((check) => check.codes)];
    expect(pages.sort()).toEqual([...new Set(all)].sort());
  });
  for (const code of withExamples) {
    const text = readFileSync(path.join(folder, `${code}.md`), 'utf8');
    const [failing, fixed] = [...text.matchAll(/```netk\n([\s\S]*?)```/g)].map((match) => match[1]!);
    test(`${code} has an example that reports it`, async () => {
      expect(await codesOf(failing!)).toContain(code);
    });
    test(`${code} has an example that does not`, async () => {
      const found = await codesOf(fixed!);
      expect(found).not.toContain(code);
      // NK008 is no fault: parts of an example may not be modelled yet
      expect(found.filter((each) => each !== codes.unmodelled)).toEqual([]);
    });
  }
});
