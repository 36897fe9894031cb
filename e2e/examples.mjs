import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectDir } from '../host/parts.mjs';

const folders = [];
process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A copy of `examples/` that a test may change; it goes when the process ends. */
export function copyExamples() {
  const folder = mkdtempSync(path.join(tmpdir(), 'netk-examples-'));
  cpSync(path.join(projectDir, 'examples'), folder, { recursive: true });
  folders.push(folder);
  return folder;
}
