// Ends a process group when whoever started this goes, however that ends: `node keeper.mjs <group> [folder to remove]`.
// Its standard input is a pipe that nobody writes to; the kernel closes it even when its owner is killed.
import { rmSync } from 'node:fs';

const [group, folder] = process.argv.slice(2);

// A terminal's Ctrl+C, or the end of a test stage, is no reason to leave the group alone.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => {});
process.stdin.resume();
process.stdin.on('end', () => {
  try {
    process.kill(-Number(group), 'SIGKILL');
  } catch {
    // gone already
  }
  if (folder) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.exit(0);
});
