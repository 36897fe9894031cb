import type { FlowListener } from '../../network/balance.ts';
import { hasPorts, type Tuple } from '../../network/header.ts';
import { natPriorities } from '../../network/hook-priorities.ts';
import type { Device } from '../../network/network.ts';
import type { Step } from '../../trace/trace.ts';
import { compiledOf } from '../compiled-device.ts';
import { isLocal } from '../fib.ts';
import type { HookEntry, HookMember } from '../hook-entry.ts';
import { nat } from '../nat.ts';
import type { Outcome, Passage } from '../passage.ts';
import { pick } from '../pick.ts';
import { steer } from './steer.ts';

const listening = 'listener';

/** AWS says that a node has some 55,000 connections to each target, and not how it draws their ports. */
const drawsAlike = 'the load balancer draws each source port of 1024-65535 alike';

/**
 * Flows that a balancer passes on: the first packet picks the target, which tracking remembers. Where the client's address
 * is not kept, the balancer puts its own in its place behind the route.
 */
export const balanceAt: HookMember = (device, hook) => {
  const { balances } = device;
  if (!balances) return [];
  if (hook === 'PREROUTING') return [entry(natPriorities.PREROUTING!.priority, takeFlow)];
  return hook === 'POSTROUTING' && balances.passes === undefined
    ? [entry(natPriorities.POSTROUTING!.priority, hideClient)]
    : [];
};

// just before the translation of packets that follow
const entry = (priority: number, run: HookEntry['run']): HookEntry => ({
  priority: priority - 1,
  stages: [
    { stage: listening, priority: priority - 1 },
    { stage: 'target group', priority: priority - 1 },
  ],
  run,
});

const listenerFor = (device: Device, { protocol, dport }: Tuple): FlowListener | undefined =>
  device.balances?.listeners.find(
    ({ protocols, port }) => port === dport && protocols.some((each) => each === protocol),
  );

function takeFlow(passage: Passage): Outcome | undefined {
  const { device, compiled, packet, tracked, around, log } = passage;
  if (device.balances!.passes !== undefined)
    return steer(passage, hasPorts(packet.protocol) ? listenerFor(device, packet) : undefined);
  if (tracked?.state !== 'NEW' || !isLocal(compiled, packet.dst)) return undefined;
  const { name } = device.balances!;
  const listener = hasPorts(packet.protocol) ? listenerFor(device, packet) : undefined;
  if (!listener) {
    const what = hasPorts(packet.protocol) ? `${packet.protocol} ${packet.dport}` : packet.protocol;
    return passage.drop({ stage: listening, entry: `${name} has no listener for ${what}` }, 'SVC-PORT');
  }
  if (around.footprint) around.footprint.alone = true;
  const picked = pick(around, device, `${name}:${listener.port}`, listener.to);
  if (picked.kind === 'unknown') return passage.unknown(picked.why);
  if (picked.kind === 'nobody') return nobody(passage, picked.why, picked.step);
  const { target, step } = picked;
  nat(passage, { kind: 'dnat', to: target.address, port: target.port }, log && { ...step });
  if (listener.keepsClient) around.handed.push({ balancer: device.id, connection: tracked.connection });
  return undefined;
}

/** Without a target in reach a TCP flow is reset; where only the zone has none, its address should not be asked at all. */
function nobody(passage: Passage, why: 'empty' | 'zone' | 'unhealthy', { stage, entry }: Step): Outcome {
  const cause = why === 'zone' ? 'LB-AZ-EMPTY' : why === 'empty' ? 'LB-NOTARGET' : 'LB-UNHEALTHY';
  const { packet } = passage;
  const outcome = passage.drop({ stage, entry, after: passage.shown() }, cause);
  if (why === 'zone' || packet.protocol !== 'tcp') return outcome;
  return { kind: 'refused', packet, cause, by: 'rst' };
}

function hideClient(passage: Passage): Outcome | undefined {
  const { device, tracked, log } = passage;
  if (tracked?.state !== 'NEW' || !tracked.connection.translated.dst || tracked.connection.translated.src)
    return undefined;
  const listener = listenerFor(device, tracked.connection.original);
  if (!listener || listener.keepsClient) return undefined;
  const own = compiledOf(device).interface(passage.oif ?? '')?.addresses[0]?.ip;
  if (own === undefined) throw new Error(`${device.name}: no address to send from`);
  nat(
    passage,
    { kind: 'snat', to: own, ports: { kind: 'random', fully: true, assumes: drawsAlike } },
    log && { kind: 'nat', stage: listening, entry: `${device.balances!.name}: its own address and a free port` },
  );
  return undefined;
}
