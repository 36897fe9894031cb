#!/usr/bin/env node
// Looks like VS Code's executable to @vscode/test-electron, and runs the suite in the browser workbench.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { projectDir } from './parts.mjs';

const option = (name) => process.argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
const folder = process.argv.slice(2).find((word) => !word.startsWith('-'));
const args = ['node', `--tests=${option('extensionTestsPath')}`, `--folder=${folder}`];
const { status } = spawnSync(process.execPath, [path.join(projectDir, 'e2e/integration.mjs'), ...args], {
  stdio: 'inherit',
});
process.exit(status ?? 1);
