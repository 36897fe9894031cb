import type { Ip } from '../addr/index.ts';
import type { Chain } from '../network/netfilter.ts';
import type { PlannedService } from '../plan/plan.ts';
import type { ElementId } from '../topology/id.ts';

/** kube-proxy's own configuration, as far as it changes rules. */
export interface ProxyOptions {
  readonly family: 4 | 6;
  /** What tells packets of pods from others: the block of their addresses. Undefined: nothing does, as on EKS. */
  readonly podCidr?: string;
  readonly masqueradeAll: boolean;
  /** Blocks whose node addresses answer on node ports; undefined: every address. */
  readonly nodePortAddresses?: readonly string[];
  readonly localhostNodePorts: boolean;
  /** The line that chose the proxy: the source of rules that belong to no Service. */
  readonly origin?: ElementId;
}

/** The configuration that EKS installs. */
export const defaultProxyOptions: ProxyOptions = { family: 4, masqueradeAll: false, localhostNodePorts: true };

/** A node as a proxy sees it. */
export interface ProxyNode {
  readonly id: ElementId;
  readonly addresses: readonly Ip[];
}

/** The Services of one cluster, compiled once for all its nodes. */
export interface CompiledServices {
  /** Chains that are equal on every node, by `table name`. */
  readonly shared: ReadonlyMap<string, Chain>;
  /** The chains of one node: the built-in ones, and those that depend on which endpoints are local. */
  chainsOn(node: ProxyNode): readonly Chain[];
}

/** A service proxy: the rules that it installs on every node; the hook where they stand is what tells modes apart. */
export interface ServiceProxy {
  readonly id: string;
  readonly doc: string;
  compile(services: readonly PlannedService[], options: ProxyOptions): CompiledServices;
}
