/** What an instance type can carry, as its cloud publishes it. */
export interface MachineType {
  readonly name: string;
  /** Undefined: the type exists, but its limits are not published. */
  readonly limits?: {
    /** Network interfaces of the default card. */
    readonly enis: number;
    /** IPv4 addresses of each interface, its own primary one included. */
    readonly addressesPerEni: number;
    /** Pods with one secondary address each: enis × (addressesPerEni − 1) + 2. */
    readonly maxPods: number;
  };
  readonly hypervisor?: string;
  readonly branchEnis?: number;
  /** Network cards, where there are several: each carries as many interfaces as the default one. */
  readonly networkCards?: number;
}
