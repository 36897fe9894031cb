import type { Backend, Placement } from './backend.ts';
import type { FilterPeer, PortSpec } from './filter.ts';
import type { KubeGateway, KubeRoute } from './gateway.ts';
import type { ElementId } from './id.ts';
import type { Labels, Requirement, Selector, Setting } from './setting.ts';
import type { Port, Written } from './vpc.ts';

export interface Cluster {
  readonly id: ElementId;
  readonly name: string;
  readonly doc?: string;
  /** A name of the registry of platforms (`eks`, `gke`, …). */
  readonly platform?: string;
  readonly vpc?: ElementId;
  readonly controlPlane?: ControlPlane;
  readonly nodes: readonly Node[];
  readonly nodeGroups: readonly NodeGroup[];
  readonly namespaces: readonly Namespace[];
  readonly eniConfigs: readonly EniConfig[];
  readonly pods: readonly Pod[];
  readonly workloads: readonly Workload[];
  readonly services: readonly Service[];
  readonly ingresses: readonly Ingress[];
  /** Of Gateway API. */
  readonly gateways: readonly KubeGateway[];
  readonly gatewayRoutes: readonly KubeRoute[];
  readonly networkPolicies: readonly NetworkPolicy[];
  readonly clusterPolicies: readonly ClusterPolicy[];
  readonly securityGroupPolicies: readonly SecurityGroupPolicy[];
  readonly settings: readonly Setting[];
}

/** A namespace that the author declared as a block; its objects are in the cluster's own lists. */
export interface Namespace {
  readonly id: ElementId;
  readonly name: string;
  readonly doc?: string;
  readonly labels: Labels;
  readonly settings: readonly Setting[];
}

export interface ControlPlane {
  readonly id: ElementId;
  readonly xEnis: readonly { readonly id: ElementId; readonly address: Written; readonly subnet?: ElementId }[];
  readonly securityGroups: readonly ElementId[];
  readonly subnets: readonly ElementId[];
  readonly settings: readonly Setting[];
}

export interface Node {
  readonly id: ElementId;
  readonly name: string;
  readonly doc?: string;
  readonly machine?: string;
  readonly addresses: readonly Written[];
  readonly subnet?: ElementId;
  readonly zone?: string;
  readonly enis: readonly Eni[];
  readonly eips: readonly Written[];
  readonly securityGroups?: readonly ElementId[];
  readonly labels: Labels;
  readonly settings: readonly Setting[];
}

export interface Eni {
  readonly id: ElementId;
  /** The number of the device on its network card. */
  readonly index: number;
  /** The network card; undefined: the default one, 0. */
  readonly card?: number;
  readonly addresses: readonly Written[];
  readonly subnet?: ElementId;
  readonly securityGroups?: readonly ElementId[];
  readonly settings: readonly Setting[];
}

/** `nodegroup web m6i.xlarge nodes 12 in private-a, …` becomes the nodes `web-1` … `web-12`. */
export interface NodeGroup {
  readonly id: ElementId;
  readonly name: string;
  readonly doc?: string;
  readonly machine?: string;
  readonly count?: number;
  readonly subnets: readonly ElementId[];
  readonly securityGroups?: readonly ElementId[];
  readonly labels: Labels;
  readonly settings: readonly Setting[];
  /** What `given` says of single nodes of the group, by their ids. */
  readonly exceptions?: ReadonlyMap<ElementId, NodeException>;
}

/** A node of a group that is not like the others. */
export type NodeException = Pick<Node, 'eips' | 'enis' | 'securityGroups' | 'labels' | 'settings'>;

export interface EniConfig {
  readonly id: ElementId;
  readonly name: string;
  readonly subnet?: ElementId;
  readonly securityGroups: readonly ElementId[];
  readonly settings: readonly Setting[];
}

export interface Container {
  readonly id: ElementId;
  readonly name: string;
  readonly ports: readonly Port[];
  readonly settings: readonly Setting[];
}

/** What a pod and the template of a workload have in common. */
export interface PodTemplate {
  readonly labels: Labels;
  readonly containers: readonly Container[];
  /** Ports that stand directly in the pod: they belong to its one unnamed container. */
  readonly ports: readonly Port[];
  readonly nodeSelector?: Selector;
  readonly securityGroups?: readonly ElementId[];
  readonly settings: readonly Setting[];
}

export interface Pod extends PodTemplate {
  readonly id: ElementId;
  readonly name: string;
  readonly namespace: string;
  readonly doc?: string;
  readonly addresses: readonly Written[];
  /** Device index of the ENI that the author pinned. */
  readonly eni?: number;
  /** A node or node group, by containment or by `on`. */
  readonly node?: ElementId;
}

/** `deployment api replicas 3` becomes the pods `api-1` … `api-3`. */
export interface Workload extends PodTemplate {
  readonly id: ElementId;
  readonly name: string;
  readonly namespace: string;
  readonly doc?: string;
  readonly kind: 'deployment' | 'statefulset' | 'daemonset';
  readonly replicas?: number;
  /** Nodes or node groups. */
  readonly on: readonly ElementId[];
  readonly expose: readonly Expose[];
  /** What `given` says of single pods of the workload, by their ids. */
  readonly exceptions?: ReadonlyMap<ElementId, PodTemplate>;
}

/** `expose 80 -> http [type]`: a Service with the workload's name and labels. */
export interface Expose {
  readonly id: ElementId;
  readonly name?: string;
  readonly port: number;
  readonly protocol: string;
  readonly target?: number | string;
  readonly type?: string;
}

export interface Service {
  /** A walk supposes it: what is written has been there before. */
  readonly added?: true;
  readonly id: ElementId;
  readonly name: string;
  readonly namespace: string;
  readonly doc?: string;
  /** As written: `NodePort`, `LoadBalancer`, `headless`, …; undefined: ClusterIP. */
  readonly type?: string;
  /** cluster IPs. */
  readonly addresses: readonly Written[];
  readonly balancer?: string;
  readonly vips: readonly Written[];
  /** Undefined: the default (`app=<name>`), unless endpoints are written by hand. */
  readonly selector?: Selector;
  readonly ports: readonly Port[];
  readonly endpoints: readonly { readonly id: ElementId; readonly address: string; readonly port?: number }[];
  readonly placements: readonly Placement[];
  readonly subnets: readonly ElementId[];
  readonly securityGroups: readonly ElementId[];
  readonly labels: Labels;
  readonly settings: readonly Setting[];
}

export interface Ingress {
  readonly id: ElementId;
  readonly name: string;
  readonly namespace: string;
  readonly doc?: string;
  readonly controller?: string;
  readonly vips: readonly Written[];
  readonly rules: readonly {
    readonly id: ElementId;
    readonly host?: string;
    readonly path?: string;
    readonly pathType?: string;
    readonly backends: readonly Backend[];
    /** `old:use-annotation`: what `actions.old { … }` says happens, instead of a backend. */
    readonly action?: string;
  }[];
  readonly defaultBackend?: Backend;
  /** The same for what no rule takes. */
  readonly defaultAction?: string;
  readonly placements: readonly Placement[];
  readonly subnets: readonly ElementId[];
  readonly securityGroups: readonly ElementId[];
  readonly settings: readonly Setting[];
}

export interface PolicyPeer {
  readonly cidr?: string;
  readonly except: readonly string[];
  /** Present (possibly empty): a namespaceSelector was written. */
  readonly namespaces?: readonly Requirement[];
  readonly pods?: readonly Requirement[];
  /** Present (possibly empty): nodes were written, by their labels. */
  readonly nodes?: readonly Requirement[];
  /** Names of DNS, `*.` in front of those that mean all below them. */
  readonly domains?: readonly string[];
}

export interface NetworkPolicy {
  readonly id: ElementId;
  /** That of EKS Auto Mode, whose egress rules may have names (networking.k8s.aws/v1alpha1). */
  readonly kind?: 'applicationnetworkpolicy';
  readonly name: string;
  readonly namespace: string;
  readonly doc?: string;
  readonly podSelector?: Selector;
  readonly rules: readonly {
    readonly id: ElementId;
    readonly direction: 'ingress' | 'egress';
    readonly ports: readonly PortSpec[];
    readonly peer?: PolicyPeer;
  }[];
  readonly settings: readonly Setting[];
}

/**
 * A policy of the cluster's administrator: ClusterNetworkPolicy (policy.networking.k8s.io/v1alpha2), or one of the two of v1alpha1 that it
 * replaces.
 */
export interface ClusterPolicy {
  readonly id: ElementId;
  readonly kind: 'clusternetworkpolicy' | 'adminnetworkpolicy' | 'baselineadminnetworkpolicy';
  readonly name: string;
  readonly doc?: string;
  /** The pods that it is about; undefined: none is written. */
  readonly subject?: PolicyPeer;
  /** In the order in which they count. */
  readonly rules: readonly ClusterPolicyRule[];
  readonly settings: readonly Setting[];
}

export interface ClusterPolicyRule {
  readonly id: ElementId;
  readonly direction: 'ingress' | 'egress';
  /** As written, in lower case: `accept`, `allow`, `deny`, `pass`. */
  readonly action: string;
  readonly ports: readonly PortSpec[];
  readonly peer?: PolicyPeer;
}

export interface SecurityGroupPolicy {
  readonly id: ElementId;
  readonly name: string;
  readonly namespace: string;
  readonly podSelector?: Selector;
  readonly securityGroups: readonly ElementId[];
  readonly settings: readonly Setting[];
}

export type { Backend, FilterPeer, Placement };
