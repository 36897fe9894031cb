#!/usr/bin/env node
// The command inside a clone: runs the bundle of the last build.
import './old-node.mjs';
import { existsSync } from 'node:fs';

const bundle = new URL('../../../dist/cli.mjs', import.meta.url);
if (existsSync(bundle)) {
  await import(bundle.href);
} else {
  console.error('netk: not built yet; run `npm run build` first');
  process.exitCode = 2;
}
