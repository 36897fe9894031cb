import type { ZoneRecord } from '../../network/dns.ts';
import { type Fraction, fraction } from '../fraction.ts';

/** Which records of load balancers are given, and how chance decides among several. */
export interface Deciding {
  /** The node of a load balancer has a healthy target. */
  isGiven(only: NonNullable<ZoneRecord['only']>): boolean;
  /** The zone of who asks, where the server answers by it; why that is not known; undefined: it answers all alike. */
  readonly asker?: { readonly zone: string } | { readonly why: string } | undefined;
  /** One of several, by their shares. */
  choose(of: string, options: readonly { readonly label: string; readonly probability: Fraction }[]): number;
}

/** The most records of multivalue answers in one answer (Route 53 developer guide, multivalue answer routing). */
const mostTogether = 8;

/** The records with one set identifier. */
interface RecordSet {
  readonly label: string;
  readonly records: readonly ZoneRecord[];
  readonly healthy: boolean;
}

/**
 * Of the records of a name and type those that are answered, by their routing policy (Route 53 developer guide, choosing a routing policy, and
 * how Amazon Route 53 chooses records when health checking is configured); in words, why that is not known.
 */
export function chosenBy(
  records: readonly ZoneRecord[],
  of: string,
  deciding: Deciding,
): readonly ZoneRecord[] | string {
  const simple = records.filter(({ policy }) => policy === undefined);
  const [first] = records.flatMap(({ policy }) => policy ?? []);
  if (!first || simple.length > 0) return records;
  const sets = setsOf(records, deciding);
  const healthy = sets.filter((each) => each.healthy);
  // where all are unhealthy all count as healthy
  const open = healthy.length > 0 ? healthy : sets;
  switch (first.by.kind) {
    case 'weighted':
      return weighted(sets, open, of, deciding);
    case 'failover': {
      const primary = sets.find(({ records: [one] }) => one?.policy?.by.kind === 'failover' && one.policy.by.primary);
      const secondary = sets.find((each) => each !== primary);
      return (primary && (primary.healthy || !secondary?.healthy) ? primary : (secondary ?? primary))?.records ?? [];
    }
    case 'multivalue':
      if (open.length > mostTogether)
        return `${of} has ${open.length} healthy records for multivalue answers: which ${mostTogether} are answered is not known`;
      return open.flatMap((each) => each.records);
    case 'latency':
      if (open.length === 1) return open[0]!.records;
      return `${of} is answered by the nearest of ${open.map(({ label }) => label).join(', ')}: which region is the nearest is not known`;
  }
}

function setsOf(records: readonly ZoneRecord[], { isGiven }: Deciding): readonly RecordSet[] {
  const out = new Map<string, ZoneRecord[]>();
  for (const record of records) {
    const set = record.policy!.set;
    out.set(set, [...(out.get(set) ?? []), record]);
  }
  return [...out].map(([label, own]) => {
    const policy = own[0]!.policy!;
    const lives = !policy.followsTarget || own.some(({ only }) => only === undefined || isGiven(only));
    return { label, records: own, healthy: !policy.unhealthy && lives };
  });
}

const weightOf = ({ records: [first] }: RecordSet): number =>
  first?.policy?.by.kind === 'weighted' ? first.policy.by.weight : 0;

/** A weight of 0 is never answered, unless all that are left have it. */
function weighted(
  sets: readonly RecordSet[],
  healthy: readonly RecordSet[],
  of: string,
  { choose }: Deciding,
): readonly ZoneRecord[] {
  const some = healthy.filter((each) => weightOf(each) > 0);
  const open = some.length > 0 ? some : healthy.length > 0 ? healthy : sets;
  const total = open.reduce((sum, each) => sum + weightOf(each), 0);
  if (open.length === 1) return open[0]!.records;
  const index = choose(
    of,
    open.map((each) => ({
      label: each.label,
      probability: total === 0 ? fraction(1, open.length) : fraction(weightOf(each), total),
    })),
  );
  return open[index]!.records;
}
