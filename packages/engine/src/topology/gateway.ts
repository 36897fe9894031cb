import type { Backend, Placement } from './backend.ts';
import type { ElementId } from './id.ts';
import type { Setting } from './setting.ts';
import type { Written } from './vpc.ts';

/** A Gateway of Gateway API: what a balancer listens on. */
export interface KubeGateway {
  readonly id: ElementId;
  readonly name: string;
  readonly namespace: string;
  readonly doc?: string;
  /** `alb`, `nlb`: its class, by what is made of it. */
  readonly controller?: string;
  readonly listeners: readonly GatewayListener[];
  readonly placements: readonly Placement[];
  /** A Gateway has none; other things that stand in subnets do. */
  readonly vips: readonly Written[];
  readonly subnets: readonly ElementId[];
  readonly securityGroups: readonly ElementId[];
  readonly settings: readonly Setting[];
}

/** `listener https HTTPS:443 { hostname "*.example.com" }`. */
export interface GatewayListener {
  readonly id: ElementId;
  readonly name: string;
  /** As written: `HTTP`, `HTTPS`, `TCP`, `UDP`, `TLS`. */
  readonly protocol: string;
  readonly port: number;
  readonly settings: readonly Setting[];
}

export type RouteKind = 'httproute' | 'grpcroute' | 'tcproute' | 'tlsroute' | 'udproute';

/** A route of Gateway API: where requests of its gateways go. */
export interface KubeRoute {
  readonly id: ElementId;
  readonly kind: RouteKind;
  readonly name: string;
  readonly namespace: string;
  readonly doc?: string;
  /** Gateways, or single listeners. */
  readonly parents: readonly ElementId[];
  readonly rules: readonly RouteRule[];
  readonly settings: readonly Setting[];
}

export interface RouteRule {
  readonly id: ElementId;
  readonly path?: string;
  /** `Exact`, `PathPrefix`, `RegularExpression`. */
  readonly pathType?: string;
  /** Of HTTP a method, of gRPC `service/method`. */
  readonly method?: string;
  /** `X-Env: canary`. */
  readonly headers: readonly string[];
  /** `version=2`. */
  readonly queries: readonly string[];
  readonly backends: readonly Backend[];
  readonly settings: readonly Setting[];
}
