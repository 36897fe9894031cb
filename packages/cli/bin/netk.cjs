#!/usr/bin/env node
// The command inside a clone: runs the bundle of the last build.
require('./old-node.cjs');
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const bundle = join(__dirname, '../../../dist/cli.cjs');
if (existsSync(bundle)) {
  require(bundle);
} else {
  console.error('netk: not built yet; run `npm run build` first');
  process.exitCode = 2;
}
