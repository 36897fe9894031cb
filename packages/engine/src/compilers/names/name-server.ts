import type { Ip } from '../../base/addr/index.ts';
import type { Resolver } from '../../network/resolver.ts';
import type { Plan } from '../../plan/plan.ts';
import type { FileNames } from './internet-names.ts';

/** A program on a device that answers questions about names, over UDP and TCP. */
export interface NameServer {
  readonly device: string;
  readonly port: number;
  /** Undefined: at every address. */
  readonly address?: Ip;
  readonly owner: string;
  readonly resolver: Resolver;
}

/** A kind of server: what runs it, and where a file has it. */
export interface NameServers {
  readonly id: string;
  readonly doc: string;
  of(plan: Plan, names: FileNames): readonly NameServer[];
}
