import type { PlannedBalancer } from '../../plan/balancer.ts';
import { alb } from './alb.ts';
import type { BalancerKind } from './balancer.ts';
import { clb } from './clb.ts';
import { envoy } from './envoy.ts';
import { gfe, gfeManaged } from './gfe.ts';
import { nginx } from './nginx.ts';
import { nlb } from './nlb.ts';
import { passthrough } from './passthrough.ts';

/** Kinds whose nodes are devices of their own. */
const withNodes = { alb, nlb, clb, gfe, 'gfe-managed': gfeManaged, envoy, passthrough } as const satisfies Record<
  string,
  BalancerKind
>;

/** Every modelled kind of load balancer by name. */
export const balancers = { ...withNodes, nginx } as const;

export const balancerOf = (kind: string): BalancerKind | undefined =>
  Object.hasOwn(withNodes, kind) ? withNodes[kind as keyof typeof withNodes] : undefined;

/** What a balancer is called: `ALB shop`. */
export const titleOf = ({ kind, name }: Pick<PlannedBalancer, 'kind' | 'name'>): string =>
  `${balancerOf(kind)?.title ?? kind.toUpperCase()} ${name}`;

export type { BalancerKind };
