// Type checks every package with its own lib and types, several at a time; the engine's tsconfig is what proves that it is pure.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';

const waiting = [...readdirSync('packages').map((name) => `packages/${name}`), 'e2e', 'bench'].sort();

/** What tsc says of a project is printed once it ends: two that speak at once nobody can read. */
const check = (project) =>
  new Promise((resolve) => {
    const child = spawn('tsc', ['-p', project], { shell: process.platform === 'win32' });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text));
    child.on('error', (error) => resolve({ said: `${project}: ${error.message}\n`, good: false }));
    child.on('close', (status) => resolve({ said, good: status === 0 }));
  });

async function worker() {
  for (let project = waiting.shift(); project !== undefined; project = waiting.shift()) {
    const { said, good } = await check(project);
    process.stdout.write(said);
    if (!good) process.exitCode = 1;
  }
}

await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, worker));
