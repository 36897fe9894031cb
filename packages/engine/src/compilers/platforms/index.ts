import type { Platform } from '../../plan/platform.ts';
import { eks } from './eks.ts';
import { gke } from './gke.ts';
import { plain } from './plain.ts';

/** Every modelled platform by name. */
export const platforms = { eks, gke, plain } as const satisfies Record<string, Platform>;

export const platformOf = (name: string | undefined): Platform | undefined =>
  name !== undefined && Object.hasOwn(platforms, name) ? platforms[name as keyof typeof platforms] : undefined;

export type { Platform };
