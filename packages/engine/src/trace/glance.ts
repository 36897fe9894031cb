import { type Ip, parseIp } from '../base/addr/index.ts';
import type { ElementId } from '../topology/id.ts';
import type { PolicyDecision } from './policy.ts';
import type { Branch, DeviceKind, Hop, Packet, Trace } from './trace.ts';

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
  /** What network policies decided there, in order; undefined: none of them did. */
  readonly policies?: readonly PolicyDecision[] | undefined;
}

/** What is to be known of one branch without its steps: what came of it, and what it passed. */
export interface Glance
  extends Pick<
    Branch,
    | 'probability'
    | 'choices'
    | 'verdict'
    | 'to'
    | 'cause'
    | 'died'
    | 'client'
    | 'location'
    | 'logged'
    | 'assumes'
    | 'lookup'
  > {
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

/** A trace without its steps. */
export const outlineOf = ({ verdict, routes, reasons }: Trace): Outline => ({
  verdict,
  routes: routes.map(glanceOf),
  ...(reasons ? { reasons } : {}),
});

function glanceOf(branch: Branch): Glance {
  const { fraction: _, blockers: _b, later: _l, legs: _g, request: _r, forward, reply, ...rest } = branch;
  return {
    ...rest,
    forward: forward.map(passedOf),
    reply: reply.map(passedOf),
    sent: source(forward[0]?.steps[0]?.after),
    seen: source(forward.at(-1)?.steps.at(-1)?.after),
    answered: source(reply.at(-1)?.steps.at(-1)?.after),
  };
}

const source = (packet: Packet | undefined): Ip | undefined => (packet ? parseIp(packet.src) : undefined);

function passedOf({ id, device: name, kind, source, steps }: Hop): PassedDevice {
  const entered = steps.find((step) => step.kind === 'receive')?.interface;
  const left = steps.findLast((step) => step.kind === 'send')?.interface;
  // what a tunnel's packet comes out by leads nowhere
  const inward = new Set([entered, ...steps.flatMap((step) => (step.kind === 'decapsulate' ? step.interface : []))]);
  const towards = steps.findLast((step) => step.interface !== undefined && !inward.has(step.interface))?.interface;
  const decided = steps.flatMap(({ policy }) =>
    policy && policy.verdict !== 'skip' && policy.policies.length > 0 ? [policy] : [],
  );
  const policies = decided.length > 0 ? { policies: decided } : {};
  const device = { id, name, kind, ...(source === undefined ? {} : { source }) };
  return { device, entered, towards, left, ...policies };
}
