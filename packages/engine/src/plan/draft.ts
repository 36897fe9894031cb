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

/** The end of the run of digits, or of other characters, that begins at a place. */
function endOfRun(text: string, start: number): number {
  const digits = isDigit(text.charCodeAt(start));
  let at = start + 1;
  while (at < text.length && isDigit(text.charCodeAt(at)) === digits) at += 1;
  return at;
}

/** Order of names as people count them: node-2 before node-10. Independent of the machine's locale. */
export function natural(a: string, b: string): number {
  let [left, right] = [0, 0];
  while (left < a.length && right < b.length) {
    const [leftEnd, rightEnd] = [endOfRun(a, left), endOfRun(b, right)];
    const [x, y] = [a.slice(left, leftEnd), b.slice(right, rightEnd)];
    if (x !== y) {
      const digits = isDigit(a.charCodeAt(left)) && isDigit(b.charCodeAt(right));
      if (digits && Number(x) !== Number(y)) return Number(x) - Number(y);
      return x < y ? -1 : 1;
    }
    [left, right] = [leftEnd, rightEnd];
  }
  return Number(left < a.length) - Number(right < b.length);
}

/** A copy in natural order of ids: what is planned must not depend on the order of declarations. */
export const inOrder = <T extends { readonly id: string }>(list: readonly T[]): T[] =>
  [...list].sort((a, b) => natural(a.id, b.id));
