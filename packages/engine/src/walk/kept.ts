import type { Network } from '../network/network.ts';
import type { Answer, Sending } from './answer.ts';
import { forgetDatagrams } from './datagrams.ts';
import type { Decider, Option, Place } from './decider.ts';
import { one } from './fraction.ts';
import { exchange } from './there-and-back.ts';
import type { Journey } from './travel.ts';

/**
 * A packet of a connection that was opened before, and said nothing since: what devices forgot meanwhile shows. It was opened
 * while whatever ends now had not begun to.
 */
export function later(journey: Journey, sending: Sending, idle: number): Answer {
  const now = journey.network;
  const first = opened(journey, sending, now.before?.());
  if (first.verdict !== 'delivered' || first.to !== undefined) return first;
  journey.moveTo(now);
  const { port: _, packet, ...rest } = first.sending;
  const next = { ...rest, device: sending.device };
  if (packet.protocol === 'udp') return datagram(journey, { ...next, packet }, idle);
  journey.idle = idle;
  const answer = exchange(journey, { ...next, packet: { ...packet, flags: 'ACK' } });
  journey.idle = undefined;
  return answer;
}

/** The next packet of a flow over UDP: who forgot the flow takes it for the first of another. */
function datagram(journey: Journey, sending: Sending, seconds: number): Answer {
  const open = forgetDatagrams(journey, { seconds, stream: sending.stream === true });
  const answer = exchange(journey, sending);
  const met = [...answer.forward.passed, ...(answer.reply?.passed ?? [])].find(({ device }) => open.has(device.id));
  return met ? { ...answer, verdict: 'undetermined', client: 'unknown', assumes: [open.get(met.device.id)!] } : answer;
}

function opened(journey: Journey, sending: Sending, before: Network | undefined): Answer {
  const device = before?.devices.get(sending.device.id);
  if (!before || !device) return exchange(journey, sending);
  // who is alike now was perhaps not so then
  if (journey.footprint) journey.footprint.alone = true;
  journey.moveTo(before);
  return exchange(journey, { ...sending, device });
}

const kinds = ['kept', 'new'] as const;

/**
 * Whether a relay that reads requests takes a connection that it kept (`choose connection kept`); without a choice it opens a new
 * one. How often it has one to take depends on all that was asked before, so that nothing is drawn.
 */
export function isKept(decider: Decider, at: Place, of: string, to: string): boolean {
  const options = kinds.map((label): Option => ({ label, probability: one }));
  const [pinned] = decider.pinnedAmong('connection', at, options) ?? [];
  if (pinned === undefined) return false;
  const label = kinds[pinned]!;
  const assumes = `${of} has a connection to ${to} open, where one can be opened, and nobody has closed it`;
  decider.choose('connection', at, of, [{ label, probability: one, ...(label === 'kept' ? { assumes } : {}) }]);
  return label === 'kept';
}
