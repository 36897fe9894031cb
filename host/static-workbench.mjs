// VS Code without any VS Code server, as on vscode.dev: extensions run in a web worker, files come over http.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { hostDir, vscodeDir } from './parts.mjs';
import { quietSettings } from './quiet-settings.mjs';
import { serve } from './serve.mjs';

const workbenchJs = 'out/vs/code/browser/workbench/workbench.js';

const uri = (text) => {
  const { protocol, host, pathname } = new URL(text);
  return { scheme: protocol.slice(0, -1), authority: host, path: pathname };
};

const attribute = (value) =>
  JSON.stringify(value).replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

/** The configuration that the page hands to the workbench. */
function configuration(origin, tests, settings) {
  return {
    folderUri: { scheme: 'netk-mount', authority: 'w', path: '/' },
    webviewEndpoint: `${origin}/static/out/vs/workbench/contrib/webview/browser/pre`,
    additionalBuiltinExtensions: [uri(`${origin}/mount-fs`)],
    configurationDefaults: { ...quietSettings, ...settings },
    enableWorkspaceTrust: false,
    userDataPath: '/',
    isEnabledFileDownloads: true,
    isEnabledFileUploads: true,
    isEnabledCoderGettingStarted: false,
    _wrapWebWorkerExtHostInIframe: false,
    productConfiguration: { enableTelemetry: false },
    developmentOptions: {
      enableSmokeTestDriver: true,
      extensions: [uri(`${origin}/extension`)],
      ...(tests ? { extensionTestsPath: uri(`${origin}/extension/${tests}`) } : {}),
    },
  };
}

const page = (config) => `<!DOCTYPE html>
<html><head><meta charset="utf-8">
<meta id="vscode-workbench-web-configuration" data-settings="${attribute(config)}">
<link rel="stylesheet" href="/static/out/vs/code/browser/workbench/workbench.css"></head>
<body aria-label=""><script>globalThis._VSCODE_FILE_ROOT = location.origin + '/static/out/';</script>
<script type="module" src="/static/out/nls.messages.js"></script>
<script type="module" src="/static/${workbenchJs}"></script></body></html>`;

/** code-server ties its page to its own server in two expressions; a static page needs upstream's. */
async function untiedWorkbench() {
  const ties = [
    [/,remoteAuthority:location\.host\}/, '}'],
    [/\.with\(\{scheme:\w+\.vscodeRemote\}\),"User"\)/, '.with({scheme:"vscode-userdata"}),"User")'],
  ];
  let script = await readFile(path.join(vscodeDir, workbenchJs), 'utf8');
  for (const [from, to] of ties) {
    if (!from.test(script)) throw new Error(`code-server's workbench.js no longer has ${from}`);
    script = script.replace(from, to);
  }
  return script;
}

/**
 * @param {{ extensionDir: string, folder: string, tests?: string, settings?: object }} options
 *   `tests` is the suite's path inside the extension's folder.
 */
export async function startStaticWorkbench({ extensionDir, folder, tests, settings = {} }) {
  const script = await untiedWorkbench();
  let origin = '';
  const mounts = {
    '/static/': vscodeDir,
    '/extension/': extensionDir,
    '/mount/': folder,
    '/mount-fs/': path.join(hostDir, 'mount-fs'),
  };
  const server = await serve(mounts, {
    '/': () => ['text/html', page(configuration(origin, tests, settings))],
    [`/static/${workbenchJs}`]: () => ['text/javascript', script],
  });
  origin = server.origin;
  return {
    origin,
    remote: (file) => `netk-mount://w${file}`,
    url: ({ payload = [] }) => `${origin}/?payload=${encodeURIComponent(JSON.stringify(payload))}`,
    stop: server.close,
  };
}
