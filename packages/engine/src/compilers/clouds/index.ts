import { aws } from './aws/index.ts';
import type { Cloud } from './cloud.ts';

/** Every modelled cloud by name. */
export const clouds = { aws } as const satisfies Record<string, Cloud>;

export const cloudOf = (name: string): Cloud | undefined =>
  Object.hasOwn(clouds, name) ? clouds[name as keyof typeof clouds] : undefined;

export type { Cloud };
