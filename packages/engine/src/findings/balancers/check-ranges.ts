import { contains, type Ip, lastOf, parseCidr, parseIp, plus } from '../../base/addr/index.ts';
import { marksOf } from '../../compilers/clouds/gcp/firewall.ts';
import { isAtEdge } from '../../compilers/clouds/gcp/forwarding-rules.ts';
import { frontEnds, passthroughProbers } from '../../compilers/clouds/gcp/ranges.ts';
import { firewallOf } from '../../compilers/clouds/gcp/rules-of.ts';
import type { FilterList, FilterRule } from '../../network/guard.ts';
import type { PlannedBalancer, TargetGroup } from '../../plan/balancer.ts';
import type { Plan } from '../../plan/plan.ts';
import { itemOf } from '../../plan/plan-index.ts';
import type { ElementId } from '../../topology/id.ts';
import type { Check } from '../check.ts';
import type { Finding } from '../finding.ts';

/** NK110: a firewall that does not let Google's checks in, from one of the ranges that they come from, or its proxies from their subnet. */
export const checkRanges: Check = {
  codes: ['NK110'],
  doc: "The firewall of a network lets Google's health checks and proxies in.",
  *run({ plan }) {
    const asked = plan.balancers.filter(
      (each) => rangesOf(each).length > 0 && each.vpc !== undefined && each.nodes.length > 0,
    );
    if (asked.length === 0) return;
    const marks = marksOf(plan);
    for (const [vpc, balancers] of grouped(asked)) {
      const firewall = firewallOf(plan, vpc);
      const listOf: ListOf = (machine) => firewall.listsOf(marks.get(machine) ?? { tags: [] }).ingress;
      for (const balancer of balancers) yield* closedFor(plan, balancer, listOf);
    }
  },
};

/** What the firewall asks of packets to a machine, by what declares it. */
type ListOf = (machine: ElementId) => FilterList;

function grouped(balancers: readonly PlannedBalancer[]): ReadonlyMap<ElementId, readonly PlannedBalancer[]> {
  const out = new Map<ElementId, PlannedBalancer[]>();
  for (const each of balancers) out.set(each.vpc!, [...(out.get(each.vpc!) ?? []), each]);
  return out;
}

/** One finding for a balancer: the first of its groups that is asked in vain. */
function closedFor(plan: Plan, balancer: PlannedBalancer, listOf: ListOf): readonly Finding[] {
  for (const group of balancer.groups)
    for (const caller of callersOf(plan, balancer, group)) {
      const found = closedTo(plan, balancer, group, { caller, listOf });
      if (found) return [found];
    }
  return [];
}

const rangesOf = ({ kind }: PlannedBalancer): readonly string[] =>
  isAtEdge(kind) || kind === 'envoy' ? frontEnds.ranges : kind === 'passthrough' ? passthroughProbers : [];

/** Who has to come in: those that check, and the proxies of a balancer that stands in the network. */
interface Caller {
  readonly who: string;
  readonly ranges: readonly string[];
  /** Undefined: that of each target. */
  readonly port?: number;
  readonly so: string;
}

function callersOf({ subnets }: Plan, balancer: PlannedBalancer, { health }: TargetGroup): readonly Caller[] {
  const at = health.port === 'traffic-port' ? {} : { port: health.port };
  const checks = { who: 'checks', ranges: rangesOf(balancer), ...at, so: 'it counts as unhealthy' };
  if (balancer.kind !== 'envoy') return [checks];
  const own = balancer.nodes.flatMap(({ subnet }) => subnets.find(({ id }) => id === subnet)?.cidr ?? []);
  return [checks, { who: 'its proxies', ranges: own, so: 'requests to it are answered with 503' }];
}

function closedTo(
  plan: Plan,
  balancer: PlannedBalancer,
  { targets, source }: TargetGroup,
  { caller: { who, ranges, port: wanted, so }, listOf }: { readonly caller: Caller; readonly listOf: ListOf },
): Finding | undefined {
  const [node] = balancer.nodes;
  const passed = parseIp(node?.passed ?? '');
  const seen = new Map<FilterList, Set<number>>();
  for (const { id, name, address, port } of targets) {
    const machine = itemOf(plan.nodes, itemOf(plan.pods, id)?.node ?? id);
    const to = passed ?? parseIp(address);
    if (!machine || to === undefined) continue;
    const ingress = listOf(machine.group ?? machine.id);
    const asked = { to, port: wanted ?? port };
    const known = seen.get(ingress) ?? new Set<number>();
    if (known.has(asked.port)) continue;
    seen.set(ingress, known.add(asked.port));
    const closed = ranges.flatMap((range) => {
      const stop = stopOf(ingress, range, asked);
      return stop === undefined ? [] : [{ range, stop }];
    });
    const [first] = closed;
    if (!first) continue;
    const by = first.stop === 'nobody' ? undefined : first.stop;
    const why = by ? ` (${by.entry})` : '';
    return {
      ...{ code: 'NK110', severity: 'warning', about: source },
      message: `the firewall does not let ${who} from ${closed.map(({ range }) => range).join(', ')} in to port ${asked.port} of ${name}${why}: ${so}`,
      related: by?.source === undefined ? [] : [{ about: by.source, message: 'the rule that decides' }],
    };
  }
  return undefined;
}

/** The rule that stops somebody of a range; `nobody`: none lets him in. Where rules part the range, each part is looked at. */
function stopOf(
  { rules }: FilterList,
  range: string,
  { to, port }: { readonly to: Ip; readonly port: number },
): FilterRule | 'nobody' | undefined {
  const block = parseCidr(range)!.cidr;
  const about = rules.filter(
    ({ protocol, ports, own, icmp }) =>
      icmp === undefined &&
      (protocol === undefined || protocol === 'tcp') &&
      (!ports || (ports.from <= port && port <= ports.to)) &&
      (!own || own.has(to)),
  );
  const ends = about.flatMap(({ peers }) => {
    const other = parseCidr(peers?.text ?? '')?.cidr;
    if (!other) return [];
    const last = lastOf(other);
    const begins = contains(block, other.base) ? [other.base] : [];
    return contains(block, last) && last !== lastOf(block) ? [...begins, plus(last, 1)] : begins;
  });
  for (const ip of [block.base, ...ends]) {
    const rule = about.find(({ peers }) => !peers || peers.has(ip));
    if (!rule) return 'nobody';
    if (rule.action === 'deny') return rule;
  }
  return undefined;
}
