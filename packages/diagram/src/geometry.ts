export const boxKinds = [
  'internet',
  'lan',
  'vpc',
  'zone',
  'subnet',
  'node',
  'kernel',
  'bridge',
  'group',
  'service',
  'outside',
  'zone-server',
  'host',
  'balancer',
  'pod',
  'cell',
  'endpoint',
  'target',
  'eni',
  'tunnel',
  'router',
  'gateway',
  'igw',
  'edge',
  'bead',
] as const;
export type BoxKind = (typeof boxKinds)[number];

/** A rectangle of the drawing. */
export interface Box {
  readonly id: string;
  readonly kind: BoxKind;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  readonly label: string;
  readonly sub: string;
  readonly parent?: string;
  /** The element of the source that the box stands for. */
  readonly element?: string;
  /** Addresses or pods: how many are taken, of how many. */
  readonly used?: number;
  readonly max?: number;
  /** The route table of a subnet, the kind of a host, where a balancer listens, what policies guard of a pod. */
  readonly note?: string;
  /** Where an endpoint points at its pod's column. */
  readonly tick?: number;
  /** What it holds is not drawn. */
  readonly folded?: true;
  /** How much of its width its words may take: the chips of a shelf begin behind, a gateway covers the border. */
  readonly room?: number;
}

/** A reserved strip that no box enters: every wire and route lies in one. Channels form a tree; parent and child are perpendicular. */
export interface Channel {
  readonly id: string;
  readonly along: 'h' | 'v';
  /** y of a horizontal channel, x of a vertical one. */
  readonly at: number;
  readonly from: number;
  readonly to: number;
  readonly parent?: string;
  readonly kind: 'wan' | 'router' | 'bus' | 'stem' | 'kernel' | 'hidden';
}

/** Where a device meets a channel. */
export interface Anchor {
  readonly channel: string;
  /** The position along the channel. */
  readonly p: number;
  readonly x: number;
  readonly y: number;
  /** The x of the box's edge, when a short piece leads from the channel into the box. */
  readonly stub?: number;
  /** The node that the anchor is part of: ways inside a node go along its kernel bar. */
  readonly node?: string;
  /** The middle of the first number of this device. */
  readonly badge?: { readonly x: number; readonly y: number };
}

/** Where the connections of a device begin that ends those of others; a device that has no such place has one for all. */
export const outOf = (id: string): string => `${id}:out`;

/** Stands for any node of a balancer. */
export const anyOf = (balancer: string): string => `${balancer}:any`;

export interface Geometry {
  readonly boxes: readonly Box[];
  readonly channels: ReadonlyMap<string, Channel>;
  readonly anchors: ReadonlyMap<string, Anchor>;
  /** Elements that a folded box holds, with the anchor that stands for them. */
  readonly aliases: ReadonlyMap<string, string>;
  /** The slot of each node, to be handed to the next layout as a hint. */
  readonly slots: Readonly<Record<string, number>>;
  readonly width: number;
  readonly height: number;
}

export type Level = 'zone' | 'subnet' | 'node' | 'pod';

export interface LayoutOptions {
  readonly level?: Level;
  /** Elements that are shown one level deeper. */
  readonly open?: ReadonlySet<string>;
  /** VPCs that are drawn without what is in them. */
  readonly folded?: ReadonlySet<string>;
  /** The slots of the last geometry: known elements keep their place. */
  readonly hint?: Readonly<Record<string, number>>;
  /** Wanted width : height of a wide subnet. */
  readonly ratio?: number;
}
