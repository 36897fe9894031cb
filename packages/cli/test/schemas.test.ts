import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { missing } from '@netk/lab';
import Ajv2020 from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { folderWith, netk, overlapping, root } from './netk.ts';

const ajv = new Ajv2020({ allErrors: true, strict: true });
const folder = join(root, 'schemas');
const files = readdirSync(folder);
for (const file of files) ajv.addSchema(JSON.parse(readFileSync(join(folder, file), 'utf8')), file);

/** What is wrong with an output, by the schema that it names itself. */
function complaints(out: string): readonly string[] {
  const value = JSON.parse(out);
  const validate = ajv.getSchema(`${value.schema.replace('/', '-')}.schema.json`);
  if (!validate) return [`no schema ${value.schema}`];
  return validate(value)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

const examples = readdirSync(join(root, 'examples')).map((name) => `examples/${name}`);

describe('JSON of the command line is what its published schema says', () => {
  test.each(examples)('%s: check, walk, test and capacity', async (example) => {
    for (const command of ['check', 'walk', 'test', 'capacity']) {
      const { out } = await netk([command, example, '--format', 'json']);
      expect(complaints(out), command).toEqual([]);
    }
  });

  test('a file with errors, related places and fixes', async () => {
    const cwd = folderWith({ 'a.netk': overlapping });
    expect(complaints((await netk(['check', 'a.netk', '--format', 'json'], { cwd })).out)).toEqual([]);
  });

  const reasons = missing('nft');
  if (reasons.length > 0) console.log(`skipped the schema of netk lab: ${reasons.join('; ')}`);
  test.skipIf(reasons.length > 0)('lab', async () => {
    const { out } = await netk(['lab', 'examples/eks-services.netk', 'W41', 'W50', '--format', 'json']);
    expect(complaints(out)).toEqual([]);
  });

  test('a wrong output is noticed', () => {
    expect(complaints('{"schema":"netk.test/1","walks":[{"file":"a"}]}')).not.toEqual([]);
    expect(complaints('{"schema":"netk.other/1"}')).toEqual(['no schema netk.other/1']);
  });
});
