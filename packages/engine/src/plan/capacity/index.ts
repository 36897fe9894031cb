export type * from './capacity.ts';
export { capacityOf } from './capacity-of.ts';
export { type CniMode, cniModeOf } from './cni-mode.ts';
export * from './max-pods.ts';
export type { PodLimit, PodLimitRule } from './pod-limit.ts';
export { type WarmPool, type WarmTargets, warmPool } from './warm-pool.ts';
