import type { Work } from '../../base/work.ts';
import type { Network } from '../../network/network.ts';
import type { Plan } from '../../plan/plan.ts';
import { itemOf } from '../../plan/plan-index.ts';
import type { Operand } from '../../topology/operand.ts';
import { askerOf } from '../asked.ts';
import type { Asker, End, Target } from '../end.ts';
import type { Member } from '../members.ts';
import { senders } from '../senders.ts';
import { targets } from '../targets.ts';
import { type Machines, stepOf, unknownShare } from './machine-kinds.ts';

/** A member of one of two sets with its machine, where it is one, and what asking makes of it beside that. */
export interface Side {
  readonly member: Member;
  /** Its place in the set. */
  readonly at: number;
  /** The id of its machine; undefined: it is none, and not like any other. */
  readonly machine: string | undefined;
}

export interface Sender extends Side {
  readonly end: End<string>;
  readonly asker: Asker;
}

export interface Receiver extends Side {
  readonly protocol: string | undefined;
}

/** The members of a set as senders, in steps. */
export function* sendersIn(plan: Plan, network: Network, members: readonly Member[]): Work<readonly Sender[]> {
  const out: Sender[] = [];
  for (const [at, member] of members.entries()) {
    const end = senders(plan, network, member.operand);
    const machine = end.kind === 'known' && end.of.length === 1 ? end.of[0] : undefined;
    out.push({ member, at, machine, end, asker: askerOf(plan, network, end) });
    if (out.length % stepOf === 0) yield unknownShare;
  }
  return out;
}

/** The members of a set as receivers. */
export const receiversIn = (plan: Plan, network: Network, members: readonly Member[]): readonly Receiver[] =>
  members.map((member, at) => ({
    ...{ member, at, protocol: member.protocol },
    machine: machineOf(plan, network, member.operand),
  }));

function machineOf(plan: Plan, { devices }: Network, operand: Operand): string | undefined {
  if (operand.kind !== 'element') return undefined;
  const pod = itemOf(plan.pods, operand.of);
  const id = pod?.hostNetwork ? pod.node : operand.of;
  return id !== undefined && devices.has(id) ? id : undefined;
}

/** Who asks for a receiver, as a text. */
const askerText = ({ outside, inCluster, isApiServer, vpc, lan }: Asker): string =>
  `${outside} ${inCluster} ${isApiServer} ${vpc} ${lan}`;

/** What asking adds to the kinds of members. Who has an address that is asked for beside its own machine is like no other. */
export function* askedTexts(
  plan: Plan,
  network: Network,
  senders: readonly Sender[],
  receivers: readonly Receiver[],
  machines: Machines,
  singles: Set<string>,
): Work<ReadonlyMap<Side, string>> {
  const out = new Map<Side, string>();
  for (const sender of senders) out.set(sender, senderText(sender));
  const askers = [...new Map(senders.map(({ asker }) => [askerText(asker), asker])).values()];
  for (const receiver of receivers) {
    const text = receiverText({ plan, network }, receiver, askers, (address) => {
      const owner = machines.ownerOf(address);
      if (owner === undefined) return undefined;
      if (owner === receiver.machine) return `§${machines.labelOf(owner, address)}`;
      singles.add(owner);
      return undefined;
    });
    out.set(receiver, text);
    if (out.size % stepOf === 0) yield unknownShare;
  }
  return out;
}

function senderText({ end, asker, machine, at }: Sender): string {
  if (end.kind === 'unknown') return 'sender unknown';
  return `sender ${machine === undefined ? at : askerText(asker)}`;
}

function receiverText(
  asked: { readonly plan: Plan; readonly network: Network },
  { member: { operand, protocol }, machine, at }: Receiver,
  askers: readonly Asker[],
  own: (address: Target['address']) => string | undefined,
): string {
  if (machine === undefined) return `receiver ${at}`;
  const ends = askers.map((asker) => {
    const walk = { to: operand, settings: [], ...(protocol === undefined ? {} : { protocol }) };
    const end = targets({ ...asked, walk }, asker);
    if (end.kind !== 'known') return end.kind;
    return end.of
      .map(({ address, port, protocol: spoken, meant }) =>
        [own(address) ?? address, port, spoken, meant === machine ? 'itself' : meant].join(' '),
      )
      .join();
  });
  return `receiver ${ends.join('; ')}`;
}
