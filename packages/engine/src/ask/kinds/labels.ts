import type { Ip } from '../../base/addr/index.ts';

/** A value by which the network knows one machine: an address, a hardware address, the id of a device or of a link. */
export type Identifier = Ip | string;

/** What identifiers are called, under what they belong to. */
export interface Layer {
  readonly prefix: string;
  readonly of: ReadonlyMap<Identifier, string>;
}

/**
 * What identifiers are called in a text: those of several machines together, without a copy of any. A thousand pods of a
 * node have the labels of that node each.
 */
export class Labels {
  static readonly none = new Labels([]);
  readonly #layers: readonly Layer[];

  /** A later layer counts before an earlier one. */
  constructor(layers: readonly Layer[]) {
    this.#layers = layers;
  }

  with(...more: readonly Layer[]): Labels {
    return new Labels([...this.#layers, ...more]);
  }

  get(value: Identifier): string | undefined {
    for (let i = this.#layers.length - 1; i >= 0; i--) {
      const { prefix, of } = this.#layers[i]!;
      const label = of.get(value);
      if (label !== undefined) return `${prefix}.${label}`;
    }
    return undefined;
  }

  has(value: Identifier): boolean {
    return this.#layers.some(({ of }) => of.has(value));
  }
}
