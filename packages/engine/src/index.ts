export type * from './findings/finding.ts';
export * from './model.ts';
export type * from './plan/plan.ts';
export type * from './scene/scene.ts';
export * from './topology/index.ts';
export * from './trace/trace.ts';
