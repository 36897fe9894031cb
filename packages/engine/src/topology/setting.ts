import type { ElementId } from './id.ts';

/** `key value value… { … }`: an attribute whose key is a word from a registry. Values are kept as the author wrote them. */
export interface Setting {
  readonly id: ElementId;
  readonly key: string;
  readonly values: readonly string[];
  /** The lines of the block behind the setting, for components such as `cni vpc-cni { … }`. */
  readonly settings: readonly Setting[];
}

/** `labels app=web tier=front`. */
export type Labels = Readonly<Record<string, string>>;

/** One requirement of a selector, as kubectl takes it. */
export interface Requirement {
  readonly key: string;
  readonly operator: 'in' | 'notin' | 'exists' | 'absent';
  readonly values: readonly string[];
}

export interface Selector {
  readonly id: ElementId;
  readonly requirements: readonly Requirement[];
}

/** The last setting of a key among siblings, or undefined. */
export function settingOf(settings: readonly Setting[], key: string): Setting | undefined {
  return settings.findLast((setting) => setting.key === key);
}

/** The number that a setting says; undefined: it is not written, or is no number. A duration in seconds counts as its number. */
export function numberOf(settings: readonly Setting[], key: string): number | undefined {
  return countOf(settingOf(settings, key)?.values[0]);
}

/** The number in a text such as `5` or `5s`. */
export const countOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d+s?$/.test(text) ? Number.parseInt(text, 10) : undefined;
