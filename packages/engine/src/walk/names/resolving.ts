import type { Ip } from '../../base/addr/index.ts';
import type { Device } from '../../network/network.ts';
import type { Resolver } from '../../network/resolver.ts';
import type { DialledFrom, Family, ResolvConf, StubResolver } from '../../network/stub-resolver.ts';
import type { HttpRequest } from '../../trace/request.ts';
import type { Sending } from '../answer.ts';
import type { Decider, Pin } from '../decider.ts';
import type { Journey } from '../travel.ts';

/** A name that a program resolves, before it dials or for its own sake. */
export interface Resolving {
  readonly device: Device;
  readonly stub: StubResolver;
  readonly conf: ResolvConf;
  /** Servers that stand nowhere in the file, by their addresses: what they answer is known, and the way to them is not. */
  readonly unplaced: ReadonlyMap<Ip, Resolver>;
  /** As the program wrote it. */
  readonly name: string;
  readonly families: readonly Family[];
  /** What it dials where it has addresses; undefined: it only wants to know them. */
  readonly dial?: (address: Ip) => Sending;
  /** What the question calls its other end. */
  readonly to: string;
  readonly request?: HttpRequest;
  /** Seconds that its client waits for the answer to that, the lookup included; undefined: as long as it takes. */
  readonly patience?: number;
  /** Seconds since the same was asked before; undefined: nobody remembers anything. */
  readonly idle?: number;
  /** What its machine keeps of answers, and for how long: as they say themselves, or for so many seconds. */
  readonly keeps?: { readonly by: string; readonly seconds: number | 'ttl' };
  readonly from: DialledFrom;
  readonly pins: readonly Pin[];
  readonly seed: () => string;
}

/** How the questions of a lookup are asked. */
export interface Making {
  readonly make: MakeJourney;
  /** A port turned out to matter: everything is walked again. */
  grown(): boolean;
  /** Kept for the other runs of the same walk. */
  readonly shared?: Map<string, unknown> | undefined;
}

/** Makes a journey for one question: its packets meet nothing that those of others left behind. */
export type MakeJourney = (decider: Decider) => Journey;
