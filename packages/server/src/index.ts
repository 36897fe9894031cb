export { startServer } from './start.ts';
