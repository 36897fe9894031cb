import { escaped } from './shape.ts';

/** The panel as a bundle: its code and its styles. */
export interface PanelPage {
  readonly code: string;
  readonly style: string;
}

/** Text inside a script element, whatever it has in it: `<` could end it. */
const inScript = (text: string): string => text.replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028');

/** A picture whose styles are of paper alone: in a page they are everybody's, and the panel has the same classes. */
const onPaper = (picture: string): string => picture.replaceAll('<style>', '<style media="print">');

/**
 * One file with the panel in it, as it works in the editor: it opens from a disk, and its policy lets it ask nobody for anything.
 * On paper the pictures take its place.
 */
export const htmlOf = (title: string, data: unknown, pictures: readonly string[], page: PanelPage): string =>
  [
    '<!DOCTYPE html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escaped(title)}</title>`,
    `<style>${page.style.trim()}</style>`,
    '</head>',
    '<body>',
    '<div id="app"></div>',
    `<div class="paper" aria-hidden="true">${pictures.map(onPaper).join('')}</div>`,
    `<script>globalThis.netkPage = ${inScript(JSON.stringify(data))};</script>`,
    `<script>${page.code.replaceAll('</script', '<\\/script').trim()}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
