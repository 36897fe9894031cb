import type { ElementId } from './id.ts';
import type { Written } from './written.ts';

/** `subnet pub-1 192.168.101.20 eip 203.0.113.21` in a balancer. */
export interface Placement {
  readonly id: ElementId;
  readonly subnet: ElementId;
  readonly addresses: readonly Written[];
  readonly eips: readonly Written[];
}

/** Where a rule of an Ingress or a route sends. */
export interface Backend {
  readonly service: ElementId;
  readonly port?: number | string;
  readonly weight?: number;
}
