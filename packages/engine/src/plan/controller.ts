import type { Cluster } from '../topology/cluster.ts';
import type { ElementId } from '../topology/id.ts';
import type { Topology } from '../topology/topology.ts';
import type { AddedFilters, PlannedBalancer } from './balancer.ts';
import type { PlannedCluster, PlannedNode, PlannedPod, PlannedService, PlannedSubnet, Problem } from './plan.ts';

/** What a controller sees of its cluster: everything is planned but the balancers. */
export interface ControllerInput {
  readonly topology: Topology;
  readonly cluster: Cluster;
  readonly planned: PlannedCluster;
  /** Of this cluster only. */
  readonly services: readonly PlannedService[];
  readonly nodes: readonly PlannedNode[];
  readonly pods: readonly PlannedPod[];
  /** Of the cluster's VPC, with their free addresses. */
  readonly subnets: readonly PlannedSubnet[];
  /** The lowest free address of a subnet, taken. */
  take(subnet: ElementId, owner: ElementId): string | undefined;
  /** Stands for a public address that the provider draws. */
  draw(): string;
  /** A value that the author did not write, for hints. */
  supply(about: ElementId, label: string, why: string): void;
}

/** What a controller makes, and what it tells of what it could not make. */
export interface Controlled {
  readonly balancers: readonly PlannedBalancer[];
  readonly filters: AddedFilters;
  readonly problems: readonly Problem[];
}

/** Watches a cluster, and makes load balancers of its objects. */
export interface Controller {
  readonly id: string;
  readonly doc: string;
  /** Makes what is its own; objects of other controllers are not its business. */
  plan(input: ControllerInput): Controlled;
}
