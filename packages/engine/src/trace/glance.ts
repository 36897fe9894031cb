import type { Ip } from '../base/addr/index.ts';
import type { ElementId } from '../topology/id.ts';
import type { Branch, DeviceKind } from './trace.ts';

/** A device that a packet passed, and its interfaces there: by which it came in, was to go out, and went out. */
export interface PassedDevice {
  readonly device: {
    readonly id: string;
    readonly name: string;
    readonly kind: DeviceKind;
    readonly source?: ElementId;
  };
  readonly entered: string | undefined;
  readonly towards: string | undefined;
  readonly left: string | undefined;
}

/** What is to be known of one branch without its steps: what came of it, and what it passed. */
export interface Glance
  extends Pick<Branch, 'probability' | 'choices' | 'verdict' | 'to' | 'cause' | 'died' | 'client' | 'assumes'> {
  readonly forward: readonly PassedDevice[];
  readonly reply: readonly PassedDevice[];
  /** The source of the first packet as it was sent, as the receiver sees it, and the source of the answer as the sender sees it. */
  readonly sent: Ip | undefined;
  readonly seen: Ip | undefined;
  readonly answered: Ip | undefined;
}

/** The answer to one walk without its steps. */
export interface Outline {
  readonly verdict: Branch['verdict'] | 'mixed';
  readonly routes: readonly Glance[];
  readonly reasons?: readonly string[];
}
