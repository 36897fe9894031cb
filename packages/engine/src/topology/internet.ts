import type { ElementId } from './id.ts';
import type { Operand } from './operand.ts';
import type { Setting } from './setting.ts';
import type { Host, Written } from './vpc.ts';

export interface Internet {
  readonly id: ElementId;
  readonly systems: readonly AutonomousSystem[];
  readonly lans: readonly Lan[];
  readonly routers: readonly HomeRouter[];
  readonly clients: readonly Client[];
  readonly hosts: readonly Host[];
  readonly resolvers: readonly Resolver[];
  readonly zones: readonly DnsZone[];
  readonly settings: readonly Setting[];
}

export interface AutonomousSystem {
  readonly id: ElementId;
  readonly name: string;
  readonly number: number;
  /** With the settings of their line: `announce 203.0.113.0/24 { med 10; prepend 2 }`. */
  readonly announces: readonly (Written & { readonly settings?: readonly Setting[] })[];
  readonly relations: readonly {
    readonly id: ElementId;
    readonly kind: 'provider' | 'customer' | 'peer';
    readonly of: ElementId;
    readonly settings?: readonly Setting[];
  }[];
  readonly settings: readonly Setting[];
}

export interface Lan {
  readonly id: ElementId;
  readonly name: string;
  readonly doc?: string;
  readonly cidrs: readonly Written[];
  readonly settings: readonly Setting[];
}

export interface HomeRouter {
  readonly id: ElementId;
  readonly name: string;
  readonly doc?: string;
  readonly addresses: readonly Written[];
  readonly wan?: Written;
  readonly lan?: ElementId;
  readonly as?: ElementId;
  readonly settings: readonly Setting[];
}

export interface Client {
  readonly id: ElementId;
  readonly name: string;
  readonly doc?: string;
  readonly addresses: readonly Written[];
  readonly lan?: ElementId;
  readonly as?: ElementId;
  readonly settings: readonly Setting[];
}

export interface Resolver {
  readonly id: ElementId;
  readonly name: string;
  readonly doc?: string;
  readonly addresses: readonly Written[];
  readonly as?: ElementId;
  readonly settings: readonly Setting[];
}

export interface DnsZone {
  readonly id: ElementId;
  readonly name: string;
  readonly provider?: string;
  readonly privateIn?: ElementId;
  readonly servers: readonly Written[];
  readonly records: readonly {
    readonly id: ElementId;
    readonly name: string;
    readonly type: string;
    readonly values: readonly string[];
    readonly target?: Operand;
    readonly ttl?: string;
    /** How it is chosen among those of its name: `weight 10`, `failover PRIMARY`. */
    readonly settings?: readonly Setting[];
  }[];
  readonly settings: readonly Setting[];
}
