import * as vscode from 'vscode';

const badge = (number: number, ink: string, ground: string): vscode.Uri => {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 18 18"><circle cx="9" cy="9" r="8" fill="${ground}"/><text x="9" y="13" font-family="sans-serif" font-size="11" font-weight="700" text-anchor="middle" fill="${ink}">${number}</text></svg>`;
  return vscode.Uri.parse(`data:image/svg+xml;utf8,${encodeURIComponent(svg)}`);
};

/** The style of the line that decided: the panel's place in a text, with the number of its hop in the gutter. */
export const cursorLine = (number: number | undefined): vscode.TextEditorDecorationType =>
  vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('editor.wordHighlightBackground'),
    overviewRulerColor: new vscode.ThemeColor('charts.blue'),
    overviewRulerLane: vscode.OverviewRulerLane.Center,
    ...(number === undefined
      ? {}
      : {
          gutterIconSize: 'contain',
          light: { gutterIconPath: badge(number, '#ffffff', '#0063b2') },
          dark: { gutterIconPath: badge(number, '#000000', '#59a4f9') },
        }),
  });
