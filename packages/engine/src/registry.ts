import { predicates } from './ask/expect.ts';
import { clouds } from './compilers/clouds/index.ts';
import { cnis } from './compilers/cnis/index.ts';
import { platforms } from './compilers/platforms/index.ts';
import { proxies } from './compilers/proxies/index.ts';

/** A word that the engine understands at one place of the language, with what it means. */
export interface RegistryWord {
  readonly name: string;
  readonly doc: string;
}

const members = (
  registry: Readonly<Record<string, { readonly id: string; readonly doc: string }>>,
): readonly RegistryWord[] => Object.values(registry).map(({ id, doc }) => ({ name: id, doc }));

/** The members of each registry: completion, hovers and checks of words read them, so that a new member needs no other line. */
export const registryWords = {
  clouds: members(clouds),
  platforms: members(platforms),
  cnis: members(cnis),
  proxies: members(proxies),
  predicates: Object.keys(predicates),
} as const;

/** A setting of a component's block, as the component's own system spells it. */
export interface ComponentSetting {
  readonly key: string;
  readonly doc: string;
  /** What may stand there, in words. */
  readonly values?: string;
  readonly fallback?: string;
  /** The settings of its own block. */
  readonly block?: readonly ComponentSetting[];
}

/** A setting of `cni … { }`, and the CNIs that read it. */
export interface CniSetting extends ComponentSetting {
  readonly readers: readonly string[];
}

/** The settings of `cni … { }` of every modelled CNI, each key once. */
export const cniSettings: readonly CniSetting[] = Object.values(
  Object.values(cnis).reduce<Record<string, CniSetting>>((known, { id, settings }) => {
    for (const setting of settings)
      known[setting.key] = { ...setting, ...known[setting.key], readers: [...(known[setting.key]?.readers ?? []), id] };
    return known;
  }, {}),
);

export { resolverNames } from './compilers/resolvers/index.ts';
