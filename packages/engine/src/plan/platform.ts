import type { Setting } from '../topology/setting.ts';

/** What an unqualified cluster of a platform expands to. */
export interface Platform {
  readonly id: string;
  readonly doc: string;
  /** Names of the registries of clouds, CNIs and service proxies. */
  readonly cloud: string;
  readonly cni: string;
  /** That of a cluster whose settings ask for another one. */
  readonly cniFor?: (settings: readonly Setting[]) => string | undefined;
  readonly proxy: string;
  /** The Service block when the author gives none, from the blocks of the cluster's VPC; and the reason. */
  serviceCidr(vpcCidrs: readonly string[]): { readonly cidr: string; readonly why: string };
  /** The same of IPv6. */
  readonly serviceCidr6: { readonly cidr: string; readonly why: string };
  /** The block of pods where they have their own addresses and the author gives none; undefined: there is none. */
  readonly clusterCidr?: string;
  /** What the security group of nodes that name none is called, where their cloud has such groups. */
  groupName(cluster: string): string;
  /** The instance type of a node that names none; undefined: its machines have no types. */
  readonly machine?: string;
  /** Its provider runs the control plane, outside of the cluster's network. */
  readonly runsControlPlane?: true;
  /** Nodes of a group that gives no number. */
  readonly groupSize: number;
}
