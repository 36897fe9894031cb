import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { panelPage } from '../../packages/extension/src/panel-page.ts';
import { scratchFolder } from '../scratch-folder.ts';

const entry = fileURLToPath(new URL('../../packages/webview/src/main.ts', import.meta.url));

/** Addresses of two pages on the disk: the panel as the extension has it, and a webview with one word in it. */
export interface PanelFiles {
  readonly panel: string;
  readonly empty: string;
}

/** The panel, bundled from the sources as esbuild.mjs bundles it for a release, with the page that loads it. */
export async function panelFiles(): Promise<PanelFiles> {
  const folder = scratchFolder();
  await build({
    entryPoints: [entry],
    outfile: path.join(folder, 'webview.js'),
    bundle: true,
    platform: 'browser',
    format: 'iife',
    target: 'es2023',
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
  const write = (name: string, text: string): string => {
    const file = path.join(folder, name);
    writeFileSync(file, text);
    return pathToFileURL(file).href;
  };
  const files = { style: 'webview.css', script: 'webview.js', source: 'file:', nonce: 'bench' };
  return {
    panel: write('panel.html', panelPage(files)),
    empty: write(
      'empty.html',
      `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'">
<title>empty</title>
</head>
<body>netk</body>
</html>`,
    ),
  };
}
