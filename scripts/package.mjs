// `npm run package [-- file]`: a .vsix with production bundles; prints what is in it, and how large it is.
import { statSync } from 'node:fs';
import path from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { root } from './project.mjs';
import { run } from './run.mjs';

const { code } = await run('node', ['esbuild.mjs', '--production'], { seconds: 120 });
if (code !== 0) process.exit(code);

const file = path.resolve(process.argv[2] ?? path.join(root, 'netk.vsix'));
// Everything is in the bundles: no dependency goes into the package.
await createVSIX({ cwd: root, packagePath: file, dependencies: false });
console.log(`${path.relative(root, file)}: ${(statSync(file).size / 1024).toFixed(0)} KB`);
