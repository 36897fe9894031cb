import { type Branch, type ElementId, type Leg, type Model, type Trace, views } from '@netk/engine';
import { commandOf, lacksLibrary, libraryVersion } from '../dns/callers.ts';
import type { Caller } from '../dns/lookup.ts';
import type { LabPlan, NameAsker, NameServerPlan } from '../plan/lab-plan.ts';
import { namesOf } from '../plan/names.ts';
import { type LabOptions, planLab } from '../plan/plan-lab.ts';
import { answersOf } from './answers.ts';
import { arrivedAt, dialledBy, lookupsIn, serverOf } from './legs.ts';
import { rootsFor } from './recursion.ts';

/** A walk that looks a name up, and who does so in the laboratory; or why nobody can. */
export interface AskedName {
  readonly trace: Trace;
  readonly branches: readonly Branch[];
  readonly asker: { readonly id: number; readonly caller: Caller } | string;
}

/** A network with servers of names, and the walks that are asked there. */
export interface NamesPlan {
  readonly plan: LabPlan;
  readonly asked: readonly AskedName[];
  /** What stands for a server, and for others that are asked at the same address: that address. */
  groupOf(device: string): string;
  groupIn(namespace: string): string;
  /** Whether somebody runs there who does not tell what it is asked. */
  isReal(device: string): boolean;
}

/** Seconds after which a library is ended that waits for servers which say nothing. */
const patience = 90;

/** What a server waits for another one, in seconds. */
const between = 2;

/** Who runs on the machines of recursive resolvers: a program that asks what the walk says, or a real unbound. */
export type NamesOptions = LabOptions & { readonly recursion?: 'walk' | 'unbound' };

/** The laboratory of walks that look names up on one network: the real library of each machine, and servers that say what the walks say. */
export function planNames(
  model: Model,
  walks: readonly [ElementId, ...ElementId[]],
  { recursion = 'walk', ...options }: NamesOptions,
): NamesPlan {
  const network = model.networkOf(walks[0]);
  const names = namesOf(network);
  const found = walks.map((id, at) => {
    const trace = model.trace(id);
    const branches = [...trace.routes, ...(trace.others ?? [])];
    return { trace, branches, own: askerFor(model, id, branches, at) };
  });
  const askable = found.flatMap(({ branches, own }, asker) => (typeof own === 'string' ? [] : [{ asker, branches }]));
  const known = askable.flatMap(({ branches }) => branches);
  const alike = alikeIn(known.flatMap(lookupsIn));
  const bare = planLab(network, [], options);
  const bound = (namespace: string) =>
    bare.servers.filter((each) => each.namespace === namespace && each.port === 53).map(({ address }) => address);
  const tables = answersOf(askable, (device) => alike.get(device)!.of);
  const real = new Set<string>();
  const homeless = new Map<string, readonly string[]>();
  const servers = [...alike].map(([device, { of, arrivals }]): NameServerPlan => {
    const namespace = names.namespace(device);
    const own = bound(namespace);
    if (own.length === 0) homeless.set(namespace, [...arrivals]);
    const listens = own.length > 0 ? [...new Set(own.map((each) => each ?? '0.0.0.0'))] : [...arrivals];
    const roots = recursion === 'unbound' ? rootsFor(device, known) : undefined;
    if (roots) real.add(device);
    const answers = [...(tables.get(of)?.values() ?? [])];
    return { namespace, listens, answers, patience: between, ...(roots ? { roots } : {}) };
  });
  const here = new Set(servers.map(({ namespace }) => namespace));
  const plan: LabPlan = {
    ...bare,
    // an address of a provider's that no interface has is its machine's own here
    namespaces: bare.namespaces.map((each) => ({
      ...each,
      ip: [...each.ip, ...(homeless.get(each.name) ?? []).map((address) => `address add ${address}/32 dev lo`)],
    })),
    servers: bare.servers.filter(({ namespace, port }) => port !== 53 || !here.has(namespace)),
    names: {
      servers,
      askers: found.flatMap(({ own }) =>
        typeof own === 'string' ? [] : [{ ...own.asker, namespace: names.namespace(own.device) }],
      ),
    },
  };
  const asked = found.map(({ trace, branches, own }, id): AskedName => {
    return { trace, branches, asker: typeof own === 'string' ? own : { id, caller: own.caller } };
  });
  const groups = new Map([...alike].map(([device, { of }]) => [names.namespace(device), of] as const));
  return {
    plan,
    asked,
    groupOf: (device) => alike.get(device)?.of ?? device,
    isReal: (device) => real.has(device),
    groupIn: (namespace) => groups.get(namespace) ?? namespace,
  };
}

/** A server, by the address at which it is asked first, and the addresses at which questions arrived there. */
interface Alike {
  readonly of: string;
  readonly arrivals: Set<string>;
}

/** Servers that are asked at one address know the same: where no answer depends on it, a walk follows one of them. */
function alikeIn(legs: readonly Leg[]): ReadonlyMap<string, Alike> {
  const out = new Map<string, Alike>();
  for (const leg of legs) {
    const [device, dialled, arrived] = [serverOf(leg), dialledBy(leg), arrivedAt(leg)];
    if (device === undefined || dialled === undefined || arrived === undefined) continue;
    const own = out.get(device) ?? { of: dialled, arrivals: new Set() };
    own.arrivals.add(arrived);
    out.set(device, own);
  }
  return out;
}

interface Asker {
  readonly device: string;
  readonly caller: Caller;
  readonly asker: Omit<NameAsker, 'namespace'>;
}

function askerFor(model: Model, walk: ElementId, branches: readonly Branch[], id: number): Asker | string {
  const [first] = branches;
  const open = branches.find(({ verdict }) => verdict === 'undetermined');
  if (!first || open) return open?.assumes?.join('; ') ?? 'nothing is sent';
  const lookups = lookupsIn(first);
  const own = lookups.filter(({ because }) => because === undefined);
  const device = own[0]?.forward[0]?.id;
  if (!first.lookup || device === undefined) return 'whom it asks stands nowhere in the file';
  if (lookups.some(({ fromCache }) => fromCache)) return 'what a cache has kept is not asked for again';
  const caller = callerOf(first.lookup.by, own);
  if (typeof caller === 'string') return caller;
  const conf = resolvConfIn(model, walk, device);
  if (conf === undefined) return `what stands in /etc/resolv.conf of ${device} is not known`;
  const command = commandOf(caller, first.lookup.name);
  return { device, caller, asker: { id, resolvConf: conf, command, patience } };
}

function resolvConfIn(model: Model, walk: ElementId, device: string): string | undefined {
  const found = model.networkOf(walk).devices.get(device);
  const view = views.find(({ name }) => name === 'resolv')!;
  const lines = found && view.lines(model.planOf(walk), found);
  return lines && `${lines.map(({ text }) => text).join('\n')}\n`;
}

/** Who calls the library that the walk says, which has to be of the same version here; or why nobody can. */
function callerOf(by: string, questions: readonly Leg[]): Caller | string {
  const [library] = by.split(' ');
  const types = new Set(questions.flatMap(({ request }) => (request?.kind === 'dns' ? [request.type] : [])));
  if ([...types].some((type) => type !== 'A' && type !== 'AAAA')) return 'it asks for records that are no addresses';
  const family = types.size > 1 ? 'unspec' : types.has('A') ? 'inet' : 'inet6';
  if (library !== 'glibc' && library !== 'musl') return `${by} is not called here`;
  const caller: Caller = { library, family };
  const lacking = lacksLibrary(caller);
  if (lacking !== undefined) return lacking;
  const here = libraryVersion(library);
  return here === by ? caller : `the walk is about ${by}, and here is ${here}`;
}
