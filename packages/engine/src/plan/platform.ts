/** What an unqualified cluster of a platform expands to. */
export interface Platform {
  readonly id: string;
  readonly doc: string;
  /** Names of the registries of clouds, CNIs and service proxies. */
  readonly cloud: string;
  readonly cni: string;
  readonly proxy: string;
  /** The Service block when the author gives none, from the blocks of the cluster's VPC; and the reason. */
  serviceCidr(vpcCidrs: readonly string[]): { readonly cidr: string; readonly why: string };
  /** The instance type of a node that names none. */
  readonly machine: string;
  /** Nodes of a group that gives no number. */
  readonly groupSize: number;
}
