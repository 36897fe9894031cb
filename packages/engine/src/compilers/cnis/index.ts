import type { Cni } from './cni.ts';
import { vpcCni } from './vpc-cni/index.ts';

/** Every modelled CNI by name. */
export const cnis = { 'vpc-cni': vpcCni } as const satisfies Record<string, Cni>;

export const cniOf = (name: string): Cni | undefined =>
  Object.hasOwn(cnis, name) ? cnis[name as keyof typeof cnis] : undefined;

export type { Cni };
