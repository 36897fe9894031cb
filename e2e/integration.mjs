// The integration suite inside the extension host of a real VS Code: `node e2e/integration.mjs node|web`.
//   node   the Node extension host of a workbench with a server
//   web    the web worker extension host of a workbench without one, as on vscode.dev
// It stands in for the desktop's executable too: --extensionTestsPath= and a folder are taken from the arguments.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { launchBrowser } from '../host/browser.mjs';
import { projectDir } from '../host/parts.mjs';
import { startStaticWorkbench } from '../host/static-workbench.mjs';
import { startWorkbench } from '../host/workbench.mjs';
import { copyExamples } from './examples.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { tests: { type: 'string' }, folder: { type: 'string' } },
});
const [kind = 'node'] = positionals;
const folder = values.folder ?? copyExamples();
const noise =
  /^(Resolv|Creating a socket|Updating additional|Ignoring |Found additional|Loading development|Request to |No search provider|\[(AgentHost|AccountPolicyGate|reconnection-grace|chat-stt|Service Worker|ChatModel)|getaddrinfo|Failed: getaddrinfo|Activating extension)/;

async function startHost() {
  if (kind === 'web') {
    return startStaticWorkbench({ extensionDir: projectDir, folder, tests: 'dist/test/web.js' });
  }
  return startWorkbench();
}

function address(host) {
  if (kind === 'web') return host.url({});
  const tests = values.tests ?? path.join(projectDir, 'dist/test/node.js');
  const payload = [
    ['extensionDevelopmentPath', host.remote(projectDir)],
    ['extensionTestsPath', host.remote(tests)],
  ];
  return host.url({ folder, payload });
}

const host = await startHost();
const browser = await launchBrowser();
let code = 2;
try {
  const page = await browser.newPage({ viewport: { width: 1400, height: 800 } });
  const ended = new Promise((resolve, reject) => {
    // The workbench calls these two when they exist before it loads.
    page.exposeFunction('codeAutomationExit', resolve);
    page.exposeFunction('codeAutomationLog', (_type, args) => {
      if (!noise.test(String(args[0])))
        console.log(...args.map((a) => (typeof a === 'string' ? a : JSON.stringify(a))));
    });
    page.on('crash', () => reject(new Error('the page crashed')));
  });
  if (process.env.PAGE_LOG) page.on('console', (message) => console.log('page:', message.text().slice(0, 300)));
  await page.goto(address(host));
  code = await ended;
} catch (error) {
  console.error(error.message);
}
await browser.close();
await host.stop();
process.exit(code);
