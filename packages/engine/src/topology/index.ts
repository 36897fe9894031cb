export type * from './cluster.ts';
export type * from './filter.ts';
export * from './id.ts';
export type * from './internet.ts';
export type * from './question.ts';
export * from './setting.ts';
export * from './topology.ts';
export type * from './vpc.ts';
