/** What breaks a tie: the software that a system's router runs, as far as it changes which route is taken. */
export interface Software {
  readonly kind: 'frr' | 'bird' | 'rfc4271';
  /** As the author wrote it, `bgp frr 8.4`; undefined: nothing is written, and RFC 4271 decides. */
  readonly written?: string;
}

/** A route as a neighbour announced it to this router. */
export interface Candidate {
  /** The id of the system that sent it. */
  readonly neighbour: string;
  /** The systems that it leads through, the neighbour first. */
  readonly path: readonly number[];
  readonly localPreference: number;
  /** Missing: 0, the best (observed of FRR 8.4 and BIRD 2.0). */
  readonly med: number;
  /** The neighbour's router id; undefined: not written. */
  readonly routerId: number | undefined;
}

/** The route that is taken, and by what it beats the other that came closest; undefined: there is no other. */
export interface Decision {
  readonly best: Candidate;
  readonly why?: string;
}

const sign = (n: number): number => Math.sign(n);

/** Steps that all implementations share: positive where `a` is better. MED is compared between routes of one neighbour AS only. */
const shared: readonly {
  compare(a: Candidate, b: Candidate): number;
  why(best: Candidate, other: Candidate): string;
}[] = [
  {
    compare: (a, b) => sign(a.localPreference - b.localPreference),
    why: (best, other) => `local-preference ${best.localPreference} beats ${other.localPreference}`,
  },
  {
    compare: (a, b) => sign(b.path.length - a.path.length),
    why: (_, other) => `shorter than ${other.path.join(' ')}`,
  },
  {
    compare: (a, b) => (a.path[0] === b.path[0] ? sign(b.med - a.med) : 0),
    why: (best, other) => `med ${best.med} beats ${other.med}`,
  },
];

/** Positive where `a` is better by a step that all share, 0 where only a tie-breaker tells. */
const compareShared = (a: Candidate, b: Candidate): number =>
  shared.map(({ compare }) => compare(a, b)).find((each) => each !== 0) ?? 0;

/** The number that stands for a router id that nobody wrote. */
const idOf = ({ routerId, path }: Candidate): number => routerId ?? path[0] ?? 0;

const compareIds = (a: Candidate, b: Candidate): number => sign(idOf(b) - idOf(a));

/**
 * FRR keeps its routes with the newest in front and chooses anew at each arrival, passing along the list once. Between
 * routes that are equal so far it stays at the one that it has chosen before ("Older Path"); of two that it has not
 * chosen, the lower router id wins. So what MED does between several neighbours depends on the order of arrival
 * (bgp_route.c, bgp_best_selection and bgp_path_info_cmp; observed in all six orders of three routes).
 */
function frr(arrivals: readonly Candidate[]): Candidate | undefined {
  const list: Candidate[] = [];
  let selected: Candidate | undefined;
  for (const arrived of arrivals) {
    list.unshift(arrived);
    let best = arrived;
    for (const each of list.slice(1)) {
      const told = compareShared(each, best);
      const wins = told !== 0 ? told > 0 : each === selected || (best !== selected && compareIds(each, best) >= 0);
      if (wins) best = each;
    }
    selected = best;
  }
  return selected;
}

/**
 * BIRD compares what arrives with the best that it has, and with no other: of equal routes the lowest router id, whatever
 * their age (proto/bgp/attrs.c, bgp_rte_better; nest/rt-table.c, rte_recalculate; observed as above).
 */
function bird(arrivals: readonly Candidate[]): Candidate | undefined {
  let best: Candidate | undefined;
  for (const arrived of arrivals) {
    const told = best && compareShared(arrived, best);
    if (!best || (told !== 0 ? told! > 0 : compareIds(arrived, best) > 0)) best = arrived;
  }
  return best;
}

/**
 * RFC 4271, 9.1.2.2: routes leave in steps, so that the order of arrival changes nothing: those with a worse preference,
 * a longer path, a larger MED than another of the same neighbour AS; of the rest the lowest router id.
 */
function rfc4271(arrivals: readonly Candidate[]): Candidate | undefined {
  let left = arrivals;
  for (const { compare } of shared) {
    const before = left;
    left = before.filter((each) => !before.some((other) => compare(other, each) > 0));
  }
  return left.reduce<Candidate | undefined>(
    (best, each) => (best && compareIds(each, best) <= 0 ? best : each),
    undefined,
  );
}

const deciders = { frr, bird, rfc4271 } as const;

/** Chooses among the routes to one prefix, in the order in which they arrived. Undefined: there is none. */
export function decide(arrivals: readonly Candidate[], software: Software): Decision | undefined {
  const best = deciders[software.kind](arrivals);
  if (!best) return undefined;
  const others = arrivals.filter((each) => each !== best);
  if (others.length === 0) return { best };
  // the step at which the last of the others left
  const stepOf = (other: Candidate): number => {
    const at = shared.findIndex(({ compare }) => compare(best, other) > 0);
    return at < 0 || compareShared(best, other) < 0 ? shared.length : at;
  };
  const closest = others.reduce((a, b) => (stepOf(b) > stepOf(a) ? b : a));
  const step = shared[stepOf(closest)];
  return { best, why: step ? step.why(best, closest) : tieOf(best, closest, arrivals, software) };
}

function tieOf(best: Candidate, other: Candidate, arrivals: readonly Candidate[], { kind, written }: Software): string {
  const who = written ?? 'RFC 4271, as no bgp line says otherwise';
  if (kind === 'frr' && arrivals.indexOf(best) < arrivals.indexOf(other))
    return `older than ${other.path.join(' ')} (${who}; routes arrive in the order of lines)`;
  const isWritten = best.routerId !== undefined && other.routerId !== undefined;
  return `lower router id than ${other.path.join(' ')} (${who}${isWritten ? '' : '; no router-id is written, the AS number stands for it'})`;
}
