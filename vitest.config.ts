import { defineConfig } from 'vitest/config';
import { seedOf } from './scripts/seed.mjs';

const usual = {
  env: { NETK_SEED: String(seedOf()) },
  setupFiles: ['scripts/seeded.mjs'],
  testTimeout: 120_000, // for a machine that has much else to do
};
const all = ['packages/*/test/**/*.test.ts', 'bench/test/**/*.test.ts', 'scripts/test/*.test.mjs'];
/** Files that put something in the place of a module. */
const apart = ['**/*.isolated.test.ts'];
/** Files that have the kernel at work. */
const lab = ['packages/lab/test/**/*.test.ts'];

export default defineConfig({
  test: {
    maxWorkers: '100%',
    projects: [
      // Modules are loaded once for all files of a worker: loading them again for each took as long as a third of the tests.
      {
        test: {
          ...usual,
          name: 'shared',
          include: all,
          exclude: ['**/node_modules/**', ...apart, ...lab],
          isolate: false,
        },
      },
      { test: { ...usual, name: 'apart', include: apart, exclude: ['**/node_modules/**'] } },
      { test: { ...usual, name: 'lab', include: lab, isolate: false } },
    ],
  },
});
