import type { Ip } from '../base/addr/index.ts';
import { notModelled } from '../base/not-modelled.ts';
import { cloudOf } from '../compilers/clouds/index.ts';
import type { RecordType } from '../network/dns.ts';
import type { Protocol } from '../network/header.ts';
import type { Plan } from '../plan/plan.ts';
import { itemOf } from '../plan/plan-index.ts';
import type { ElementId } from '../topology/id.ts';
import type { HttpRequest } from '../trace/request.ts';

/** Where a packet can be sent: an address, a port where the protocol has one, and what to call it. */
export interface Target {
  readonly label: string;
  readonly address: Ip;
  readonly port: number;
  readonly protocol: Protocol;
  /** The device that is meant: a packet that arrives at another is not delivered. Undefined: whatever has the address. */
  readonly meant?: string;
  /** Of a balancer's node. */
  readonly zone?: string;
  /** What is asked for over the connection. */
  readonly request?: HttpRequest;
  /** The name that the client wants a certificate for, where it asks with TLS. */
  readonly certified?: string;
  /** What is taken for granted about its being the one that is meant. */
  readonly assumes?: string;
}

/** A name that has to be looked up: what is dialled at its address, or nothing where the question is the name. */
export interface NameTarget {
  readonly host: string;
  /** The type of the question, where a walk asks for one. */
  readonly type?: RecordType;
  readonly dial?: Pick<Target, 'port' | 'protocol' | 'request' | 'assumes' | 'certified'>;
}

/** Where who asks stands. */
export interface Asker {
  /** On the Internet, where only public addresses lead anywhere. */
  readonly outside: boolean;
  /** An API server, which has no kube-proxy. */
  readonly isApiServer?: true;
  /** A pod or node: a Service is its cluster IP. */
  readonly inCluster: boolean;
  /** Undefined: on the Internet. */
  readonly vpc: ElementId | undefined;
  /** The network at home that it is in. */
  readonly lan?: ElementId | undefined;
}

/** A question's end as the network knows it; or why it cannot be told. Several targets are the answers of a headless Service. */
export type End<T> =
  | { readonly kind: 'known'; readonly of: readonly T[]; readonly name: string; readonly wrongPort?: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/** What a question is asked of: addresses, or a name. */
export type To =
  | End<Target>
  /** Whoever gives addresses where the sender is. */
  | { readonly kind: 'lease'; readonly name: string }
  | { readonly kind: 'named'; readonly of: NameTarget; readonly name: string };

/** An end that cannot be told, and why. */
export const unknown = (reason: string): { readonly kind: 'unknown'; readonly reason: string } => ({
  kind: 'unknown',
  reason,
});

/** Why nothing is known of the nodes of a cluster. */
export const unknownOf = (plan: Plan, cluster: ElementId): string | undefined =>
  plan.clusters.find(({ id }) => id === cluster)?.unknown;

/** The cluster or network around an element that is not planned, because netk does not model its kind. */
export function unplanned(plan: Plan, id: ElementId): string | undefined {
  for (const { id: cluster, name, platform } of plan.topology.clusters)
    if (id.startsWith(`${cluster}/`) && !plan.clusters.some((each) => each.id === cluster))
      return notModelled(`cluster ${name} is on ${platform}`);
  for (const { id: vpc, name, cloud } of plan.topology.vpcs)
    if (id.startsWith(`${vpc}/`) && !cloudOf(cloud ?? 'aws')) return notModelled(`vpc ${name} is on ${cloud}`);
  return undefined;
}

/** The name that a person uses for an element of the plan. */
export function nameOf(plan: Plan, id: ElementId, fallback: string): string {
  const lists: readonly (readonly { readonly id: ElementId; readonly name: string }[])[] = [
    plan.pods,
    plan.nodes,
    plan.hosts,
    plan.routers,
    plan.services,
    plan.gateways,
    plan.endpoints,
    plan.subnets,
  ];
  for (const list of lists) {
    const found = itemOf(list, id);
    if (found) return found.name;
  }
  return fallback;
}

/** The VPC that a machine stands in; undefined for one on the Internet. */
export function vpcOf(plan: Plan, id: ElementId): ElementId | undefined {
  const cluster = (itemOf(plan.pods, id) ?? itemOf(plan.nodes, id))?.cluster;
  if (cluster !== undefined) return plan.clusters.find((each) => each.id === cluster)?.vpc;
  const subnet = itemOf(plan.hosts, id)?.subnet;
  return subnet === undefined ? undefined : itemOf(plan.subnets, subnet)?.vpc;
}

/** The network at home that a machine is in. */
export const lanOf = (plan: Plan, id: ElementId): ElementId | undefined =>
  (itemOf(plan.hosts, id) ?? itemOf(plan.routers, id))?.lan;
