import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['packages/*/test/**/*.test.ts', 'bench/test/**/*.test.ts', 'scripts/test/*.test.mjs'],
    testTimeout: 120_000, // for a machine that has much else to do
    maxWorkers: '100%',
  },
});
