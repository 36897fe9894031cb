/** Everything that a laboratory needs, as data: the same values drive the walk and the kernel. */
export interface LabPlan {
  readonly namespaces: readonly Namespace[];
  /** `ip -batch` lines outside of any namespace: the veth pairs. */
  readonly links: readonly string[];
  readonly servers: readonly Server[];
  readonly flows: readonly LabFlow[];
  /** Many connections of one client to one address, to see how chance spreads them. */
  readonly bursts?: readonly Burst[];
  /** `ip -batch` lines whose answers are wanted: `route get …`. */
  readonly lookups?: readonly { readonly namespace: string; readonly lines: readonly string[] }[];
  /** iptables by nf_tables, or the legacy tables. */
  readonly backend: Backend;
  /** Milliseconds that a client waits for an answer. */
  readonly patience: number;
  /** Whether the kernel tells which rules the first packets meet (iptables by nf_tables only). */
  readonly rules: boolean;
  /** How many flows are under way at a time. */
  readonly parallel: number;
}

export type Backend = 'nft' | 'legacy';

/** One network namespace: a device, or the segment between several. */
export interface Namespace {
  readonly name: string;
  /** The device's id; undefined for a segment, whose packets are not looked at. */
  readonly device?: string;
  /** Names in the kernel (15 characters at most) → names in the network. */
  readonly interfaces: Readonly<Record<string, string>>;
  /** Paths below /proc/sys and their values, set after the links exist. */
  readonly sysctls: readonly (readonly [string, string])[];
  readonly ip: readonly string[];
  readonly bridge: readonly string[];
  readonly iptables?: string;
  readonly nft?: string;
  /** Who tells the rules here that packets meet: xtables-monitor ends at a rule of nft that it cannot say as one of iptables. */
  readonly monitor?: 'nft';
}

export interface Server {
  readonly namespace: string;
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  readonly address?: string;
  readonly relay?: RelayPlan;
}

/** A server that opens a connection of its own for each that it accepts, and passes on what is said there. */
export interface RelayPlan {
  readonly upstreams: readonly { readonly address: string; readonly port: number; readonly weight: number }[];
  /** How much larger the segment size is that its own SYN announces than the one that it was told. */
  readonly stride: number;
}

export interface Burst {
  readonly namespace: string;
  readonly dst: string;
  readonly dport: number;
  readonly count: number;
}

/** One connection: what its client binds and dials. */
export interface LabFlow {
  readonly id: number;
  readonly namespace: string;
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  readonly src: string;
  readonly sport: number;
  readonly dst: string;
  readonly dport: number;
  /** The maximum segment size that its SYN announces: no translation changes it, so it tells whose SYN it is. */
  readonly segment: number;
  /** The client waits for what is said: whether a relay reached anybody shows only then. */
  readonly listens?: true;
  /** Bytes of its first packet, and whether it has Don't Fragment; undefined: as small as it is. UDP alone. */
  readonly size?: { readonly bytes: number; readonly df: boolean } | undefined;
}
