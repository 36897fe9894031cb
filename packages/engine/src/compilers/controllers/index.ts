import type { Controller } from '../../plan/controller.ts';

/** Every modelled controller by name. */
export const controllers = {} as const satisfies Record<string, Controller>;
