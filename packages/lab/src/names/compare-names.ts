import type { Branch, ElementId, Leg, Model, Trace } from '@netk/engine';
import { readAnswer, type Said } from '../dns/callers.ts';
import type { Caller } from '../dns/lookup.ts';
import { type AskedQuestion, runLabs } from '../run/run-lab.ts';
import { lookupsIn, serverOf } from './legs.ts';
import { type NamesOptions, type NamesPlan, planNames } from './plan-names.ts';

/** What came of a lookup by a real library, on the network of its walk. */
export type NameVerdict = { readonly trace: Trace } & (
  | { readonly kind: 'equal'; readonly questions: number; readonly got: string }
  | { readonly kind: 'different'; readonly simulated: readonly string[]; readonly observed: string }
  | { readonly kind: 'skipped'; readonly reason: string }
);

/** Walks of a model that run on the network of the first of them. */
export interface NameSubject {
  readonly model: Model;
  readonly walks: readonly [ElementId, ...ElementId[]];
}

/**
 * Lets real resolver libraries look up the names of walks, on the networks of these walks: each machine has its resolv.conf, each server
 * of names says what the walk says of it, once it has asked whom it would ask. Compared are the questions, whom they reach, by which
 * transport, and what the program gets. Rejects with the tool's words.
 */
export async function compareNames(
  subjects: readonly NameSubject[],
  options: NamesOptions = {},
): Promise<readonly (readonly NameVerdict[])[]> {
  const plans = subjects.map(({ model, walks }) => planNames(model, walks, options));
  const used = plans.filter(({ asked }) => asked.some(({ asker }) => typeof asker !== 'string'));
  const seen = used.length > 0 ? await runLabs(used.map(({ plan }) => plan)) : [];
  return plans.map((plan) => {
    const told = seen[used.indexOf(plan)]?.asked ?? [];
    return plan.asked.map(({ trace, branches, asker }): NameVerdict => {
      if (typeof asker === 'string') return { trace, kind: 'skipped', reason: asker };
      const own = told.find(({ id }) => id === asker.id);
      if (!own) throw new Error(`${trace.name}: nobody asked`);
      return judged(plan, trace, branches, asker.caller, own);
    });
  });
}

/** Seconds by which a machine that is busy may be late, with the start of the program. */
const late = 2;

type Told = Said & { readonly seconds: number } & { readonly questions: readonly AskedQuestion[] };

function judged(plan: NamesPlan, trace: Trace, branches: readonly Branch[], caller: Caller, told: Told): NameVerdict {
  const { addresses, error } = readAnswer(caller, told);
  const got = error ?? addresses.join(' ');
  const observed = [
    ...told.questions
      .filter(isWalked)
      .map((each) => lineOf(plan, each))
      .sort(),
    `gets ${error ?? [...addresses].sort().join(' ')}`,
  ].join('\n');
  const simulated = [...new Set(branches.map((branch) => simulatedIn(plan, branch)))];
  if (!simulated.includes(observed)) return { trace, kind: 'different', simulated, observed };
  const alike = branches.filter((branch) => simulatedIn(plan, branch) === observed);
  const first = addresses[0];
  const dialled = alike.flatMap((branch) => dialledIn(branch) ?? []);
  if (first !== undefined && dialled.length > 0 && !dialled.includes(first))
    return { trace, kind: 'different', simulated: dialled.map((each) => `dials ${each}`), observed: `dials ${first}` };
  const waited = alike[0]?.lookup?.seconds ?? 0;
  if (Math.abs(told.seconds - waited) > late)
    return {
      trace,
      kind: 'different',
      simulated: [`waits ${waited} s`],
      observed: `waits ${told.seconds.toFixed(1)} s`,
    };
  return { trace, kind: 'equal', questions: told.questions.length, got };
}

/** A resolver that begins asks first who serves the root, which no walk tells. */
const isWalked = ({ name, type }: AskedQuestion): boolean => name !== '' || type !== 'NS';

/** Servers may be asked side by side: which of them reads first is no matter. */
const lineOf = ({ groupIn }: NamesPlan, { namespace, name, type, transport }: AskedQuestion): string =>
  `${groupIn(namespace)}: ${type} ${name.toLowerCase()} ${transport}`;

function simulatedIn({ groupOf, isReal }: NamesPlan, branch: Branch): string {
  const lines = lookupsIn(branch).flatMap((leg: Leg) => {
    const device = serverOf(leg);
    if (device === undefined || isReal(device) || leg.request?.kind !== 'dns') return [];
    const { name, type } = leg.request;
    return [`${groupOf(device)}: ${type} ${name.toLowerCase()} ${leg.flow.protocol}`];
  });
  const { answers = [], error } = branch.lookup ?? {};
  return [...lines.sort(), `gets ${error ?? [...answers].sort().join(' ')}`].join('\n');
}

/** The address that the program dials first. */
function dialledIn({ legs = [] }: Branch): string | undefined {
  const first = legs.find(({ kind }) => kind === 'connection');
  return first && /^\w+ (\d+\.\d+\.\d+\.\d+):/.exec(first.what)?.[1];
}
