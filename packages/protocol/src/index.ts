export * from './channel.ts';
export * from './node-state.ts';
export * from './server.ts';
export * from './tests.ts';
export * from './webview.ts';
