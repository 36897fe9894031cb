import type { Operand } from '../../topology/operand.ts';
import type { Machine } from './machine.ts';
import type { Receiver, Sender, Side } from './sides.ts';

/** A pair of a sender and a receiver. */
export interface Pair {
  readonly from: Sender;
  readonly to: Receiver;
}

/** Pairs that nothing tells apart. */
export interface PairClass {
  readonly count: number;
  /** The first in order: that of senders, then that of receivers. */
  readonly first: Pair;
  /** All of them, in order. */
  readonly all: () => Iterable<Pair>;
}

/** Whether two operands are one element: nobody is asked to call itself. */
export const isSame = (a: Operand, b: Operand): boolean =>
  a.kind === 'element' && b.kind === 'element' && a.of === b.of;

const sameElement = ({ from, to }: Pair): boolean => isSame(from.member.operand, to.member.operand);

/** Members of one kind in one place: no pair of two such sets is told from the others by where its ends are. */
interface Cell<S extends Side> {
  readonly kind: string;
  readonly members: S[];
}

type MachineOf = (id: string) => Machine;

/** Where a member is: a machine that lives on another one is there. */
const placeOf = ({ machine, at }: Side, machineOf: MachineOf): string =>
  machine === undefined ? `#${at}` : (machineOf(machine).home?.device.id ?? machine);

/** How the machines of a pair are the same. Two machines that live on one are not one themselves: `isSame` has those. */
function relationOf({ from, to }: Pair, machineOf: MachineOf): string {
  if (from.machine === undefined || to.machine === undefined) return '';
  const [a, b] = [machineOf(from.machine), machineOf(to.machine)];
  const [s, r] = [a.home?.device.id, b.home?.device.id];
  if (s !== undefined && r !== undefined) return s === r ? 'on one' : '';
  if (s !== undefined) return s === to.machine ? 'on the receiver' : '';
  if (r !== undefined) return r === from.machine ? 'on the sender' : '';
  return from.machine === to.machine ? 'one' : '';
}

function cellsOf<S extends Side>(sides: readonly S[], kindOf: (side: S) => string, machineOf: MachineOf) {
  const cells = new Map<string, Cell<S>>();
  const byPlace = new Map<string, Cell<S>[]>();
  const byKind = new Map<string, S[]>();
  for (const side of sides) {
    const kind = kindOf(side);
    const place = placeOf(side, machineOf);
    const key = `${kind} @ ${place}`;
    let cell = cells.get(key);
    if (!cell) {
      cell = { kind, members: [] };
      cells.set(key, cell);
      push(byPlace, place, cell);
    }
    cell.members.push(side);
    push(byKind, kind, side);
  }
  return { cells: [...cells.values()], byPlace, byKind };
}

function push<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** The classes of all pairs of two sets, by the kinds of both and by how their machines are the same. */
export function pairClasses(
  senders: readonly Sender[],
  receivers: readonly Receiver[],
  kindOf: (side: Sender | Receiver) => string,
  machineOf: MachineOf,
): readonly PairClass[] {
  const left = cellsOf(senders, kindOf, machineOf);
  const right = cellsOf(receivers, kindOf, machineOf);
  const relation = (a: Cell<Sender>, b: Cell<Receiver>) =>
    relationOf({ from: a.members[0]!, to: b.members[0]! }, machineOf);
  const counts = new Map<string, { from: string; to: string; related: string; count: number }>();
  const add = (from: string, to: string, related: string, count: number): void => {
    const key = JSON.stringify([from, to, related]);
    const found = counts.get(key) ?? { from, to, related, count: 0 };
    found.count += count;
    counts.set(key, found);
  };
  const near = (place: string, kind: string): readonly Cell<Receiver>[] =>
    (right.byPlace.get(place) ?? []).filter((each) => each.kind === kind);
  for (const a of left.cells) {
    const related = right.byPlace.get(placeOf(a.members[0]!, machineOf)) ?? [];
    for (const b of related) {
      const count = a.members.length * b.members.length;
      const what = relation(a, b);
      add(a.kind, b.kind, what, count);
      add(a.kind, b.kind, '', -count);
    }
  }
  for (const [from, some] of left.byKind)
    for (const [to, others] of right.byKind) add(from, to, '', some.length * others.length);
  const byElement = new Map<string, Receiver[]>();
  for (const to of receivers) if (to.member.operand.kind === 'element') push(byElement, to.member.operand.of, to);
  for (const from of senders) {
    const { operand } = from.member;
    for (const to of (operand.kind === 'element' && byElement.get(operand.of)) || [])
      add(kindOf(from), kindOf(to), relationOf({ from, to }, machineOf), -1);
  }
  return [...counts.values()]
    .filter(({ count }) => count > 0)
    .map(({ from, to, related, count }): PairClass => {
      function* all(): Iterable<Pair> {
        for (const sender of left.byKind.get(from)!) {
          const some =
            related === ''
              ? right.byKind.get(to)!
              : near(placeOf(sender, machineOf), to)
                  .flatMap((cell) => cell.members)
                  .sort((a, b) => a.at - b.at);
          for (const receiver of some) {
            const pair = { from: sender, to: receiver };
            if (relationOf(pair, machineOf) === related && !sameElement(pair)) yield pair;
          }
        }
      }
      const [first] = all();
      return { count, first: first!, all };
    });
}
