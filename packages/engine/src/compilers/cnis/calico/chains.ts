import { cidr } from '../../../base/addr/index.ts';
import type { Chain, Match, NetfilterRule } from '../../../network/netfilter.ts';
import { ofFlow } from '../../../network/policy.ts';
import type { ElementId } from '../../../topology/id.ts';
import type { PolicyDecision } from '../../../trace/policy.ts';
import { limitedName } from '../../felix-names.ts';
import type { BesideIpvs } from './beside-ipvs.ts';
import type { CalicoPod } from './calico-pod.ts';
import type { CalicoSwitches } from './settings.ts';

/** The bit of Felix's mark that says: accepted (felix/config, IptablesMarkMask 0xffff0000, its first bit). */
const accepted = 0x10000;

const jump = (matches: readonly Match[], chain: string): NetfilterRule => ({
  matches,
  target: { kind: 'jump', chain },
});
const mark = (value: number, mask: number): NetfilterRule['target'] => ({ kind: 'mark', value, mask, spelling: 'set' });
const isMarked: Match = { kind: 'mark', value: accepted, mask: accepted };
const udp = (port: number): readonly Match[] => [
  { kind: 'protocol', protocol: 'udp' },
  { kind: 'dport', from: port, to: port },
];
const ipip: readonly Match[] = [{ kind: 'protocol', protocol: 'ipencap' }];

/**
 * Felix's chains as far as they decide about a packet (projectcalico/calico v3.32, felix/rules), beside those of policies: which pods it is
 * from and to, what pods may not send, who is accepted, and the translation of what leaves the pool. Their comments, which are
 * hashes, and chains that are empty without policies and host endpoints are left out; sets of pools and of hosts are
 * written as the blocks and addresses in them.
 */
export function calicoChains(
  pool: string,
  pods: readonly CalicoPod[],
  { natOutgoing, tunnel }: CalicoSwitches,
  nodes: readonly string[],
  ipvs?: BesideIpvs,
): readonly Chain[] {
  const profiles = [...new Set(pods.map(({ pod }) => pod.namespace))];
  return [
    { table: 'filter', name: 'INPUT', policy: 'ACCEPT', rules: [jump([], 'cali-INPUT')] },
    {
      table: 'filter',
      name: 'cali-INPUT',
      rules: [
        ...ofTunnels(tunnel, nodes),
        ...(ipvs?.input ?? []),
        jump([{ kind: 'in', name: 'cali+' }], 'cali-wl-to-host'),
      ],
    },
    {
      table: 'filter',
      name: 'cali-wl-to-host',
      rules: [jump([], 'cali-from-wl-dispatch'), { matches: [], target: { kind: 'accept' } }],
    },
    {
      table: 'filter',
      name: 'FORWARD',
      policy: 'ACCEPT',
      rules: [jump([], 'cali-FORWARD')],
    },
    {
      table: 'filter',
      name: 'cali-FORWARD',
      rules: [
        { matches: [], target: mark(0, 0xe0000) },
        jump([{ kind: 'in', name: 'cali+' }], 'cali-from-wl-dispatch'),
        jump([{ kind: 'out', name: 'cali+' }], 'cali-to-wl-dispatch'),
      ],
    },
    dispatch('in', 'cali-from-wl-dispatch', 'cali-fw-', pods),
    dispatch('out', 'cali-to-wl-dispatch', 'cali-tw-', pods),
    ...pods.flatMap((each) => [workload('cali-fw-', each), workload('cali-tw-', each)]),
    ...profiles.flatMap((namespace): readonly Chain[] =>
      ['cali-pri-', 'cali-pro-'].map((start) => ({
        table: 'filter',
        name: limitedName(start, `kns.${namespace}`),
        rules: [
          { matches: [], target: mark(accepted, accepted) },
          { matches: [isMarked], target: { kind: 'return' } },
        ],
      })),
    ),
    ...(ipvs?.chains ?? []),
    { table: 'nat', name: 'POSTROUTING', policy: 'ACCEPT', rules: [jump([], 'cali-POSTROUTING')] },
    {
      table: 'nat',
      name: 'cali-POSTROUTING',
      rules: [jump([], 'cali-nat-outgoing')],
    },
    { table: 'nat', name: 'cali-nat-outgoing', rules: natOutgoing ? [outgoing(pool)] : [] },
  ];
}

/** What Felix appends behind all others: who was accepted passes, and others are known to have passed it. */
export const appended: readonly Chain[] = [
  {
    table: 'filter',
    name: 'FORWARD',
    policy: 'ACCEPT',
    rules: [
      { matches: [isMarked], target: { kind: 'accept' } },
      { matches: [], target: mark(accepted, accepted) },
    ],
  },
];

/** Packets of tunnels come from nodes of the cluster alone. */
function ofTunnels(tunnel: CalicoSwitches['tunnel'], nodes: readonly string[]): readonly NetfilterRule[] {
  if (tunnel !== 'ipip' && tunnel !== 'vxlan') return [];
  const its = tunnel === 'ipip' ? ipip : udp(4789);
  return [
    ...nodes.map(
      (address): NetfilterRule => ({
        matches: [{ kind: 'src', block: cidr(`${address}/32`) }, ...its, { kind: 'addrtype', side: 'dst' }],
        target: { kind: 'accept' },
      }),
    ),
    { matches: [...its, { kind: 'addrtype', side: 'dst' }], target: { kind: 'drop' }, cause: 'ENC-PORT' },
  ];
}

const dispatch = (side: 'in' | 'out', name: string, start: string, pods: readonly CalicoPod[]): Chain => ({
  table: 'filter',
  name,
  rules: [
    ...pods.map(
      ({ pod, host }): NetfilterRule => ({
        matches: [{ kind: side, name: host }],
        // gone to, not called: who returns from it has passed this chain
        target: { kind: 'goto', chain: `${start}${host}` },
        source: pod.workload ?? pod.id,
      }),
    ),
    // an interface that it does not know
    { matches: [], target: { kind: 'drop' }, cause: 'FWD-DROP' },
  ],
});

/** What decides about the packets of one pod: known connections at once, others by the profile of its namespace. */
function workload(start: 'cali-fw-' | 'cali-tw-', { pod, host, rules: policies, about }: CalicoPod): Chain {
  const source: ElementId = pod.workload ?? pod.id;
  const direction = start === 'cali-fw-' ? 'egress' : 'ingress';
  const skipped: PolicyDecision | undefined = about && {
    ...{ verdict: 'skip', direction, policies: about[direction], why: ofFlow },
  };
  const rules: readonly NetfilterRule[] = [
    {
      ...{ matches: [{ kind: 'ctstate', states: ['RELATED', 'ESTABLISHED'] }], target: { kind: 'accept' } },
      ...(skipped && skipped.policies.length > 0 ? { policy: skipped } : {}),
    },
    { matches: [{ kind: 'ctstate', states: ['INVALID'] }], target: { kind: 'drop' }, cause: 'CT-INVALID' },
    { matches: [], target: mark(0, accepted) },
    // pods send nothing that looks like a node's tunnel
    ...(start === 'cali-fw-'
      ? [udp(4789), ipip].map((matches): NetfilterRule => ({ matches, target: { kind: 'drop' }, cause: 'FWD-DROP' }))
      : []),
    ...(policies?.[direction] ?? []),
    jump([], limitedName(start === 'cali-fw-' ? 'cali-pro-' : 'cali-pri-', `kns.${pod.namespace}`)),
    { matches: [isMarked], target: { kind: 'return' } },
    { matches: [], target: { kind: 'drop' }, cause: 'FWD-DROP' },
  ];
  return { table: 'filter', name: `${start}${host}`, rules: rules.map((rule) => ({ source, ...rule })) };
}

/** What pods send out of all pools. */
const outgoing = (pool: string): NetfilterRule => ({
  matches: [
    { kind: 'src', block: cidr(pool) },
    { kind: 'dst', block: cidr(pool), not: true },
  ],
  target: { kind: 'masquerade', ports: { kind: 'random', fully: true } },
});
