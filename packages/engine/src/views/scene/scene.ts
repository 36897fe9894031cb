import type { ElementId } from '../../topology/id.ts';

/**
 * What a diagram draws: nested boxes with ids that are the elements' own, and the words on them. No coordinates.
 * The input of the layout.
 */
export interface Scene {
  /** Machines on the Internet side, in natural order. */
  readonly internet: readonly SceneHost[];
  readonly vpcs: readonly SceneVpc[];
}

export interface SceneHost {
  readonly id: ElementId;
  readonly label: string;
  /** Its address. */
  readonly sub: string;
  readonly kind: 'host' | 'client' | 'server' | 'home-router' | 'nat-gateway';
}

export interface SceneVpc {
  readonly id: ElementId;
  readonly label: string;
  readonly cidr: string;
  readonly igw?: { readonly id: ElementId; readonly label: string };
  readonly zones: readonly { readonly id: string; readonly label: string }[];
  /** Rows of subnets by reach: public first, isolated last. */
  readonly rows: readonly { readonly id: string; readonly label: string }[];
  readonly subnets: readonly SceneSubnet[];
  readonly balancers: readonly SceneBalancer[];
  readonly services: readonly SceneService[];
}

export interface SceneSubnet {
  readonly id: ElementId;
  readonly label: string;
  readonly cidr: string;
  readonly zone: string;
  readonly row: string;
  readonly table: string;
  readonly used: number;
  readonly usable: number;
  readonly hosts: readonly SceneHost[];
  readonly nodes: readonly SceneNode[];
}

export interface SceneNode {
  readonly id: ElementId;
  readonly label: string;
  readonly machine: string;
  readonly used: number;
  readonly max?: number;
  readonly enis: readonly SceneEni[];
}

export interface SceneEni {
  readonly id: ElementId;
  readonly label: string;
  readonly address: string;
  readonly pods: readonly ScenePod[];
}

export interface ScenePod {
  readonly id: ElementId;
  readonly label: string;
  readonly address: string;
}

export interface SceneBalancer {
  readonly id: ElementId;
  readonly label: string;
  readonly row: string;
  /** Zone id → its address there. */
  readonly ports: Readonly<Record<string, string>>;
}

/** One shelf. Services that pick the very same pods share one, so that a diagram grows with what differs. */
export interface SceneService {
  readonly id: ElementId;
  readonly label: string;
  /** The other services of the shelf, in natural order. */
  readonly others: readonly { readonly id: ElementId; readonly label: string; readonly sub: string }[];
  /** `10.100.20.30:80 · :31080`. */
  readonly sub: string;
  readonly endpoints: readonly { readonly pod: ElementId; readonly label: string; readonly share: string }[];
}
