import * as vscode from 'vscode';

/** From this width on the panel stands in two columns: the picture beside the answer and the list. */
const wide = 1080;
/** So much of a window is left to the source: half of a line of a topology needs it. */
const leastSource = 480;
/** With this width the list and the packet stand side by side. */
const medium = 760;

/** How wide a panel is to be where source and panel share a width: as wide as its best arrangement needs, if the source keeps enough. */
export function panelWidth(both: number): number {
  const most = both - leastSource;
  if (most >= wide) return Math.max(wide, both / 2);
  return Math.max(both / 2, Math.min(medium, most));
}

/**
 * Gives a panel that was just opened beside the only source the width that it needs, where the window has it. The user's
 * own arrangement of more groups is left alone.
 */
export async function shareWindow(width: number): Promise<void> {
  if (width === 0 || vscode.window.tabGroups.all.length !== 2) return;
  const both = width * 2; // VS Code has just cut the one group in two
  const share = panelWidth(both) / both;
  if (share <= 0.5) return;
  const groups = [{ size: 1 - share }, { size: share }];
  await vscode.commands.executeCommand('vscode.setEditorLayout', { orientation: 0, groups });
}
