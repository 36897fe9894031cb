export * from './explain/index.ts';
export type * from './findings/finding.ts';
export * from './model.ts';
export type * from './plan/plan.ts';
export * from './scene/natural-order.ts';
export type * from './scene/scene.ts';
export { sceneOf } from './scene/scene-of.ts';
export * from './topology/index.ts';
export * from './trace/trace.ts';
