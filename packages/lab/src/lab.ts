import { type Branch, bugIn, type Network, type Trace } from '@netk/engine';
import { closest, type Difference } from './observe/compare.ts';
import { compareConnections } from './observe/connections.ts';
import type { Sight } from './observe/event.ts';
import { compareFired, type Fired, firedOf, firedRules } from './observe/fired.ts';
import { withRules } from './observe/hops.ts';
import { sightsOf } from './observe/sights.ts';
import type { LabPlan } from './plan/lab-plan.ts';
import { type LabOptions, planLab, type Wanted } from './plan/plan-lab.ts';
import { runLabs, type Seen } from './run/run-lab.ts';

/** How one walk fared against the kernel. */
export interface Verdict {
  readonly trace: Trace;
  readonly result:
    | {
        readonly kind: 'equal';
        readonly branch: Branch;
        readonly sight: Sight;
        /** How many rules were compared, where the kernel told which it applied. */
        readonly rules?: number;
        /** How many entries of connection tracking were compared. */
        readonly connections?: number;
      }
    | { readonly kind: 'different'; readonly branch: Branch; readonly difference: Difference; readonly sight: Sight }
    /** Not compared, and why. */
    | { readonly kind: 'skipped'; readonly reason: string };
}

const firstPort = 20_000;

/** The connection that a trace starts with; a reason where a laboratory cannot send it. */
function wantedOf(trace: Trace, id: number, size: Wanted['size']): Wanted | string {
  const branches = [...trace.routes, ...(trace.others ?? [])];
  const [first] = branches;
  const hop = first?.forward[0];
  const packet = hop?.steps[0]?.after;
  if (!first || !hop || !packet) return trace.reasons?.join('; ') ?? 'no packet is sent';
  const unknown = branches.find(({ verdict }) => verdict === 'undetermined');
  if (unknown) return `undetermined: ${unknown.assumes?.join('; ') ?? ''}`;
  const { protocol, src, dst, dport } = packet;
  if (protocol !== 'tcp' && protocol !== 'udp' && protocol !== 'icmp')
    return `${protocol} is not sent by the laboratory`;
  if (branches.some(({ forward }) => forward[0]?.id !== hop.id)) return 'the sender is random';
  if (branches.some(({ forward }) => forward[0]?.steps[0]?.after?.dst !== dst))
    return 'the address that is dialled is random';
  if (branches.some(({ choices }) => choices.some(({ kind }) => kind === 'source port')))
    return 'a port that is drawn decides';
  if (branches.some(({ to }) => to !== undefined)) return 'it leaves to what is not described';
  const untold = branches.find(({ client }) => client === 'unknown');
  if (untold) return untold.assumes?.join('; ') ?? 'what the client sees is not known';
  if (src.includes(':')) return 'the laboratory carries IPv4';
  // A port of its own keeps the connections of one laboratory apart; which one it is plays no part.
  const relayed = branches.some(({ legs }) => legs !== undefined);
  return {
    ...{ id, device: hop.id, protocol, src, sport: firstPort + id, dst, dport: dport ?? 0 },
    ...(size === undefined ? {} : { size }),
    ...(relayed ? { relayed: true as const } : {}),
  };
}

/** Walks that run on one network. */
export interface Subject {
  readonly network: Network;
  readonly traces: readonly Trace[];
  /** How large the first packet of a trace is, where it is not as small as can be. */
  readonly sizes?: ReadonlyMap<Trace, NonNullable<Wanted['size']>>;
}

/**
 * Sends the first packet of every trace through the kernel, and compares all that its interfaces saw. What differs is sent
 * once more, alone and with patience: on a busy machine a frame can be late, but a disagreement stays.
 */
export async function compareWithKernel(
  subjects: readonly Subject[],
  options: LabOptions = {},
): Promise<readonly (readonly Verdict[])[]> {
  const first = await compareOnce(subjects, options);
  const differs = ({ result }: Verdict): boolean => result.kind === 'different';
  const again = first.flatMap((verdicts, index) =>
    verdicts.some(differs) ? [{ ...subjects[index]!, traces: verdicts.filter(differs).map(({ trace }) => trace) }] : [],
  );
  if (again.length === 0) return first;
  const second = new Map(
    (await compareOnce(again, { ...options, parallel: 1, patience: calm }))
      .flat()
      .map((verdict) => [verdict.trace, verdict]),
  );
  return first.map((verdicts) => verdicts.map((verdict) => second.get(verdict.trace) ?? verdict));
}

/** Milliseconds that a flow gets which is sent again; a first packet is repeated after 1000. */
const calm = 900;

async function compareOnce(
  subjects: readonly Subject[],
  options: LabOptions,
): Promise<readonly (readonly Verdict[])[]> {
  const prepared = subjects.map(({ network, traces, sizes }) => {
    const asked = traces.map((trace, id) => ({ trace, id, wanted: wantedOf(trace, id, sizes?.get(trace)) }));
    const flows = asked.flatMap(({ wanted }) => (typeof wanted === 'string' ? [] : [wanted]));
    try {
      return { network, asked, plan: planLab(network, flows, options) };
    } catch (error) {
      // one network that cannot be built costs its own walks
      return { network, asked: asked.map((each) => ({ ...each, wanted: bugIn(error) })), plan: undefined };
    }
  });
  // a network that nobody sends through is not built
  const used = prepared.flatMap(({ plan }) => (plan && plan.flows.length > 0 ? [plan] : []));
  const seen = used.length > 0 ? await runLabs(used) : [];
  return prepared.map(({ network, asked, plan }) => {
    const all = plan && seen[used.indexOf(plan)];
    const sights = all ? sightsOf(network, plan, all) : new Map<number, Sight>();
    const fired = all && plan.rules ? firedRules(network, plan, all, sights) : undefined;
    return asked.map(({ trace, id, wanted }): Verdict => {
      const verdict = judge(trace, wanted, sights.get(id));
      const ruled = fired ? withFired(network, verdict, fired.get(id)) : verdict;
      return all ? withConnections(network, plan, all, ruled, plan.flows.find((flow) => flow.id === id)?.sport) : ruled;
    });
  });
}

/** Equal packets may still leave other entries behind: a mark that no packet shows. */
function withConnections(
  network: Network,
  plan: LabPlan,
  seen: Seen,
  verdict: Verdict,
  own: number | undefined,
): Verdict {
  const { trace, result } = verdict;
  if (result.kind !== 'equal') return verdict;
  const found = compareConnections(network, plan, seen, { branch: result.branch, sight: result.sight, own });
  if ('compared' in found) return { trace, result: { ...result, connections: found.compared } };
  return { trace, result: { ...result, kind: 'different', difference: { where: 'connections', at: 0, ...found } } };
}

/** A way that is equal may still have been decided by other rules. */
function withFired(network: Network, verdict: Verdict, observed: Fired | undefined): Verdict {
  const { trace, result } = verdict;
  // what the kernel tells of a ping has no ports that would say whose it is
  if (result.kind !== 'equal' || !observed || result.branch.forward[0]?.steps[0]?.after?.protocol === 'icmp')
    return verdict;
  const words = compareFired(firedOf(network, result.branch), observed);
  if (words === undefined) {
    const rules = [...observed.values()].reduce((sum, lists) => sum + lists.flat().length, 0);
    const sight = { ...result.sight, forward: withRules(result.sight.forward, observed) };
    return { trace, result: { ...result, sight, rules } };
  }
  const [at = '', simulated = '', seen = ''] = words.split('\n');
  const difference = {
    where: 'rules' as const,
    at: 0,
    simulated: `${at}: ${simulated.replace('  simulated ', '')}`,
    observed: seen.replace('  observed  ', ''),
  };
  const seenRules = { ...result.sight, forward: withRules(result.sight.forward, observed) };
  return { trace, result: { ...result, kind: 'different', difference, sight: seenRules } };
}

function judge(trace: Trace, wanted: Wanted | string, sight: Sight | undefined): Verdict {
  if (typeof wanted === 'string') return { trace, result: { kind: 'skipped', reason: wanted } };
  const found = sight && closest([...trace.routes, ...(trace.others ?? [])], sight);
  if (!found) return { trace, result: { kind: 'skipped', reason: 'the walk has no branch' } };
  const { branch, difference } = found;
  if (difference) return { trace, result: { kind: 'different', branch, difference, sight } };
  return { trace, result: { kind: 'equal', branch, sight } };
}
