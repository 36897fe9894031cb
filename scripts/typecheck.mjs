// Type checks every package with its own lib and types; the engine's tsconfig is what proves that it is pure.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';

let failed = 0;
for (const name of readdirSync('packages').sort()) {
  const { status } = spawnSync('tsc', ['-p', `packages/${name}`], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) failed += 1;
}
process.exitCode = failed ? 1 : 0;
