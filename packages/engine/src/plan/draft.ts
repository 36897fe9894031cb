import type { ElementId } from '../topology/id.ts';
import type { Topology } from '../topology/topology.ts';
import type {
  Plan,
  PlannedCluster,
  PlannedGateway,
  PlannedHost,
  PlannedNode,
  PlannedPod,
  PlannedService,
  PlannedVpc,
  Problem,
  Supplied,
} from './plan.ts';
import type { SubnetBook } from './subnet-book.ts';

/** A plan in the making: the parts add to it one after the other. */
export class Draft {
  readonly topology: Topology;
  readonly vpcs: PlannedVpc[] = [];
  readonly subnets = new Map<ElementId, SubnetBook>();
  readonly clusters: PlannedCluster[] = [];
  readonly nodes: PlannedNode[] = [];
  readonly pods: PlannedPod[] = [];
  readonly services: PlannedService[] = [];
  readonly hosts: PlannedHost[] = [];
  readonly gateways: PlannedGateway[] = [];
  readonly supplied: Supplied[] = [];
  readonly problems: Problem[] = [];
  readonly unmodelled: Plan['unmodelled'][number][] = [];
  /** Addresses of things that are parsed but not modelled, with what they are. */
  readonly foreign = new Map<string, string>();

  constructor(topology: Topology) {
    this.topology = topology;
  }

  supply(about: ElementId, label: string, why: string): void {
    this.supplied.push({ about, label, why });
  }

  problem(code: string, about: ElementId, message: string, related: Problem['related'] = []): void {
    this.problems.push({ code, about, message, related });
  }

  lacks(about: ElementId, noun: string): void {
    this.unmodelled.push({ about, noun });
  }
}

/** Order of names as people count them: node-2 before node-10. Independent of the machine's locale. */
export function natural(a: string, b: string): number {
  const left = a.match(/\d+|\D+/g) ?? [];
  const right = b.match(/\d+|\D+/g) ?? [];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [x, y] = [left[i]!, right[i]!];
    if (x === y) continue;
    const [m, n] = [Number(x), Number(y)];
    if (!Number.isNaN(m) && !Number.isNaN(n) && m !== n) return m - n;
    return x < y ? -1 : 1;
  }
  return left.length - right.length;
}

/** A copy in natural order of ids: what is planned must not depend on the order of declarations. */
export const inOrder = <T extends { readonly id: string }>(list: readonly T[]): T[] =>
  [...list].sort((a, b) => natural(a.id, b.id));
