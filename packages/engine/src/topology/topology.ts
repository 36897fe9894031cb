import type { Cluster } from './cluster.ts';
import type { ElementId } from './id.ts';
import type { Internet } from './internet.ts';
import type { Expect, Walk } from './question.ts';
import type { Setting } from './setting.ts';
import type { Peering, TransitGateway, Vpc } from './vpc.ts';

/**
 * What the author wrote, with names resolved to ids and nothing filled in. One topology joins a file with all that it
 * imports. Lists are sorted by id, so that the order of declarations changes nothing.
 */
export interface Topology {
  readonly vpcs: readonly Vpc[];
  readonly peerings: readonly Peering[];
  readonly transitGateways: readonly TransitGateway[];
  readonly clusters: readonly Cluster[];
  readonly internet?: Internet;
  readonly walks: readonly Walk[];
  /** Expectations at the top level of a file. */
  readonly expects: readonly Expect[];
  readonly settings: readonly Setting[];
  /** References that did not resolve; the language server has already said so at their place. */
  readonly unresolved: readonly { readonly id: ElementId; readonly text: string }[];
}

export const emptyTopology: Topology = {
  vpcs: [],
  peerings: [],
  transitGateways: [],
  clusters: [],
  walks: [],
  expects: [],
  settings: [],
  unresolved: [],
};
