import { expect, test } from 'vitest';
import { extras, lacks, missing } from '../src/index.ts';
import { cannotRun } from './here.ts';

const reason = cannotRun();

/** Where one is missing, what needs it runs in another kernel (`kernels/`). */
test.skipIf(reason)('what this kernel lacks for modes to come is said with its reason', () => {
  for (const extra of extras) {
    const lack = lacks(extra);
    console.log(lack === undefined ? `this kernel has ${extra.what}` : `this kernel has no ${extra.what}: ${lack}`);
    if (lack !== undefined) expect(lack).toMatch(/[a-z]{4}/);
  }
});

test('what is missing is told in the words of the tool', () => {
  expect(lacks({ what: 'nonsense', script: 'ip link add x0 type nonsense' })).toMatch(/./);
  if (!reason) expect(lacks({ what: 'nothing', script: 'false' })).toBe('false ended with 1');
  for (const each of missing('nft')) expect(each).toMatch(/: ./);
});
