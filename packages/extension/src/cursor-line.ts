import * as vscode from 'vscode';

const badge = (number: number, ink: string, ground: string): vscode.Uri => {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 18 18"><circle cx="9" cy="9" r="8" fill="${ground}"/><text x="9" y="13" font-family="sans-serif" font-size="11" font-weight="700" text-anchor="middle" fill="${ink}">${number}</text></svg>`;
  return vscode.Uri.parse(`data:image/svg+xml;utf8,${encodeURIComponent(svg)}`);
};

const ground: vscode.DecorationRenderOptions = {
  isWholeLine: true,
  backgroundColor: new vscode.ThemeColor('editor.wordHighlightBackground'),
  overviewRulerColor: new vscode.ThemeColor('charts.blue'),
  overviewRulerLane: vscode.OverviewRulerLane.Center,
};

const numbered = (number: number | undefined): vscode.DecorationRenderOptions =>
  number === undefined
    ? {}
    : {
        gutterIconSize: 'contain',
        light: { gutterIconPath: badge(number, '#ffffff', '#0063b2') },
        dark: { gutterIconPath: badge(number, '#000000', '#59a4f9') },
      };

/** The ground of the line that decided. */
export const lineGround = (): vscode.TextEditorDecorationType => vscode.window.createTextEditorDecorationType(ground);

/** The number of a hop in the gutter: once, where a long line is wrapped. */
export const hopNumber = (number: number): vscode.TextEditorDecorationType =>
  vscode.window.createTextEditorDecorationType(numbered(number));

/** Both in one: the panel's place in a text. */
export const cursorLine = (number: number | undefined): vscode.TextEditorDecorationType =>
  vscode.window.createTextEditorDecorationType({ ...ground, ...numbered(number) });
