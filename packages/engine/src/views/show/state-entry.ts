import { tables } from '../../network/netfilter.ts';
import type { Hop, Step } from '../../trace/trace.ts';
import { isLinux } from './is-linux.ts';
import type { Line } from './line.ts';
import { policiesAt } from './policies.ts';

/** An entry of a machine's state: the view that prints it, the table that it stands in, and the entry as a step says it. */
export interface StateEntry {
  /** The name of a view: `iptables`, `ip6tables`, `nft`, `ipvs`, `ebpf`, `rules`, `routes`, `neighbours`. */
  readonly view: string;
  readonly entry: string;
  readonly table?: string;
}

/** A line of the map of Services at the beginning of a step's entry. */
const inServiceMap = /^\S+\/(?:TCP|UDP|SCTP) \(\d+\)(?:\/i)? \S+ \(\d+\) \(\d+\)(?: \[[^\]]*\])?/;

/**
 * The entry of a Linux machine that decided a step. Undefined where no table of the machine was asked: what tracking
 * remembers of a connection, an answered ARP request, a frame on the wire, or a device that is no Linux machine.
 */
export function stateEntryOf(hop: Pick<Hop, 'kind'>, step: Step): StateEntry | undefined {
  if (!isLinux(hop)) return undefined;
  const { kind, stage, entry } = step;
  if (stage === 'ip rule') return kind === 'route' || kind === 'set' ? { view: 'rules', entry } : undefined;
  if (stage === 'ip -6 rule') return kind === 'route' || kind === 'set' ? { view: 'rules6', entry } : undefined;
  if (stage === 'neighbour') return entry.endsWith(' PERMANENT') ? { view: 'neighbours', entry } : undefined;
  if (stage.startsWith('network policy ')) return policyEntryOf(step);
  const six = stage.startsWith('ip6 ');
  const [first = '', place = ''] = stage.replace(/^ip6 /, '').split(' ');
  if (stage === 'ipvs') return entry.startsWith('-') ? { view: 'ipvs', entry } : undefined;
  // a pod's programs run in the kernel of its node, whose map it is
  if (first.startsWith('cgroup/') && hop.kind === 'pod') return undefined;
  if (first === 'tc' || first.startsWith('cgroup/')) {
    const line = inServiceMap.exec(entry)?.[0];
    return line === undefined ? undefined : { view: 'ebpf', entry: line };
  }
  if (first === 'nft') return { view: 'nft', entry: entry.replace(/^.*; policy /, 'policy '), table: stage.slice(4) };
  if (first === 'table') return { view: 'routes', entry, table: place };
  if (!tables.some((table) => table === first) || entry.startsWith('conntrack: ')) return undefined;
  const policy = /(?:^|; )policy (ACCEPT|DROP)$/.exec(entry)?.[1];
  return {
    view: six ? 'ip6tables' : 'iptables',
    entry: policy === undefined ? entry : `-P ${place} ${policy}`,
    table: first,
  };
}

/** A rule of a policy at the link of a pod, or that nothing is let through. */
function policyEntryOf({ entry, interface: name, policy }: Step): StateEntry | undefined {
  const isRule = policy && (policy.verdict === 'deny' || policy.rule !== undefined);
  return isRule && name !== undefined
    ? { view: 'policies', entry, table: policiesAt(name, policy.direction) }
    : undefined;
}

/** The indexes of the lines that hold an entry, from 0: one, unless the machine has the same entry twice. */
export const linesWith = (lines: readonly Line[], { entry, table }: StateEntry): readonly number[] =>
  lines.flatMap((line, at) => (line.entry === entry && line.table === table ? [at] : []));
