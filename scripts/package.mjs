// `npm run package [-- file]`: a .vsix with production bundles; prints what is in it and how large it is.
import { statSync } from 'node:fs';
import path from 'node:path';
import { createVSIX, listFiles } from '@vscode/vsce';
import { root } from './project.mjs';
import { run } from './run.mjs';

const { code } = await run('node', ['esbuild.mjs', '--production'], { seconds: 120 });
if (code !== 0) process.exit(code);

const file = path.resolve(process.argv[2] ?? path.join(root, 'netk.vsix'));
// Everything is in the bundles: no dependency goes into the package.
await createVSIX({ cwd: root, packagePath: file, dependencies: false });
const size = (bytes) => `${(bytes / 1024).toFixed(0)} KB`;
for (const name of await listFiles({ cwd: root, dependencies: false })) {
  console.log(`${size(statSync(path.join(root, name)).size).padStart(8)}  ${name}`);
}
console.log(`${path.relative(root, file)}: ${size(statSync(file).size)}`);
