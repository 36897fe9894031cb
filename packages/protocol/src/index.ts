export {
  askedWalk,
  type End,
  type EndChoice,
  type EndPort,
  type Ends,
  endsRequest,
  type Question,
  questionOf,
  recentFirst,
  senders,
  targets,
  walkTextRequest,
} from './asked.ts';
export * from './channel.ts';
export * from './inside.ts';
export * from './mends.ts';
export * from './node-state.ts';
export * from './places.ts';
export * from './range.ts';
export * from './server.ts';
export * from './tests.ts';
export * from './webview.ts';
