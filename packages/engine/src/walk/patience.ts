import { type Header, show } from '../network/header.ts';
import type { Relay } from '../network/program.ts';
import type { Step } from '../trace/trace.ts';
import type { Answer, Sending } from './answer.ts';
import type { OwnAnswer } from './relay.ts';
import { withSteps } from './with-steps.ts';

/**
 * An answer that comes later than its client waits (`max-time 5s`): the client has closed the connection, and who ended it for the client
 * writes down a status that nobody sees (an Application Load Balancer 460, nginx 499).
 */
export function inPatience(answer: Answer, { patience }: Sending): Answer {
  const { forward, seconds = 0, verdict } = answer;
  const { outcome } = forward;
  if (patience === undefined || seconds <= patience || verdict === 'undetermined' || outcome.kind !== 'delivered')
    return answer;
  const { relay, owner, packet } = outcome;
  const status = relay?.http?.clientGone;
  const notes = status === undefined ? '' : `; ${relay!.name} writes ${status} into its log`;
  const source = relay?.source;
  const step: Step = {
    ...{ kind: 'drop', stage: relay ? 'listener' : 'program', cause: 'CLIENT-TIMEOUT' },
    entry: `no answer for ${patience} s: the client closes the connection to ${relay?.name ?? owner}${notes}`,
    after: show(packet, { ctstate: undefined, connmark: undefined }),
    ...(source === undefined ? {} : { source }),
  };
  const { location: _, ...rest } = answer;
  return {
    ...rest,
    forward: withSteps(forward, [step]),
    verdict: 'not-delivered',
    cause: 'CLIENT-TIMEOUT',
    client: 'timeout',
    died: { direction: 'forward', hop: forward.passed.length - 1 },
    ...(status === undefined ? {} : { logged: status }),
  };
}

/** A relay closes a connection on which nothing was said for too long. */
export function gaveUp({ idle }: Sending, { name, idleSeconds, source }: Relay, packet: Header): OwnAnswer | undefined {
  if (idle === undefined || idleSeconds === undefined || idle <= idleSeconds) return undefined;
  const step: Step = {
    ...{ kind: 'drop', stage: 'listener', cause: 'LB-TIMEOUT' },
    entry: `nothing was said for ${idle} s, and ${name} closes a connection after ${idleSeconds} s`,
    after: show(packet, { ctstate: undefined, connmark: undefined }),
    ...(source === undefined ? {} : { source }),
  };
  return { kind: 'itself', status: 'closed', cause: 'LB-TIMEOUT', step };
}
