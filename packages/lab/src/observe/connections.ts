import type { Branch, Network } from '@netk/engine';
import type { LabPlan } from '../plan/lab-plan.ts';
import type { Seen } from '../run/run-lab.ts';
import { rolesOf } from './compare.ts';
import type { Sight } from './event.ts';
import { randomPorts } from './expected.ts';

/** One tracked connection: both tuples and the mark, as `src=… dst=… sport=… dport=…`. */
interface Tracked {
  readonly original: string;
  readonly reply: string;
  readonly mark: string;
}

const tuple = String.raw`src=(\S+) dst=(\S+)(?: sport=(\d+) dport=(\d+))?`;
const line = new RegExp(String.raw`${tuple}(?: \[UNREPLIED\])?(?: type=\d+ code=\d+ id=\d+)?.*? ${tuple}.*?mark=(\d+)`);

/** Reads a line of `conntrack -L`, or what a trace says in the same form. `port` gives ports their observed numbers. */
function parse(text: string, port: (number: number) => number | '*' = (number) => number): Tracked | undefined {
  const found = line.exec(text);
  if (!found) return undefined;
  const ends = ([src, dst, sport, dport]: readonly (string | undefined)[]): string =>
    sport === undefined
      ? `src=${src} dst=${dst}`
      : `src=${src} dst=${dst} sport=${port(Number(sport))} dport=${port(Number(dport))}`;
  return { original: ends(found.slice(1, 5)), reply: ends(found.slice(5, 9)), mark: found[9] ?? '0' };
}

const show = ({ original, reply, mark }: Tracked): string => `${original} ${reply} mark=${mark}`;

/** What an entry has to be, where `*` stands for any port. */
const pattern = (text: string): RegExp =>
  new RegExp(`^${text.replace(/[^\w*=: ]/g, (each) => `\\${each}`).replaceAll('*', '\\d+')}$`);

/** The connections of a branch; where it only asks for a name, the way of that question. */
function connectionsOf(branch: Branch): readonly Pick<Branch, 'forward' | 'reply'>[] {
  const open = (branch.legs ?? []).filter(({ kind }) => kind === 'connection');
  return open.length > 0 ? open : [branch];
}

interface Entry {
  /** The machine. */
  readonly id: string;
  readonly text: string;
  readonly mark?: number;
}

/**
 * What the entries of the machines for one connection are at the end: as a step shows them, and their marks where those changed
 * later. Each layer of a packet has an entry of its own.
 */
function entriesOf({ forward, reply }: Pick<Branch, 'forward' | 'reply'>): readonly Entry[] {
  const last = new Map<string, Entry>();
  for (const { id, steps } of [...forward, ...reply]) {
    let entry = '';
    for (const { kind, entry: said, conntrack, after } of steps) {
      // of what is INVALID nothing is kept; a later packet of it may be taken for the middle of a connection (nf_conntrack_tcp_loose)
      if (kind === 'conntrack' && said.endsWith('INVALID')) {
        entry = '';
        continue;
      }
      if (conntrack !== undefined) entry = `${id} ${parse(conntrack)?.original}`;
      const known = last.get(entry);
      if (conntrack !== undefined) last.set(entry, { id, text: conntrack });
      // a mark may change after the step that shows the entry
      else if (known && after?.ctstate !== undefined) last.set(entry, { ...known, mark: Number(after.connmark ?? 0) });
    }
  }
  return [...last.values()];
}

/**
 * Whether every machine that tracks a delivered connection has the entry that the walk ends with: both tuples, and the mark.
 * The first that has not, simulated and observed; the number of entries where all are there.
 */
export function compareConnections(
  network: Network,
  plan: LabPlan,
  seen: Seen,
  { branch, sight, own }: { readonly branch: Branch; readonly sight: Sight; readonly own: number | undefined },
): { readonly compared: number } | { readonly simulated: string; readonly observed: string } {
  if (branch.verdict !== 'delivered') return { compared: 0 };
  const roles = new Map(rolesOf(branch, sight));
  // a machine may translate its own packet before any interface sees it: then only the plan knows the client's port
  const first = branch.forward[0]?.steps[0]?.after?.sport;
  if (first !== undefined && own !== undefined) roles.set(first, own);
  const drawn = randomPorts(branch);
  const last = connectionsOf(branch).flatMap(entriesOf);
  let compared = 0;
  for (const { id, text, mark } of last) {
    const space = plan.namespaces.find(({ device }) => device === id);
    const kernel = space && seen.connections[space.name];
    // a port that is drawn and translated before any interface sees it, as that of a tunnel's packet, is the kernel's secret
    const said = parse(text, (port) => roles.get(port) ?? (drawn.has(port) ? '*' : port));
    if (kernel === undefined || !said) continue;
    const expected = mark === undefined ? said : { ...said, mark: String(mark) };
    const entries = kernel.split('\n').flatMap((each) => parse(each) ?? []);
    const alike = pattern(expected.original);
    const exact = pattern(show(expected));
    const same = entries.find((each) => exact.test(show(each))) ?? entries.find(({ original }) => alike.test(original));
    const device = network.devices.get(id)?.name ?? id;
    // What comes to a client that has closed already is answered by a reset without ACK. By it who saw no answer forgets the connection (tcp_packet in
    // nf_conntrack_proto_tcp.c; tried on 6.18: 60 of 60, and with an ACK none of 800).
    if (!same && !branch.reply.some((hop) => hop.id === id)) continue;
    if (!same || !exact.test(show(same)))
      return { simulated: `${device}: ${show(expected)}`, observed: same ? show(same) : 'no such entry' };
    compared += 1;
  }
  return { compared };
}
