import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const source = path.resolve(import.meta.dirname, '../../../src');

/** Registries and the package's door name every member. */
const doors = ['index.ts', 'compilers/clouds/index.ts'];

test('nothing but the registry of clouds and the package itself imports what is of Amazon alone', () => {
  const amazon = path.join(source, 'compilers/clouds/aws');
  const found = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !path.join(source, name).startsWith(amazon))
    .filter((name) => {
      const text = readFileSync(path.join(source, name), 'utf8');
      const imports = [...text.matchAll(/from '(\.[^']*)'/g)].map(([, from = '']) => from);
      return imports.some((from) => path.resolve(source, path.dirname(name), from).startsWith(`${amazon}/`));
    });
  expect(found.sort()).toEqual([...doors].sort());
});
