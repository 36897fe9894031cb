import { sameTuple, swapped } from '../../network/header.ts';
import { confirmPriority, trackingPriority } from '../../network/hook-priorities.ts';
import type { Connection } from '../conntrack.ts';
import type { HookMember } from '../hook-entry.ts';
import type { Outcome, Passage } from '../passage.ts';

/**
 * Connection tracking finds a packet's connection, or opens one. A packet that comes back over `lo` keeps what it has, and one that a
 * rule keeps away stays without (nf_conntrack_core.c, nf_conntrack_in).
 */
export const trackingAt: HookMember = ({ conntrack }, hook) =>
  conntrack && (hook === 'PREROUTING' || hook === 'OUTPUT')
    ? [{ priority: trackingPriority, stages: [{ stage: 'conntrack', priority: trackingPriority }], run: track }]
    : [];

function track(passage: Passage): Outcome | undefined {
  if (!passage.connections || passage.tracked || passage.untracked) return undefined;
  passage.tracked = passage.connections.track(passage.packet, passage.iif === undefined);
  const forgotten = forget(passage) ?? tooOld(passage);
  if (forgotten || !passage.log) return forgotten;
  const { state, direction } = passage.tracked;
  const { lapsed } = passage.connections;
  const none =
    lapsed !== undefined && passage.packet.protocol === 'udp'
      ? `no entry: forgotten after ${lapsed} s without a packet`
      : 'no entry';
  const entry = state === 'NEW' ? none : direction === 'reply' ? 'answer of a known connection' : 'known connection';
  passage.log.add({
    kind: 'conntrack',
    stage: 'conntrack',
    entry: `${entry} → ctstate ${state}`,
    ...passage.connectionText,
  });
  return undefined;
}

/** What a device forgot while nothing was said is no connection any more: it resets who goes on. */
function forget(passage: Passage): Outcome | undefined {
  const { device, around, packet, tracked } = passage;
  const { forgets } = device;
  if (
    !forgets ||
    packet.protocol !== 'tcp' ||
    passage.iif === undefined ||
    around.idle === undefined ||
    around.idle <= forgets.seconds ||
    tracked?.state === 'NEW'
  )
    return undefined;
  const entry = `nothing was said for ${around.idle} s, and ${device.name} forgets a connection after ${forgets.seconds} s: it resets`;
  const source = forgets.source === undefined ? {} : { source: forgets.source };
  passage.drop({ stage: 'conntrack', entry, ...source }, forgets.cause);
  return { kind: 'refused', packet, cause: forgets.cause, by: 'rst' };
}

/** Seconds that a node of Kubernetes remembers an idle TCP connection (kube-proxy, conntrack.tcpEstablishedTimeout). */
const nodeRemembers = 86_400;

/** A packet in the middle of a connection that is forgotten opens one anew (tcp_loose): which way a translation takes it then is not followed. */
function tooOld(passage: Passage): Outcome | undefined {
  const { device, around, tracked, packet } = passage;
  if (device.kind !== 'node' || (around.idle ?? 0) <= nodeRemembers || packet.protocol !== 'tcp') return undefined;
  if (!tracked || tracked.state === 'NEW' || !isRewritten(tracked.connection)) return undefined;
  return passage.unknown(
    `${device.name} forgets a connection after ${nodeRemembers} s: how it translates what comes of it later is not modelled yet`,
  );
}

const isRewritten = ({ original, reply, served }: Connection): boolean =>
  served !== undefined || !sameTuple(swapped(original), reply);

/** A connection is written down when its first packet leaves the device or reaches a socket. */
export const confirmAt: HookMember = ({ conntrack }, hook) =>
  conntrack && (hook === 'INPUT' || hook === 'POSTROUTING')
    ? [{ priority: confirmPriority, stages: [], run: confirm }]
    : [];

function confirm({ tracked }: Passage): undefined {
  if (tracked) tracked.connection.confirmed = true;
}
