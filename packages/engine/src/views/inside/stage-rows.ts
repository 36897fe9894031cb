import type { Step, Tried } from '../../trace/trace.ts';
import type { Line } from '../show/line.ts';
import { linesWith, type StateEntry } from '../show/state-entry.ts';

/** One entry of a stage: it matched, it was looked at and did not, or nobody came so far; and why. */
export interface StageRow {
  readonly mark: 'matched' | 'tried' | 'left';
  readonly text: string;
  readonly why: string;
}

/** Entries that stand together: a chain, the rules, a routing table. `more`: how many of it are left out around those that count. */
export interface StageBlock {
  readonly title: string;
  readonly view: string;
  readonly rows: readonly StageRow[];
  readonly more: number;
}

/** Entries on each side of those that matched; a chain of Services may have thousands. */
const around = 12;

const chainOf = (text: string): string | undefined =>
  /^(?:-A|-P|-N) (\S+)/.exec(text)?.[1] ?? /^:(\S+) /.exec(text)?.[1];

/** The lines that stand together with one: of the same chain or table. */
function together(lines: readonly Line[], at: number, { view, table }: StateEntry): readonly number[] {
  const here = lines[at]!;
  const all = lines.flatMap((line, i) => (line.entry === undefined ? [] : [i]));
  if (view === 'iptables' || view === 'ip6tables') {
    const chain = chainOf(here.entry!);
    return all.filter((i) => lines[i]!.table === table && chainOf(lines[i]!.entry!) === chain);
  }
  if (view === 'routes') return all.filter((i) => lines[i]!.table === table);
  if (view === 'rules' || view === 'rules6') return all;
  // nft and ipvsadm print what belongs together without a gap
  let [from, to] = [at, at];
  const isNext = (i: number): boolean => {
    const line = lines[i];
    if (line?.entry === undefined || line.table !== table) return false;
    return view !== 'ipvs' || !line.entry.startsWith('-A');
  };
  while (isNext(from - 1) || (view === 'ipvs' && !lines[from]!.entry!.startsWith('-A') && lines[from - 1]?.entry))
    from -= 1;
  while (isNext(to + 1)) to += 1;
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

/** What ended the search, in one word. */
function verdictOf({ kind, entry, stage }: Step): string {
  if (kind === 'drop') return 'dropped';
  if (stage.startsWith('table ')) return 'another route is more specific';
  const target = /-j (DNAT|SNAT|MASQUERADE|ACCEPT|RETURN|REJECT)\b/.exec(entry)?.[1];
  return `not reached${target === undefined ? '' : `: ${target}`}`;
}

const titleOf = ({ view, table }: StateEntry, line: Line): string => {
  if (view === 'iptables' || view === 'ip6tables') return chainOf(line.entry!) ?? '';
  return view === 'routes'
    ? `table ${table}`
    : view === 'rules'
      ? 'ip rule'
      : view === 'rules6'
        ? 'ip -6 rule'
        : (table ?? view);
};

/** The block in which a step decided, with what every other step of the stage says of it. */
export function blockOf(
  lines: readonly Line[],
  entry: StateEntry,
  steps: readonly Step[],
): (StageBlock & { readonly key: string }) | undefined {
  const [at] = linesWith(lines, entry);
  if (at === undefined) return undefined;
  // the policy of a chain is printed first and asked last
  const isPolicy = (i: number): boolean => lines[i]!.entry!.startsWith('-P ');
  const places = together(lines, at, entry).toSorted((a, b) => Number(isPolicy(a)) - Number(isPolicy(b)) || a - b);
  const tried = new Map<string, Tried>(steps.flatMap((step) => (step.tried ?? []).map((each) => [each.entry, each])));
  const decided = new Map(steps.map((step) => [step.entry, step]));
  const isRoute = entry.view === 'routes';
  const matched = places.filter((i) => decided.has(lines[i]!.entry!) || i === at);
  const last = matched.at(-1)!;
  const end = decided.get(lines[last]!.entry!) ?? steps.at(-1)!;
  const rowOf = (i: number): StageRow => {
    const text = lines[i]!.entry!;
    if (matched.includes(i)) return { mark: 'matched', text, why: '' };
    const known = tried.get(text);
    if (known) return { mark: 'tried', text, why: known.why };
    if (!isRoute && !isPolicy(i) && places.indexOf(i) < places.indexOf(last)) return { mark: 'tried', text, why: '' };
    return { mark: 'left', text, why: verdictOf(end) };
  };
  const near = places.filter((i, n) => {
    const rank = places.indexOf(last);
    return Math.abs(n - rank) <= around || matched.includes(i);
  });
  const key = `${entry.view} ${entry.table ?? ''} ${places[0]}`;
  const more = places.length - near.length;
  return { key, title: titleOf(entry, lines[at]!), view: entry.view, rows: near.map(rowOf), more };
}
