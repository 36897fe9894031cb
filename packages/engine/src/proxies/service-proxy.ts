import type { Chain } from '../network/netfilter.ts';
import type { PlannedService } from '../plan/plan.ts';
import type { ElementId } from '../topology/id.ts';

/** The Services of one cluster, compiled once for all its nodes. */
export interface CompiledServices {
  /** Chains that are equal on every node, by `table name`. */
  readonly shared: ReadonlyMap<string, Chain>;
  /** The chains of one node: the built-in ones, and those that depend on which endpoints are local. */
  chainsOn(node: ElementId): readonly Chain[];
}

/** A service proxy: the rules that it installs on every node; the hook where they stand is what tells modes apart. */
export interface ServiceProxy {
  readonly id: string;
  readonly doc: string;
  compile(services: readonly PlannedService[]): CompiledServices;
}
