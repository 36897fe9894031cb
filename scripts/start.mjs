// `npm start`: builds netk and opens the examples in a real VS Code; sets itself up in a fresh clone.
//   npm start                  a workbench on 127.0.0.1 (Linux on x64), else desktop VS Code
//   npm start -- --desktop     desktop VS Code: `code` on the path, or one that is downloaded
//   npm start -- --port 9000   another port
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { hasBrowserHost, install, root } from './project.mjs';
import { run } from './run.mjs';

const { values } = parseArgs({
  options: { desktop: { type: 'boolean', default: !hasBrowserHost }, port: { type: 'string', default: '8765' } },
});

async function must(what, ...args) {
  console.log(what);
  const { code } = await run('node', args, { seconds: 600 });
  if (code !== 0) process.exit(code);
}

async function serve() {
  const { startWorkbench } = await import('../host/workbench.mjs');
  const examples = path.join(root, 'examples');
  const host = await startWorkbench({ port: Number(values.port), token: randomBytes(12).toString('hex') });
  const url = host.url({
    folder: examples,
    payload: [
      ['extensionDevelopmentPath', host.remote(root)],
      ['openFile', host.remote(path.join(examples, 'eks-talk.netk'))],
    ],
  });
  console.log(`\nnetk is open in VS Code at\n\n  ${url}\n\nCtrl+C ends it.`);
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(name, () => host.stop().then(() => process.exit(0)));
}

install();
await must('Building …', 'esbuild.mjs');
if (values.desktop) {
  await must('Opening VS Code …', 'scripts/desktop.mjs');
} else {
  await must('Preparing VS Code …', 'host/setup.mjs');
  await serve();
}
