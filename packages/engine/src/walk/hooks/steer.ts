import type { FlowListener } from '../../network/balance.ts';
import { hasPorts } from '../../network/header.ts';
import type { Outcome, Passage } from '../passage.ts';
import { pick } from '../pick.ts';

const listening = 'listener';

/**
 * A flow that is sent on as it is: the first packet picks the target, and the firewall mark that leads there stays with the connection. What
 * is for another address of the balancer, as the answers to its checks are, is not its business.
 */
export function steer(passage: Passage, listener: FlowListener | undefined): Outcome | undefined {
  const { device, packet, tracked, around, log } = passage;
  const { name, passes } = device.balances!;
  if (packet.dst !== passes || tracked?.direction !== 'original') return undefined;
  const { connection } = tracked;
  if (connection.steered === undefined) {
    if (!listener) {
      const what = hasPorts(packet.protocol) ? `${packet.protocol} ${packet.dport}` : packet.protocol;
      return passage.drop({ stage: listening, entry: `${name} has no forwarding rule for ${what}` }, 'SVC-PORT');
    }
    if (around.footprint) around.footprint.alone = true;
    const picked = pick(around, device, `${name}:${listener.port}`, listener.to);
    if (picked.kind === 'unknown') return passage.unknown(picked.why);
    if (picked.kind === 'nobody')
      return passage.unknown(
        `what ${name} does with a packet while it has no backend is not documented: ${picked.step.entry}`,
      );
    log?.add(picked.step);
    connection.steered = picked.target.mark ?? 0;
  }
  passage.packet = { ...packet, mark: connection.steered };
  return undefined;
}
