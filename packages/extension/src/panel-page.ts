/** What the panel's page is made of: where its files are, and who may load them. */
export interface PageFiles {
  readonly style: string;
  readonly script: string;
  /** Where styles, fonts and pictures may come from, as a policy says it. */
  readonly source: string;
  /** The word without which no script runs; another for every page. */
  readonly nonce: string;
}

/** Milliseconds after which the panel starts although nothing was painted: a page that is hidden never is. */
const patience = 100;

/** What the bar looks like before the panel's own styles are there; the colours are VS Code's. */
const firstStyle =
  'html,body,#app{height:100%;margin:0;padding:0}' +
  'body{background:var(--vscode-editor-background);color:var(--vscode-foreground);font:13px/1.45 var(--vscode-font-family,sans-serif)}' +
  '.bar{box-sizing:border-box;height:36px;padding:8px 12px;border-bottom:1px solid var(--vscode-panel-border)}';

/**
 * Starts the panel once the bar is painted, styles before code, which measures. The browser would paint nothing before it has read and
 * run all of it, and it fetches both meanwhile.
 */
const starter = ({ style, script, nonce }: PageFiles): string => `{
const add = (name, of) => document.head.append(Object.assign(document.createElement(name), of));
const run = () => add('script', ${JSON.stringify({ nonce, src: script })});
let begun = false;
const begin = () => {
  if (begun) return;
  begun = true;
  add('link', { ...${JSON.stringify({ rel: 'stylesheet', href: style })}, onload: run, onerror: run });
};
requestAnimationFrame(() => setTimeout(begin));
setTimeout(begin, ${patience});
}`;

/** The panel's page as text: nothing but the bundle's script and style may run or load. */
export function panelPage(files: PageFiles): string {
  const { style, script, source, nonce } = files;
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${source} 'nonce-${nonce}'`,
    `font-src ${source}`,
    // a picture is drawn as it is taken away
    `img-src ${source} data:`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>netk</title>
<style nonce="${nonce}">${firstStyle}</style>
<link rel="preload" as="style" href="${style}">
<link rel="preload" as="script" nonce="${nonce}" href="${script}">
</head>
<body><div id="app"><div class="panel"><main class="frame" aria-busy="true"><header class="head"><div class="bar"><b>netk</b></div></header></main></div></div>
<script nonce="${nonce}">${starter(files)}</script></body>
</html>`;
}
