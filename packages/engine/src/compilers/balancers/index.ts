import { alb } from './alb.ts';
import type { BalancerKind } from './balancer.ts';
import { clb } from './clb.ts';
import { nlb } from './nlb.ts';

/** Every modelled kind of load balancer by name. */
export const balancers = { alb, nlb, clb } as const satisfies Record<string, BalancerKind>;

export const balancerOf = (kind: string): BalancerKind | undefined =>
  Object.hasOwn(balancers, kind) ? balancers[kind as keyof typeof balancers] : undefined;

export type { BalancerKind };
