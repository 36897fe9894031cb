import { aws } from './aws/index.ts';
import type { Cloud } from './cloud.ts';
import { gcp } from './gcp/index.ts';
import { plain } from './plain/index.ts';

/** Every modelled cloud by name. */
export const clouds = { aws, gcp, plain } as const satisfies Record<string, Cloud>;

export const cloudOf = (name: string): Cloud | undefined =>
  Object.hasOwn(clouds, name) ? clouds[name as keyof typeof clouds] : undefined;

export type { Cloud };
