// Type checks every package with its own lib and types; the engine's tsconfig is what proves that it is pure.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';

const projects = [...readdirSync('packages').map((name) => `packages/${name}`), 'e2e', 'bench'].sort();

let failed = 0;
for (const project of projects) {
  const { status } = spawnSync('tsc', ['-p', project], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) failed += 1;
}
process.exitCode = failed ? 1 : 0;
