// Bundles everything that runs: `node esbuild.mjs [--watch] [--production] [name…]`.
import { copyFile, readdir, readFile, rm } from 'node:fs/promises';
import { build, context } from 'esbuild';

const flags = process.argv.slice(2).filter((word) => word.startsWith('--'));
const names = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const production = flags.includes('--production');

const shared = {
  bundle: true,
  logLevel: 'info',
  target: 'es2023',
  minify: production,
  // Beside the bundle, never in the package; a production bundle does not point to its map.
  sourcemap: production ? 'external' : 'linked',
  legalComments: 'none',
};
const node = { ...shared, platform: 'node', format: 'cjs' };
const browser = {
  ...shared,
  platform: 'browser',
  mainFields: ['browser', 'module', 'main'],
  conditions: ['browser'],
  define: { 'process.env.NODE_DEBUG': 'undefined' },
};
// mocha's browser build ends in a UMD tail that would take the place of the bundle's own exports.
const webSuite = { format: 'iife', globalName: '__suite', footer: { js: 'module.exports = __suite;' } };
const cliStart = `#!/usr/bin/env node\n${await readFile('packages/cli/bin/old-node.cjs', 'utf8')}`;

const bundles = {
  extension: { ...node, entryPoints: ['packages/extension/src/node.ts'], external: ['vscode'] },
  'extension-web': {
    ...browser,
    format: 'cjs',
    entryPoints: ['packages/extension/src/browser.ts'],
    external: ['vscode'],
  },
  server: { ...node, entryPoints: ['packages/server/src/node.ts'] },
  'server-web': { ...browser, format: 'iife', entryPoints: ['packages/server/src/browser.ts'] },
  webview: { ...browser, format: 'iife', entryPoints: ['packages/webview/src/main.ts'] },
  // The panel as a page that stands alone: `netk render --format html` puts it into each of its files, so it is always minified.
  page: {
    ...browser,
    format: 'iife',
    minify: true,
    sourcemap: false,
    entryPoints: ['packages/webview/src/page/index.ts'],
  },
  cli: { ...node, entryPoints: ['packages/cli/src/start.ts'], outfile: 'dist/cli.cjs', banner: { js: cliStart } },
  // What the start runs, with the code that V8 made of it before: plain ASCII, and minified also for a clone, because it is
  // read by every command.
  'cli-main': {
    ...node,
    entryPoints: ['packages/cli/src/main.ts'],
    outfile: 'dist/cli-main.cjs',
    charset: 'ascii',
    minify: true,
    banner: { js: "const __bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
    define: { 'import.meta.url': '__bundleUrl' },
  },
  'test/node': { ...node, entryPoints: ['e2e/suite/node.ts'], external: ['vscode', 'mocha'] },
  'test/web': { ...browser, ...webSuite, entryPoints: ['e2e/suite/web.ts'], external: ['vscode'] },
};

// The command is a start, what it runs, the language server, and the page that it puts into files.
const wanted = names.includes('cli') ? [...new Set([...names, 'cli-main', 'server', 'page'])] : names;
const chosen = names.length ? wanted : Object.keys(bundles).filter((name) => !production || !name.startsWith('test/'));
const options = chosen.map((name) => {
  const bundle = bundles[name];
  if (!bundle) throw new RangeError(`no bundle ${name}; there are ${Object.keys(bundles).join(', ')}`);
  return { outfile: `dist/${name}.js`, ...bundle };
});

if (flags.includes('--watch')) {
  const contexts = await Promise.all(options.map((option) => context(option)));
  await Promise.all(contexts.map((one) => one.watch()));
} else {
  if (!names.length) await rm('dist', { recursive: true, force: true });
  const results = await Promise.allSettled(options.map((option) => build(option)));
  // `netk lab` starts it beside itself; the extension has no use for it.
  if (chosen.includes('cli')) {
    await copyFile('packages/lab/agent/agent.py', 'dist/lab-agent.py');
    const modules = (await readdir('packages/lab/agent')).filter((name) => /^lab_\w+\.py$/.test(name));
    for (const name of modules) await copyFile(`packages/lab/agent/${name}`, `dist/${name}`);
    await copyFile('packages/lab/agent/boot.sh', 'dist/boot.sh');
    await copyFile('packages/lab/kernels/uml.config', 'dist/uml.config');
  }
  process.exitCode = results.some((result) => result.status === 'rejected') ? 1 : 0;
}
