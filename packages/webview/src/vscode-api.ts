import type { FromWebview, PanelPlace } from '@netk/protocol';

/** What VS Code gives to a webview: a way to speak, and a place to keep a value over a reload. */
export interface VsCodeApi {
  postMessage(message: FromWebview): void;
  getState(): PanelPlace | undefined;
  setState(place: PanelPlace): void;
}

declare global {
  function acquireVsCodeApi(): VsCodeApi;
}
