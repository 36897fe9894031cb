import { cidr } from '../../../base/addr/index.ts';
import type { IpSet } from '../../../network/ipset.ts';
import type { Chain, Match, NetfilterRule, Target } from '../../../network/netfilter.ts';
import { fromPods, jump, markMasquerade } from '../iptables/chains.ts';
import { acceptForwarded, hook, kubeletFirewall, markChain, masqueradeMarked } from '../iptables/fixed-chains.ts';
import { comment } from '../iptables/service-port.ts';
import type { NodeOptions } from '../service-proxy.ts';
import type { SetName } from './sets.ts';

type Sides = Extract<Match, { kind: 'set' }>['sides'];

const two: Sides = ['dst', 'dst'];
const three: Sides = ['dst', 'dst', 'src'];

const inSet = (set: SetName, sides: Sides): Match => ({ kind: 'set', set, sides });

const then = (matches: readonly Match[], kind: 'accept' | 'return'): NetfilterRule => ({ matches, target: { kind } });

const fromElsewhere: readonly Match[] = [{ kind: 'off-bridge' }, { kind: 'addrtype', side: 'src', not: true }];
const toLocal: Match = { kind: 'addrtype', side: 'dst' };

/** The rules of kube-proxy in IPVS mode (pkg/proxy/ipvs/proxier.go, writeIptablesRules): what asks an empty set is left out. */
export function rulesFor(sets: readonly IpSet[], options: NodeOptions): readonly Chain[] {
  const filled = new Set(sets.filter(({ elements }) => elements.length > 0).map(({ name }) => name));
  const where = (set: SetName, rules: readonly NetfilterRule[]): readonly NetfilterRule[] =>
    filled.has(set) ? rules : [];
  const bySet = (set: SetName, text: string, sides: Sides, target: Target, before: readonly Match[] = []) =>
    where(set, [{ matches: [...before, comment(text), inSet(set, sides)], target }]);
  const to = (chain: string): Target => ({ kind: 'jump', chain });
  const back: Target = { kind: 'return' };
  const nodePort = (protocol: 'tcp' | 'udp' | 'sctp'): readonly NetfilterRule[] => {
    const name = protocol.toUpperCase() as 'TCP' | 'UDP' | 'SCTP';
    const of: Match[] = [{ kind: 'protocol', protocol }];
    const [suffix, text, sides]: [string, string, Sides] =
      name === 'SCTP' ? ['SCTP-HASH', " with type 'hash ip:port'", two] : [name, '', ['dst']];
    return [
      ...bySet(
        `KUBE-NODE-PORT-LOCAL-${suffix}` as SetName,
        `Kubernetes nodeport ${name} port with externalTrafficPolicy=local${text}`,
        sides,
        back,
        of,
      ),
      ...bySet(
        `KUBE-NODE-PORT-${suffix}` as SetName,
        `Kubernetes nodeport ${name} port for masquerade purpose${text}`,
        sides,
        to(markMasquerade),
        of,
      ),
    ];
  };
  const external = (
    set: 'KUBE-EXTERNAL-IP' | 'KUBE-EXTERNAL-IP-LOCAL',
    text: string,
    first: readonly NetfilterRule[],
  ) =>
    where(set, [
      ...first,
      then([comment(text), inSet(set, two), ...fromElsewhere], 'accept'),
      then([comment(text), inSet(set, two), toLocal], 'accept'),
    ]);
  const masked = 'Kubernetes service external ip + port for masquerade and filter purpose';
  const chain = (table: Chain['table'], name: string, rules: readonly NetfilterRule[]): Chain => ({
    table,
    name,
    rules,
  });
  return [
    hook('nat', 'PREROUTING', jump([comment('kubernetes service portals')], 'KUBE-SERVICES')),
    hook('nat', 'OUTPUT', jump([comment('kubernetes service portals')], 'KUBE-SERVICES')),
    hook('nat', 'POSTROUTING', jump([comment('kubernetes postrouting rules')], 'KUBE-POSTROUTING')),
    hook(
      'filter',
      'INPUT',
      jump([comment('kubernetes ipvs access filter')], 'KUBE-IPVS-FILTER'),
      jump([comment('kube-proxy firewall rules')], 'KUBE-PROXY-FIREWALL'),
      jump([comment('kubernetes health check rules')], 'KUBE-NODE-PORT'),
      jump([], 'KUBE-FIREWALL'),
    ),
    hook(
      'filter',
      'FORWARD',
      jump([comment('kube-proxy firewall rules')], 'KUBE-PROXY-FIREWALL'),
      jump([comment('kubernetes forwarding rules')], 'KUBE-FORWARD'),
    ),
    hook(
      'filter',
      'OUTPUT',
      jump([comment('kubernetes ipvs access filter')], 'KUBE-IPVS-OUT-FILTER'),
      jump([], 'KUBE-FIREWALL'),
    ),
    chain('nat', 'KUBE-SERVICES', [
      then([{ kind: 'src', block: cidr('127.0.0.0/8') }], 'return'),
      ...bySet('KUBE-LOAD-BALANCER', 'Kubernetes service lb portal', two, to('KUBE-LOAD-BALANCER')),
      ...where('KUBE-CLUSTER-IP', [markOutsiders(options)]),
      ...external('KUBE-EXTERNAL-IP', masked, [
        { matches: [comment(masked), inSet('KUBE-EXTERNAL-IP', two)], target: to(markMasquerade) },
      ]),
      ...external(
        'KUBE-EXTERNAL-IP-LOCAL',
        'Kubernetes service external ip + port with externalTrafficPolicy=local',
        [],
      ),
      jump([toLocal], 'KUBE-NODE-PORT'),
      ...where('KUBE-CLUSTER-IP', [then([inSet('KUBE-CLUSTER-IP', two)], 'accept')]),
      ...where('KUBE-LOAD-BALANCER', [then([inSet('KUBE-LOAD-BALANCER', two)], 'accept')]),
    ]),
    chain('nat', 'KUBE-LOAD-BALANCER', [
      ...bySet(
        'KUBE-LOAD-BALANCER-LOCAL',
        'Kubernetes service load balancer ip + port with externalTrafficPolicy=local',
        two,
        back,
      ),
      jump([], markMasquerade),
    ]),
    chain('nat', 'KUBE-NODE-PORT', [...nodePort('tcp'), ...nodePort('udp'), ...nodePort('sctp')]),
    markChain,
    chain('nat', 'KUBE-POSTROUTING', [
      ...bySet('KUBE-LOOP-BACK', 'Kubernetes endpoints dst ip:port, source ip for solving hairpin purpose', three, {
        kind: 'masquerade',
        ports: { kind: 'keep' },
      }),
      ...masqueradeMarked,
    ]),
    chain('filter', 'KUBE-FORWARD', acceptForwarded),
    chain('filter', 'KUBE-NODE-PORT', [
      {
        matches: [comment('Kubernetes health check node port'), inSet('KUBE-HEALTH-CHECK-NODE-PORT', ['dst'])],
        target: { kind: 'accept' },
      },
    ]),
    chain(
      'filter',
      'KUBE-PROXY-FIREWALL',
      bySet(
        'KUBE-LOAD-BALANCER-FW',
        'Kubernetes service load balancer ip + port for load balancer with sourceRange',
        two,
        to('KUBE-SOURCE-RANGES-FIREWALL'),
      ),
    ),
    chain('filter', 'KUBE-SOURCE-RANGES-FIREWALL', [
      ...bySet(
        'KUBE-LOAD-BALANCER-SOURCE-CIDR',
        'Kubernetes service load balancer ip + port + source cidr for packet filter purpose',
        three,
        back,
      ),
      ...bySet(
        'KUBE-LOAD-BALANCER-SOURCE-IP',
        'Kubernetes service load balancer ip + port + source IP for packet filter purpose',
        three,
        back,
      ),
      { matches: [], target: { kind: 'drop' }, cause: 'SVC-SRCRANGE' },
    ]),
    chain('filter', 'KUBE-IPVS-FILTER', [
      ...known.map(([set, sides]) => then([inSet(set, sides)], 'return')),
      {
        matches: [{ kind: 'ctstate', states: ['NEW'] }, inSet('KUBE-IPVS-IPS', ['dst'])],
        target: { kind: 'reject', with: 'icmp-port-unreachable' },
        cause: 'SVC-PORT',
      },
    ]),
    chain('filter', 'KUBE-IPVS-OUT-FILTER', []),
    kubeletFirewall,
  ];
}

/** What somebody listens for on the addresses of Services. */
const known: readonly (readonly [SetName, Sides])[] = [
  ['KUBE-LOAD-BALANCER', two],
  ['KUBE-CLUSTER-IP', two],
  ['KUBE-EXTERNAL-IP', two],
  ['KUBE-EXTERNAL-IP-LOCAL', two],
  ['KUBE-HEALTH-CHECK-NODE-PORT', ['dst']],
];

/** What marks packets to cluster IPs: all of them, those that no detector knows, or those of the node, which come from such an address. */
function markOutsiders({ masqueradeAll, detector }: NodeOptions): NetfilterRule {
  const text = comment('Kubernetes service cluster ip + port for masquerade purpose');
  const outsiders: readonly Match[] = !masqueradeAll && detector ? [fromPods(detector, true)] : [];
  const sides: Sides = masqueradeAll || detector ? two : ['src', 'dst'];
  return jump([...outsiders, text, inSet('KUBE-CLUSTER-IP', sides)], markMasquerade);
}
