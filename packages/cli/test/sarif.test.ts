import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { folderWith, netk, overlapping, root } from './netk.ts';

const {
  $schema: _draft,
  id,
  ...schema
} = JSON.parse(readFileSync(join(import.meta.dirname, 'sarif-2.1.0.schema.json'), 'utf8'));
// the schema is of draft 4, whose only difference here is the name of its id; one of its patterns is none with the flag u
const validate = new Ajv({ allErrors: true, strict: false, validateFormats: false, unicodeRegExp: false }).compile({
  $id: id,
  ...schema,
});

/** What the published schema of SARIF 2.1.0 says against a log. */
function complaints(log: unknown): readonly string[] {
  return validate(log) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

const examples = readdirSync(join(root, 'examples')).map((name) => `examples/${name}`);

test.each(examples)('the SARIF log of %s is what the standard’s schema says', async (example) => {
  const { out } = await netk(['check', example, '--format', 'sarif']);
  expect(complaints(JSON.parse(out))).toEqual([]);
});

test('the SARIF log of a file with errors, related places and odd names is what the schema says', async () => {
  const cwd = folderWith({ 'a b%.netk': overlapping, 'broken.netk': 'vpc {{{ \n subnet = = \n' });
  const { out } = await netk(['check', 'a b%.netk', 'broken.netk', '--format', 'sarif'], { cwd });
  const log = JSON.parse(out);
  expect(complaints(log)).toEqual([]);
  expect(log.runs[0].results.length).toBeGreaterThan(2);
});

test('a log that breaks the schema is noticed', () => {
  expect(complaints({ version: '2.1.0' })).not.toEqual([]);
  expect(complaints({ version: '2.1.0', runs: [{ tool: { driver: {} } }] })).not.toEqual([]);
  expect(
    complaints({ version: '2.1.0', runs: [{ tool: { driver: { name: 'a' } }, results: [{ level: 'bad' }] }] }),
  ).not.toEqual([]);
});
