import { confirmPriority, trackingPriority } from '../../network/hook-priorities.ts';
import type { HookMember } from '../hook-entry.ts';
import type { Passage } from '../passage.ts';

/** Connection tracking finds a packet's connection, or opens one. A packet that comes back over `lo` keeps what it has. */
export const trackingAt: HookMember = ({ conntrack }, hook) =>
  conntrack && (hook === 'PREROUTING' || hook === 'OUTPUT')
    ? [{ priority: trackingPriority, stages: [{ stage: 'conntrack', priority: trackingPriority }], run: track }]
    : [];

function track(passage: Passage): undefined {
  if (!passage.connections || passage.tracked) return;
  passage.tracked = passage.connections.track(passage.packet);
  if (!passage.log) return;
  const { state, direction } = passage.tracked;
  const entry =
    state === 'NEW' ? 'no entry' : direction === 'reply' ? 'answer of a known connection' : 'known connection';
  passage.log.add({
    kind: 'conntrack',
    stage: 'conntrack',
    entry: `${entry} → ctstate ${state}`,
    ...passage.connectionText,
  });
}

/** A connection is written down when its first packet leaves the device or reaches a socket. */
export const confirmAt: HookMember = ({ conntrack }, hook) =>
  conntrack && (hook === 'INPUT' || hook === 'POSTROUTING')
    ? [{ priority: confirmPriority, stages: [], run: confirm }]
    : [];

function confirm({ tracked }: Passage): undefined {
  if (tracked) tracked.connection.confirmed = true;
}
