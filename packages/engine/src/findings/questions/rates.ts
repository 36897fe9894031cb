import { secondsOf } from '../../base/duration.ts';
import { cpusOf } from '../../plan/capacity/cpus.ts';
import type { Plan } from '../../plan/plan.ts';
import { itemOf } from '../../plan/plan-index.ts';
import { elementId } from '../../topology/id.ts';
import type { Walk } from '../../topology/question.ts';
import { settingOf } from '../../topology/setting.ts';
import type { Branch, Hop, Trace } from '../../trace/trace.ts';
import type { Check } from '../check.ts';
import type { Finding } from '../finding.ts';

/** Connections to one destination that a NAT gateway has at once, for each of its addresses (VPC user guide, NAT gateway basics). */
const natConnections = 55_000;
/** Packets a second that an interface may send to the resolver of its VPC (VPC user guide, DNS quotas). */
const resolverPackets = 1024;
/** Seconds for which a closed connection is still in the table (nf_conntrack_tcp_timeout_time_wait). */
const timeWait = 120;

/** Entries of a node's table: kube-proxy's conntrack.maxPerCore and conntrack.min. */
const tableOf = (machine: string | undefined): number =>
  Math.max(131_072, 32_768 * ((machine === undefined ? undefined : cpusOf(machine)) ?? 0));

/** NK153: a walk says how many connections are opened a second, and something on the way has no room for so many. */
export const rates: Check = {
  codes: ['NK153'],
  doc: 'A walk is made more often than something on its way can bear.',
  walks: true,
  *run({ plan, trace }) {
    for (const walk of plan.topology.walks) {
      const rate = Number(settingOf(walk.settings, 'rate')?.values[0] ?? Number.NaN);
      if (!(rate > 0)) continue;
      const lasts = secondsOf(settingOf(walk.settings, 'lasts')?.values[0] ?? '') ?? 0;
      yield* tooMany(plan, walk, trace(walk.id), { rate, lasts });
    }
  },
};

/** Sums what ways bring to each place that they pass, once for each way. */
class Load {
  readonly of = new Map<string, { readonly hop: Hop; share: number }>();

  add(key: string, hop: Hop, share: number): void {
    const known = this.of.get(key);
    if (known) known.share += share;
    else this.of.set(key, { hop, share });
  }
}

function* tooMany(
  plan: Plan,
  walk: Walk,
  { routes, others = [] }: Trace,
  { rate, lasts }: { readonly rate: number; readonly lasts: number },
): Generator<Finding> {
  const [nats, nodes, askers] = [new Load(), new Load(), new Load()];
  for (const branch of [...routes, ...others]) {
    const { forward, probability } = branch;
    const seen = new Set<string>();
    // a way that stands for others passes other nodes than theirs
    const standsFor = branch.choices.some(({ alike }) => alike !== undefined);
    for (const hop of forward) {
      const to = hop.steps.findLast(({ after }) => after !== undefined)?.after;
      if (seen.has(hop.id)) continue;
      seen.add(hop.id);
      if (hop.kind === 'nat-gateway') nats.add(`${hop.id} ${to?.dst} ${to?.dport}`, hop, probability);
      if (hop.kind === 'node' && !standsFor) nodes.add(hop.id, hop, probability);
    }
    for (const hop of askersIn(branch)) askers.add(hop.id, hop, probability);
  }
  const line = settingOf(walk.settings, 'rate')!.id;
  const tell = (message: string): Finding => ({
    ...{ code: 'NK153', severity: 'warning', about: line, message, related: [] },
  });
  const count = (number: number): string => Math.round(number).toLocaleString('en');
  for (const { hop, share } of nats.of.values()) {
    const gateway = plan.topology.vpcs.flatMap(({ gateways }) => gateways).find(({ id }) => id === hop.id);
    const most = natConnections * Math.max(1, gateway?.eips.length ?? 1);
    const open = rate * share * lasts;
    if (open > most)
      yield tell(
        `NAT-PORTS: ${count(rate * share)} connections a second that last ${lasts} s are ${count(open)} at once, and ${hop.device} has ${count(most)} to one destination`,
      );
  }
  for (const { hop, share } of nodes.of.values()) {
    const most = tableOf(itemOf(plan.nodes, elementId(hop.id))?.machine);
    const entries = rate * share * (lasts + timeWait);
    if (entries > most)
      yield tell(
        `CT-FULL: ${count(rate * share)} connections a second leave ${count(entries)} entries in the table of tracked connections of ${hop.device}, which has room for ${count(most)}`,
      );
  }
  for (const { hop, share } of askers.of.values())
    if (rate * share > resolverPackets)
      yield tell(
        `DNS-PPS: ${hop.device} sends ${count(rate * share)} packets a second to the resolver of its VPC, which answers ${count(resolverPackets)} of an interface`,
      );
}

/** The machine behind whose interface each question of the client itself goes to the resolver of a VPC. */
function askersIn({ legs = [], forward }: Branch): readonly Hop[] {
  const client = (legs.find(({ kind }) => kind === 'connection')?.forward ?? forward)[0]?.id;
  return legs.flatMap(({ kind, because, forward: way }) => {
    const [first] = way;
    if (kind !== 'lookup' || because !== undefined || first?.id !== client || way.at(-1)?.kind !== 'router') return [];
    const asker = way.findLast((hop) => hop.kind === 'node') ?? first;
    return asker ? [asker] : [];
  });
}
