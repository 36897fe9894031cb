export * from './channel.ts';
export * from './node-state.ts';
export * from './server.ts';
export * from './webview.ts';
