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
  /** How many nodes and pods statements have made so far. */
  readonly made = { nodes: 0, pods: 0 };
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

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** The number that stands around a place: its digits from `start` on. */
function digitsFrom(text: string, start: number): string {
  let end = start;
  while (end < text.length && isDigit(text.charCodeAt(end))) end += 1;
  return text.slice(start, end);
}

/** Whether both texts have a digit at a place. */
const digitsAt = (a: string, b: string, at: number): boolean => isDigit(a.charCodeAt(at)) && isDigit(b.charCodeAt(at));

/**
 * Order of names as people count them: node-2 before node-10, and of equal numbers the one with more zeros first.
 * Independent of the machine's locale. Looks at most at one number: everything before the first difference is equal.
 */
export function natural(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let at = 0;
  while (at < most && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  let start = at;
  while (start > 0 && isDigit(a.charCodeAt(start - 1))) start -= 1;
  if (start < at || digitsAt(a, b, at)) {
    const [x, y] = [digitsFrom(a, start), digitsFrom(b, start)];
    if (x !== y) return Number(x) - Number(y) || (x < y ? -1 : 1);
  }
  if (at === a.length || at === b.length) return a.length - b.length;
  // `-0` is before `--`: the word before its number ends there.
  const [digit, other] = [isDigit(a.charCodeAt(at)), isDigit(b.charCodeAt(at))];
  if (digit !== other && at > 0 && start === at) return digit ? -1 : 1;
  return a.charCodeAt(at) - b.charCodeAt(at);
}

/** A copy in natural order of ids: what is planned must not depend on the order of declarations. */
export const inOrder = <T extends { readonly id: string }>(list: readonly T[]): T[] =>
  [...list].sort((a, b) => natural(a.id, b.id));
