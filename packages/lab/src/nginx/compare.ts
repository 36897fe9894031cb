import { spawnSync } from 'node:child_process';
import type { Branch, Device, Ingress, Model, Network, Trace } from '@netk/engine';
import type { LabPlan } from '../plan/lab-plan.ts';
import { type LabOptions, planLab } from '../plan/plan-lab.ts';
import { numbered, questionsOf } from '../plan/questions.ts';
import { longestOf } from '../plan/relays.ts';
import { runLabs, type Seen } from '../run/run-lab.ts';
import type { Subject } from '../subject.ts';
import { nginxConfig } from './config.ts';

/** What came of a request through a real nginx: whether a way of the walk gets the same from the same endpoint. */
export type NginxVerdict = { readonly trace: Trace } & (
  | { readonly kind: 'equal'; readonly got: string }
  | { readonly kind: 'different'; readonly simulated: readonly string[]; readonly observed: string }
  | { readonly kind: 'skipped'; readonly reason: string }
);

/** Why no real nginx runs here; undefined where one does. */
export function withoutNginx(): string | undefined {
  const { error, status, stderr } = spawnSync('nginx', ['-v'], { encoding: 'utf8' });
  if (error) return `nginx is not installed (${error.message})`;
  return status === 0 ? undefined : stderr.trim();
}

/** A model with walks that ask for something. */
export interface Asked {
  readonly model: Model;
  readonly subject: Subject;
}

/**
 * Sends the requests of walks through pods in which a real nginx runs, with the configuration that their Ingresses make. What
 * differs is sent once more, alone and with patience: a busy machine is late.
 */
export async function compareWithNginx(
  subjects: readonly Asked[],
  options: LabOptions = {},
): Promise<readonly (readonly NginxVerdict[])[]> {
  const first = await compareOnce(subjects, { patience: usual, ...options });
  const again = first.flatMap((verdicts, at) => {
    const traces = new Set(verdicts.flatMap(({ kind, trace }) => (kind === 'different' ? [trace] : [])));
    const { model, subject } = subjects[at]!;
    return traces.size > 0 ? [{ at, model, subject: { ...subject, traces: [...traces] } }] : [];
  });
  if (again.length === 0) return first;
  const second = await compareOnce(again, { ...options, parallel: 1, patience: calm });
  const out = [...first];
  again.forEach(({ at }, index) => {
    const of = new Set(second[index]!.map(({ trace }) => trace));
    out[at] = [...first[at]!.filter(({ trace }) => !of.has(trace)), ...second[index]!];
  });
  return out;
}

/** Milliseconds that a request gets, and one that is sent again. */
const [usual, calm] = [1800, 4500];

/** How much of the time that it waits for an answer nginx has to connect to one endpoint: it tries three, while a balancer before it waits as long for the answer. */
const shareOfTry = 0.3;

async function compareOnce(
  subjects: readonly Asked[],
  options: LabOptions,
): Promise<readonly (readonly NginxVerdict[])[]> {
  const prepared = subjects.map(({ model, subject }) => prepare(model, subject, options));
  const used = prepared.flatMap(({ plan }) => (plan.flows.length > 0 ? [plan] : []));
  const seen = used.length > 0 ? await runLabs(used) : [];
  return prepared.map(({ asked, plan, pods }) => {
    const all = seen[used.indexOf(plan)];
    return asked.map(({ trace, branches, wanted }): NginxVerdict => {
      if (typeof wanted === 'string') return { trace, kind: 'skipped', reason: wanted };
      const observed = all ? observedOf(all, wanted.id) : 'nothing';
      const simulated = [...new Set(branches.map((branch) => expectedOf(branch, pods)))];
      if (simulated.includes(observed)) return { trace, kind: 'equal', got: observed };
      return { trace, kind: 'different', simulated, observed };
    });
  });
}

function prepare({ topology, plan: planned }: Model, { network, traces, requests }: Subject, options: LabOptions) {
  const asked = traces
    .flatMap((trace) =>
      questionsOf(trace, { request: requests?.get(trace), tries: true }).map((each) => ({ trace, ...each })),
    )
    .map((each, id) => ({ ...each, wanted: numbered(each.wanted, id) }));
  const flows = asked.flatMap(({ wanted }) => {
    if (typeof wanted === 'string') return [];
    const { request } = wanted;
    // nginx writes down of whose request it tells
    const told = request && { ...request, headers: { ...request.headers, 'x-flow': String(wanted.id) } };
    return [{ ...wanted, ...(told ? { request: told } : {}) }];
  });
  const patience = options.patience ?? usual;
  const plan = planLab(network, flows, { second: secondOf(network, patience), ...options, patience });
  const pods = [...network.devices.values()].filter((device) => portsOf(device).length > 0);
  const ingresses = topology.clusters.flatMap((cluster) => cluster.ingresses.filter(isOnNginx));
  const programs = pods.map((device) => {
    const namespace = plan.namespaces.find((each) => each.device === device.id)!.name;
    const read = idleOf(network, plan);
    const serving = { ports: portsOf(device), connect: Math.round(read * shareOfTry), read };
    return { namespace, config: nginxConfig(ingresses, planned.services, serving) };
  });
  const isReal = ({ namespace, port }: LabPlan['servers'][number]): boolean =>
    pods.some((device, at) => programs[at]!.namespace === namespace && portsOf(device).includes(port));
  const servers = plan.servers.filter((each) => !isReal(each));
  return { asked, pods: new Set(pods.map(({ name }) => name)), plan: { ...plan, servers, nginx: programs } };
}

const isOnNginx = ({ controller }: Ingress): boolean => controller === 'nginx';

/** Ports at which a relay of nginx reads requests without TLS. */
const portsOf = ({ sockets }: Device): readonly number[] =>
  sockets.flatMap(({ port, program }) =>
    program?.kind === 'relay' && program.name.startsWith('nginx ') && program.http && !program.http.tls ? [port] : [],
  );

/** Milliseconds of the laboratory that nginx waits for an endpoint. */
const idleOf = (network: Network, { second }: LabPlan): number =>
  Math.round((nginxOf(network)?.idleSeconds ?? 60) * second);

/** Milliseconds that a second lasts: so few that nginx has waited for each endpoint that it tries in half of a client's time. */
function secondOf(network: Network, patience: number): number {
  const { idleSeconds = 60, http } = nginxOf(network) ?? {};
  return (patience * 0.5) / Math.max(longestOf(network), idleSeconds * (http?.tries ?? 1));
}

function nginxOf({ devices }: Network) {
  for (const { sockets } of devices.values())
    for (const { program } of sockets)
      if (program?.kind === 'relay' && program.name.startsWith('nginx ')) return program;
  return undefined;
}

const words = (client: string, location: string | undefined, upstream: string | undefined): string =>
  [client, location === undefined ? '' : `→ ${location}`, upstream === undefined ? '' : `by ${upstream}`]
    .filter((each) => each !== '')
    .join(' ');

/** What a way of the walk gets, and from which endpoint nginx has it. */
function expectedOf({ client, location, legs = [] }: Branch, pods: ReadonlySet<string>): string {
  const leg = legs.find(({ flow }) => pods.has(flow.from));
  return words(client, location, leg?.what.replace(/^tcp /, ''));
}

function observedOf({ outcomes, nginx = {} }: Seen, id: number): string {
  const { client = 'not sent', location } = outcomes.find((each) => each.id === id) ?? {};
  const lines = Object.values(nginx).flatMap((text) => text.split('\n'));
  const [, , ...upstreams] = lines.find((line) => line.startsWith(`${id} `))?.split(' ') ?? [];
  // the last of those that it tried is the one whose answer, or failure, it passes on
  const upstream = upstreams.at(-1);
  return words(client, location, upstream === '-' ? undefined : upstream);
}
