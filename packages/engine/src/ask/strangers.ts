import { cidr, contains, isPublic, parseCidr, parseIp, plus, showIp, sizeOf } from '../base/addr/index.ts';
import { once } from '../base/memo.ts';
import { notModelled } from '../base/not-modelled.ts';
import { lower } from '../compilers/lower.ts';
import type { Network } from '../network/network.ts';
import type { Plan, PlannedHost } from '../plan/plan.ts';
import { itemsAt } from '../plan/plan-index.ts';
import type { ElementId } from '../topology/id.ts';
import type { Operand } from '../topology/operand.ts';
import { strangerId, type Walk } from '../topology/question.ts';
import { type End, unknown } from './end.ts';

/** Blocks for documentation (RFC 5737), whose addresses stand for public ones. */
const anywhere = ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24'].map(cidr);
const mostTried = 1024;

/**
 * An address of the Internet that nobody in the file has: of the first announced block with one. Systems that buy transit
 * come first, as those are where people are.
 */
export function addressOutside(plan: Plan): number | undefined {
  const declared = new Set([
    ...plan.hosts.flatMap(({ address, eip }) => [address, eip]),
    ...plan.routers.map(({ wan }) => wan),
    ...plan.carriers.map(({ address }) => address),
  ]);
  const { systems = [] } = plan.topology.internet ?? {};
  const buys = ({ relations }: (typeof systems)[number]): boolean => relations.some(({ kind }) => kind === 'provider');
  const blocks = [...systems.filter(buys), ...systems.filter((each) => !buys(each))].flatMap(({ announces }) =>
    announces.flatMap(({ text }) => parseCidr(text)?.cidr ?? []),
  );
  const from = blocks.length > 0 ? blocks : anywhere;
  for (const block of from.filter(({ base }) => typeof base === 'number')) {
    for (let i = 1; i < Math.min(sizeOf(block), mostTried); i++) {
      const address = plus(block.base, i);
      if (typeof address === 'number' && !declared.has(showIp(address)) && isPublic(address)) return address;
    }
  }
  return undefined;
}

/** A question's sender with the plan and the network in which it stands. */
interface Standing {
  readonly plan: Plan;
  readonly network: () => Network;
  readonly from: Operand;
}

/**
 * Puts a sender that the file does not describe on the Internet: `internet` and `client` are somebody there, an address is
 * a machine that has it. Who asks about anybody else gets what was given. The network, and what is known of it, is the same
 * for all who ask so: whose line it is stands in the answer (`asked-by.ts`).
 */
export function withStranger(plan: Plan, network: () => Network, from: Operand): Standing {
  const stranger = strangerOf(plan, from);
  if (!stranger) return { plan, network, from };
  const key = `${stranger.address} ${stranger.name} ${from.text}`;
  const known = standings.get(plan) ?? new Map<string, Standing>();
  const earlier = known.get(key);
  if (earlier) return earlier;
  const { id, address, addressAssigned } = stranger;
  // an address that is nobody's choice is like one that a provider draws: no filter can be held against it
  const drawn = addressAssigned && address !== undefined ? new Map([...plan.drawn, [id, address]]) : plan.drawn;
  const other: Plan = { ...plan, hosts: [...plan.hosts, stranger], drawn };
  const standing: Standing = {
    plan: other,
    network: once(() => lower(other)),
    from: { kind: 'element', of: stranger.id, text: from.text },
  };
  const [oldest] = known.keys();
  if (known.size === mostStandings && oldest !== undefined) known.delete(oldest);
  standings.set(plan, known.set(key, standing));
  return standing;
}

/** Each has a network of its own. */
const mostStandings = 4;

/** The last ones of each plan: a walk is asked in few words first, and then in many. */
const standings = new WeakMap<Plan, Map<string, Standing>>();

/** Whether a walk may run on a network that is not the one of its file: `given` changes it, or a stranger stands in it. */
export const hasOwnNetwork = ({ givens, from }: Walk): boolean => givens.length > 0 || from.kind !== 'element';

function strangerOf(plan: Plan, from: Operand): PlannedHost | undefined {
  const address = addressOf(plan, from);
  if (address === undefined) return undefined;
  return {
    ...{ id: strangerId, name: from.kind === 'address' ? address : 'client', kind: 'client' },
    ...{ address, addressAssigned: from.kind !== 'address', securityGroups: [], listens: [] },
  };
}

function addressOf(plan: Plan, from: Operand): string | undefined {
  if (from.kind === 'address') {
    const ip = parseIp(from.address);
    const isFree = ip !== undefined && isPublic(ip) && isNobodys(plan, showIp(ip));
    return isFree ? showIp(ip) : undefined;
  }
  if (from.kind !== 'builtin' || from.of !== undefined) return undefined;
  if (from.word !== 'internet' && (from.word !== 'client' || clientsOf(plan).length > 0)) return undefined;
  const address = addressOutside(plan);
  return address === undefined ? undefined : showIp(address);
}

const clientsOf = ({ hosts }: Plan): readonly PlannedHost[] => hosts.filter(({ kind }) => kind === 'client');

/** The machines of the file that have an address, or are known by it outside. */
function ownersOf(plan: Plan, address: string): readonly ElementId[] {
  const outside = [...plan.nodes, ...plan.hosts].filter(({ id, eip }) => (eip ?? plan.drawn.get(id)) === address);
  const inside = [
    ...itemsAt(plan.pods, address).filter(({ hostNetwork }) => !hostNetwork),
    ...[plan.nodes, plan.hosts, plan.routers].flatMap((list) =>
      itemsAt<{ readonly id: ElementId; readonly address?: string }>(list, address),
    ),
  ];
  const routers = plan.routers.filter(({ wan }) => wan === address);
  return [...new Set([...outside, ...inside, ...routers].map(({ id }) => id))];
}

/** Nothing of the file has the address, and it lies in no network of it. */
const isNobodys = (plan: Plan, address: string): boolean =>
  ownersOf(plan, address).length === 0 &&
  !plan.foreign.some((each) => each.address === address) &&
  !plan.gateways.some((each) => each.eip === address || each.address === address) &&
  !plan.vpcs.some(({ cidrs }) => cidrs.some((block) => contains(cidr(block), parseIp(address)!)));

/** The sender that an address or a word means; undefined: the operand is neither. */
export function meantBy(plan: Plan, from: Operand): End<ElementId> | undefined {
  if (from.kind === 'builtin' && from.of === undefined && from.word === 'client') {
    const clients = clientsOf(plan);
    const [only] = clients;
    if (only && clients.length === 1) return { kind: 'known', of: [only.id], name: only.name };
    return unknown(`the file has ${clients.length} clients: name one of them`);
  }
  if (from.kind === 'builtin' && from.of === undefined && from.word === 'internet')
    return unknown('no autonomous system of the file announces an address that no machine has');
  if (from.kind !== 'address') return undefined;
  const ip = parseIp(from.address);
  if (ip === undefined) return unknown(`'${from.address}' is no address`);
  const address = showIp(ip);
  const owners = ownersOf(plan, address);
  const [owner] = owners;
  if (owner !== undefined && owners.length === 1) return { kind: 'known', of: [owner], name: address };
  if (owners.length > 1) return unknown(`${owners.length} machines have ${address}: name one of them`);
  const foreign = plan.foreign.find((each) => each.address === address);
  return unknown(foreign ? notModelled(`${address} is ${foreign.what}`) : `nobody in the file has ${address}`);
}
