import type { Elements } from './elements.ts';
import type { ElementId } from './id.ts';
import type { Expect, Walk } from './question.ts';
import type { Setting } from './setting.ts';

/**
 * What the author wrote, with names resolved to ids and nothing filled in. One topology joins a file with all that it
 * imports.
 */
export interface Topology extends Elements {
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
  prefixLists: [],
  customerGateways: [],
  vpnConnections: [],
  virtualInterfaces: [],
  clusters: [],
  walks: [],
  expects: [],
  settings: [],
  unresolved: [],
};
