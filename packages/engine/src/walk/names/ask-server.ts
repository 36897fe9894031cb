import { showIp } from '../../base/addr/index.ts';
import { headerOf, show, showEnd } from '../../network/header.ts';
import type { Step } from '../../trace/trace.ts';
import type { Answer, Asking, Said, Sending } from '../answer.ts';
import { sourceTo } from '../fib.ts';
import { localPorts } from '../port-draws.ts';
import { exchange } from '../there-and-back.ts';
import { withSteps } from '../with-steps.ts';
import type { World } from './answers.ts';
import { serve } from './serve.ts';
import type { ToServer } from './to-server.ts';
import { truncated } from './truncate.ts';

/** The first port that is shown for a program that asks for names. */
const firstPort = 40_100;

/** Sends a question to a server through the network, and the answer back; the server may have to ask others. */
export function askServer(world: World, asked: ToServer, depth: number): Asking {
  const { device, address: dst, port: dport, transport, edns, question, number } = asked;
  const src = sourceTo(device, dst);
  const to = showEnd(dst, dport, transport);
  const base = { question, from: device.name, to, transport, behind: [] };
  if (src === undefined) return { ...base, said: { kind: 'refused', after: 0 } };
  const sending: Sending = {
    device,
    packet: headerOf({
      ...{ protocol: transport, src, dst, sport: firstPort + number, dport, ttl: 64 },
      flags: transport === 'tcp' ? 'SYN' : 'data',
    }),
    to,
    seed: () => `${showIp(src)} ${showEnd(dst, dport, transport)} ${number}`,
    port: { range: localPorts, how: transport === 'tcp' ? 'even' : 'uniform' },
    ...(depth > 0 ? { relayed: { chosen: [] } } : {}),
  };
  const own = exchange(world.journey, sending);
  if (own.forward.outcome.kind !== 'delivered') return { ...base, answer: own, said: notServed(own) };
  const { resolver, owner } = own.forward.outcome;
  if (!resolver) {
    const why = `${owner} listens on ${to}: what it answers to questions about names is not known`;
    return { ...base, answer: own, said: { kind: 'unknown', why } };
  }
  const by = { transport, edns, client: own.forward.last.src };
  const served = serve(world, own.forward.at, resolver, question, depth + 1, by, device);
  const { steps, behind } = served;
  const said =
    served.said.kind === 'answer' && transport === 'udp'
      ? { ...served.said, answer: truncated(served.said.answer, question, edns) }
      : served.said;
  const arrived = show(own.forward.outcome.packet, { ctstate: undefined, connmark: undefined });
  const told = steps.map((step, i): Step => (i === steps.length - 1 ? { ...step, after: arrived } : step));
  const answer: Answer = { ...own, forward: withSteps(own.forward, told) };
  // an answer that does not come back is none, whatever the server said
  return { ...base, to: owner, answer, behind, said: own.verdict === 'delivered' ? said : notServed(own) };
}

function notServed({ verdict, client, assumes }: Answer): Said {
  if (verdict === 'undetermined' || client === 'unknown')
    return { kind: 'unknown', why: assumes?.join('; ') ?? 'whether an answer comes back is not known' };
  // what its own machine or the other one says at once; a library takes both for a server that is not there
  return client === 'timeout' ? { kind: 'silence' } : { kind: 'refused', after: 0 };
}
