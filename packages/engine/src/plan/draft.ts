import { naturalOrder } from '../base/natural-order.ts';
import type { DownZone } from '../topology/elements.ts';
import type { ElementId } from '../topology/id.ts';
import type { Topology } from '../topology/topology.ts';
import type { AddedFilters, PlannedBalancer } from './balancer.ts';
import { type CloudFacts, type CniFacts, type Members, memberOf } from './members.ts';
import type {
  Plan,
  PlannedApiServer,
  PlannedAttachment,
  PlannedCarrier,
  PlannedCluster,
  PlannedEndpoint,
  PlannedGateway,
  PlannedHost,
  PlannedLan,
  PlannedNode,
  PlannedPod,
  PlannedRouter,
  PlannedService,
  PlannedVpc,
  Problem,
  Supplied,
} from './plan.ts';
import type { Platform } from './platform.ts';
import type { SubnetBook } from './subnet-book.ts';

/** A plan in the making: the parts add to it one after the other. */
export class Draft {
  readonly topology: Topology;
  readonly members: Members;
  readonly vpcs: PlannedVpc[] = [];
  readonly subnets = new Map<ElementId, SubnetBook>();
  readonly clusters: PlannedCluster[] = [];
  readonly nodes: PlannedNode[] = [];
  readonly pods: PlannedPod[] = [];
  readonly services: PlannedService[] = [];
  readonly balancers: PlannedBalancer[] = [];
  readonly filters: { groups: AddedFilters['groups'][number][]; lines: AddedFilters['lines'][number][] } = {
    groups: [],
    lines: [],
  };
  readonly hosts: PlannedHost[] = [];
  readonly apiServers: PlannedApiServer[] = [];
  readonly lans: PlannedLan[] = [];
  readonly routers: PlannedRouter[] = [];
  readonly carriers: PlannedCarrier[] = [];
  readonly gateways: PlannedGateway[] = [];
  readonly endpoints: PlannedEndpoint[] = [];
  readonly attachments: PlannedAttachment[] = [];
  readonly supplied: Supplied[] = [];
  readonly problems: Problem[] = [];
  readonly unmodelled: Plan['unmodelled'][number][] = [];
  /** How many nodes and pods statements have made so far. */
  readonly made = { nodes: 0, pods: 0 };
  /** Public addresses that a provider draws, by machine: one that stands for each. */
  readonly drawn = new Map<ElementId, string>();
  /** What stands in a zone that is gone. */
  readonly down = new Map<ElementId, DownZone>();
  /** Addresses of things that are parsed but not modelled, with what they are. */
  readonly foreign = new Map<string, string>();

  constructor(topology: Topology, members: Members) {
    this.topology = topology;
    this.members = members;
  }

  /** A cloud by name, AWS without one; undefined: it is not modelled. */
  cloudOf(name: string | undefined): CloudFacts | undefined {
    return memberOf(this.members.clouds, name ?? 'aws');
  }

  /** A platform by name, EKS without one; undefined: it is not modelled. */
  platformOf(name: string | undefined): Platform | undefined {
    return memberOf(this.members.platforms, name ?? 'eks');
  }

  /** Whether the pods of a cluster have addresses of its machines' network; also where nothing is known of its CNI. */
  takesNetworkAddresses({ id }: { readonly id: ElementId }): boolean {
    return this.clusters.find((each) => each.id === id)?.podsApart !== true;
  }

  /** What is known of the CNI of a cluster; undefined: it is not modelled. */
  cniOf({ id }: { readonly id: ElementId }): CniFacts | undefined {
    return memberOf(this.members.cnis, this.clusters.find((each) => each.id === id)?.cni);
  }

  /** Whether a CNI is modelled. */
  hasCni(name: string): boolean {
    return memberOf(this.members.cnis, name) !== undefined;
  }

  supply(about: ElementId, label: string, why: string): void {
    this.supplied.push({ about, label, why });
  }

  problem(code: string, about: ElementId, message: string, related: Problem['related'] = []): void {
    this.problems.push({ code, about, message, related });
  }

  lacks(about: ElementId, noun: string): void {
    this.unmodelled.push({ about, noun });
  }
}

/** A copy in natural order of ids: what is planned must not depend on the order of declarations. */
export const inOrder = <T extends { readonly id: string }>(list: readonly T[]): T[] =>
  [...list].sort((a, b) => naturalOrder(a.id, b.id));
