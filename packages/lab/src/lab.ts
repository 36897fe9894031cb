import { type Branch, bugIn, type ElementId, type Model, type Network, type Trace } from '@netk/engine';
import { isHealthy } from './checks.ts';
import { host, type Kernel } from './kernels/index.ts';
import { closest, type Difference, seenBy } from './observe/compare.ts';
import { compareConnections } from './observe/connections.ts';
import type { Sight } from './observe/event.ts';
import { compareFired, type Fired, firedOf, firedRules } from './observe/fired.ts';
import { withRules } from './observe/hops.ts';
import { sightsOf } from './observe/sights.ts';
import type { LabPlan } from './plan/lab-plan.ts';
import { partsOf, withDevices } from './plan/parts.ts';
import { type LabOptions, planLab, usualPatience, type Wanted } from './plan/plan-lab.ts';
import { grouped, numbered, questionsOf } from './plan/questions.ts';
import { lackedFor } from './run/needed.ts';
import { runLabs, type Seen } from './run/run-lab.ts';
import type { Checked, Subject } from './subject.ts';

/** How one walk fared against the kernel; one that dials several addresses, as names do, has a verdict for each. */
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

/** The walks of a model that run on the network of the first of them. */
export function subjectOf(model: Model, walks: readonly [ElementId, ...ElementId[]]): Subject {
  const traces = walks.map((id) => model.trace(id));
  const requests = walks.flatMap((id, at) => {
    const request = model.requestOf(id);
    return request ? [[traces[at]!, request] as const] : [];
  });
  return { network: model.networkOf(walks[0]), traces, requests: new Map(requests) };
}

/**
 * Sends the first packet of every trace through the kernel, and compares all that its interfaces saw. What differs is sent
 * once more, alone and with patience: on a busy machine a frame can be late, but a disagreement stays.
 */
export async function compareWithKernel(
  subjects: readonly Subject[],
  { kernel = host, ...rest }: LabOptions & { readonly kernel?: Kernel } = {},
): Promise<readonly (readonly Verdict[])[]> {
  const options = { ...rest, kernel, patience: (rest.patience ?? usualPatience) * kernel.patience };
  const first = await compareOnce(subjects, options);
  const differs = ({ result }: Verdict): boolean => result.kind === 'different';
  const again = first.flatMap((verdicts, index) =>
    verdicts.some(differs)
      ? [{ ...subjects[index]!, traces: [...new Set(verdicts.filter(differs).map(({ trace }) => trace))] }]
      : [],
  );
  if (again.length === 0) return first;
  const second = grouped(
    (await compareOnce(again, { ...options, parallel: 1, patience: calm })).flat(),
    ({ trace }) => trace,
  );
  // a trace has as many verdicts as before, in the same order
  const place = new Map<Trace, number>();
  return first.map((verdicts) =>
    verdicts.map((verdict) => {
      const at = place.get(verdict.trace) ?? 0;
      place.set(verdict.trace, at + 1);
      return differs(verdict) ? (second.get(verdict.trace)?.[at] ?? verdict) : verdict;
    }),
  );
}

/** Milliseconds that a flow gets which is sent again; a first packet is repeated after 1000. */
const calm = 900;

/** Why a kernel cannot carry the part of a network that a walk begins in, or a device is in; undefined where it can. */
function lacksOf(network: Network, kernel: Kernel) {
  const parts = partsOf(network);
  const known = new Map<ReadonlySet<string>, string | undefined>();
  const of = (id: string): string | undefined => {
    const part = parts.get(id);
    if (part && !known.has(part))
      known.set(
        part,
        lackedFor(
          withDevices(network, (each) => part.has(each)),
          kernel,
        ),
      );
    return part && known.get(part);
  };
  const ofTrace = ({ routes, others = [] }: Trace): string | undefined => {
    const first = [...routes, ...others].find(({ forward }) => forward.length > 0)?.forward[0];
    return first && of(first.id);
  };
  return Object.assign(ofTrace, { of });
}

async function compareOnce(
  subjects: readonly Subject[],
  { kernel, ...options }: LabOptions & { readonly kernel: Kernel },
): Promise<readonly (readonly Verdict[])[]> {
  const prepared = subjects.map(({ network, traces, sizes, requests }) => {
    const lacks = lacksOf(network, kernel);
    const asked = traces
      .flatMap((trace) =>
        questionsOf(trace, { size: sizes?.get(trace), request: requests?.get(trace) }).map((each) => ({
          trace,
          ...each,
        })),
      )
      .map((each, id) => ({ ...each, id, wanted: lacks(each.trace) ?? numbered(each.wanted, id) }));
    const flows = asked.flatMap(({ wanted }) => (typeof wanted === 'string' ? [] : [wanted]));
    try {
      return {
        network,
        asked,
        plan: planLab(
          withDevices(network, (id) => lacks.of(id) === undefined),
          flows,
          options,
        ),
      };
    } catch (error) {
      // one network that cannot be built costs its own walks
      return { network, asked: asked.map((each) => ({ ...each, wanted: bugIn(error) })), plan: undefined };
    }
  });
  // a network that nobody sends through is not built
  const used = prepared.flatMap(({ plan }) => (plan && plan.flows.length > 0 ? [plan] : []));
  const seen = used.length > 0 ? await runLabs(used, kernel) : [];
  return prepared.map(({ network, asked, plan }, at) => {
    const all = plan && seen[used.indexOf(plan)];
    const sights = all ? sightsOf(network, plan, all) : new Map<number, Sight>();
    const fired = all && plan.rules ? firedRules(network, plan, all, sights) : undefined;
    return asked.map(({ trace, branches, id, wanted }): Verdict => {
      const flow = judge(trace, branches, wanted, sights.get(id));
      const checked = subjects[at]!.checks?.get(trace);
      const verdict = checked && all && plan ? withHealth(flow, checked, secondsOf(plan, all, id)) : flow;
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

/** How long a client waited, in seconds of the programs there. */
function secondsOf({ second }: LabPlan, { outcomes }: Seen, id: number): number {
  const found = outcomes.find((each) => each.id === id);
  return found ? (found.end - found.start) / 1e6 / second : 0;
}

/** Equal packets may still be judged otherwise: an answer that comes too late is one of an unhealthy target. */
function withHealth(verdict: Verdict, { check, state }: Checked, seconds: number): Verdict {
  const { trace, result } = verdict;
  if (result.kind !== 'equal' || state === 'unknown') return verdict;
  const observed = isHealthy(check, result.sight.client, seconds) ? 'healthy' : 'unhealthy';
  if (observed === state) return verdict;
  const said = `${observed}: ${result.sight.client} after ${seconds.toFixed(1)} s`;
  const difference = { where: 'health' as const, at: 0, simulated: state, observed: said };
  return { trace, result: { ...result, kind: 'different', difference } };
}

/** A way that is equal may still have been decided by other rules. */
function withFired(network: Network, verdict: Verdict, observed: Fired | undefined): Verdict {
  const { trace, result } = verdict;
  // what the kernel tells of a ping has no ports that would say whose it is
  const first = result.kind === 'equal' ? result.branch.forward[0]?.steps[0]?.after : undefined;
  // and of IPv6 it is not asked
  if (result.kind !== 'equal' || !observed || first?.protocol === 'icmp' || first?.src.includes(':')) return verdict;
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

function judge(trace: Trace, branches: readonly Branch[], wanted: Wanted | string, sight: Sight | undefined): Verdict {
  if (typeof wanted === 'string') return { trace, result: { kind: 'skipped', reason: wanted } };
  const found = sight && closest(branches, sight);
  if (!found) return { trace, result: { kind: 'skipped', reason: 'the walk has no branch' } };
  const { branch, difference } = found;
  const seen = seenBy(branch, sight);
  if (difference) return { trace, result: { kind: 'different', branch, difference, sight: seen } };
  return { trace, result: { kind: 'equal', branch, sight: seen } };
}
