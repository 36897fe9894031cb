import type { Plan, PlannedPod } from '../plan/plan.ts';
import { podsOfWorkload } from '../plan/plan-index.ts';
import type { ElementId } from '../topology/id.ts';
import type { Operand } from '../topology/operand.ts';

type ElementOperand = Extract<Operand, { kind: 'element' }>;

/** One of the machines that a sender stands for, or one port of one that a receiver stands for. */
export interface Member {
  readonly operand: Operand;
  /** Lower case; undefined: TCP. */
  readonly protocol?: string;
}

interface Members {
  readonly pods: readonly PlannedPod[];
  /** Nodes and hosts. */
  readonly machines: readonly { readonly id: ElementId; readonly name: string }[];
}

const known = new WeakMap<Plan, Map<ElementId, Members | undefined>>();

/** What a set has in it; undefined for an element that is itself. Looked up once for each plan. */
function setOf(plan: Plan, id: ElementId): Members | undefined {
  const sets = known.get(plan) ?? new Map<ElementId, Members | undefined>();
  known.set(plan, sets);
  if (!sets.has(id)) sets.set(id, findSet(plan, id));
  return sets.get(id);
}

function findSet(plan: Plan, id: ElementId): Members | undefined {
  for (const cluster of plan.topology.clusters) {
    const own = plan.pods.filter((pod) => pod.cluster === cluster.id);
    if (cluster.id === id) return { pods: own, machines: [] };
    const namespace = cluster.namespaces.find((each) => each.id === id);
    if (namespace) return { pods: own.filter((pod) => pod.namespace === namespace.name), machines: [] };
    if (cluster.nodeGroups.some((group) => group.id === id))
      return { pods: [], machines: plan.nodes.filter(({ group }) => group === id) };
    if (cluster.workloads.some((each) => each.id === id)) return { pods: podsOfWorkload(plan, id), machines: [] };
  }
  const subnets = new Set(plan.subnets.filter((each) => each.id === id || each.vpc === id).map((each) => each.id));
  if (!plan.vpcs.some((vpc) => vpc.id === id) && subnets.size === 0) return undefined;
  return {
    pods: [],
    machines: [...plan.nodes, ...plan.hosts].filter(({ subnet }) => subnet !== undefined && subnets.has(subnet)),
  };
}

const elementOperand = (of: ElementId, text: string, port: ElementOperand['port']): Operand => ({
  kind: 'element',
  of,
  text,
  ...(port === undefined ? {} : { port }),
});

/**
 * The machines that an operand of a policy stands for: the pods of a cluster, a namespace or a workload, the nodes of a
 * group, the nodes and hosts of a subnet or a VPC. Everything else stands for itself.
 */
export function sendersOf(plan: Plan, operand: Operand): readonly Member[] {
  const set = operand.kind === 'element' ? setOf(plan, operand.of) : undefined;
  if (!set) return [{ operand }];
  const { pods, machines } = set;
  return [...pods, ...machines].map(({ id, name }) => ({ operand: elementOperand(id, name, undefined) }));
}

/** Members of one set that are told apart: above, a list of them is not made. */
export const mostMembers = 50_000;

/** How many machines an operand stands for, told without a list of them. */
export function sizeOfSet(plan: Plan, operand: Operand): number {
  const set = operand.kind === 'element' ? setOf(plan, operand.of) : undefined;
  return set ? set.pods.length + set.machines.length : 1;
}

/** How many pairs two lists make: nobody is asked to call itself. */
export function countPairs(senders: readonly Member[], receivers: readonly Member[]): number {
  const times = new Map<ElementId, number>();
  for (const { operand } of receivers)
    if (operand.kind === 'element') times.set(operand.of, (times.get(operand.of) ?? 0) + 1);
  const same = senders.reduce(
    (sum, { operand }) => sum + (operand.kind === 'element' ? (times.get(operand.of) ?? 0) : 0),
    0,
  );
  return senders.length * receivers.length - same;
}

/** The same as receivers: each pod of a set with each port that it listens on, unless a port is written. */
export function receiversOf(plan: Plan, operand: Operand): readonly Member[] {
  const set = operand.kind === 'element' ? setOf(plan, operand.of) : undefined;
  if (!set || operand.kind !== 'element') return [{ operand }];
  const { port } = operand;
  const pods = set.pods.flatMap(({ id, name, listens }): Member[] => {
    const text = (number: number | string) => `${name}:${number}`;
    if (port !== undefined) return [{ operand: elementOperand(id, text(port), port) }];
    if (listens.length === 0) return [{ operand: elementOperand(id, name, undefined) }];
    return listens.map((each) => ({
      operand: elementOperand(id, text(each.port), each.port),
      ...(each.protocol === 'tcp' ? {} : { protocol: each.protocol }),
    }));
  });
  return [...pods, ...set.machines.map(({ id, name }) => ({ operand: elementOperand(id, name, port) }))];
}
