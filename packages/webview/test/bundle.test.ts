import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const dist = fileURLToPath(new URL('../../../dist/', import.meta.url));
const files = ['page.js', 'page.css'].map((name) => `${dist}${name}`);

test.skipIf(!files.every((file) => existsSync(file)))(
  'the page that the build writes has at most 500 kB, with its styles',
  () => {
    const bytes = files.map((file) => statSync(file).size);
    expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(500_000);
  },
);
