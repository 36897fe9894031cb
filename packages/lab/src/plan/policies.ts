import {
  type Device,
  type Ip,
  type PolicyGuard,
  type PolicyLine,
  type PolicyList,
  type PolicyPorts,
  showIp,
} from '@netk/engine';
import type { Universe } from './guards.ts';
import type { Names } from './names.ts';

const set = (ips: readonly Ip[]): string => `{ ${ips.map(showIp).join(', ')} }`;

/**
 * The policies of pods at the node's ends of their links, as chains at the ingress and the egress of the interface: they stand where a program of
 * eBPF at tc stands, and decide what it decides.
 */
export function policyChains(device: Device, names: Names, universe: Universe): string {
  const parts = device.interfaces.flatMap(({ name, policies }, index) =>
    policies && !policies.program ? [policyTable(names.interface(device.id, name), policies, index, universe)] : [],
  );
  return parts.join('\n');
}

function policyTable(dev: string, guard: PolicyGuard, index: number, universe: Universe): string {
  const known = (own: 'saddr' | 'daddr'): readonly string[] => {
    const other = own === 'saddr' ? 'daddr' : 'saddr';
    const ports =
      own === 'saddr' ? 'ip saddr . th sport . ip daddr . th dport' : 'ip daddr . th dport . ip saddr . th sport';
    return [
      `    icmp type { echo-request, echo-reply } ip ${own} . ip ${other} @pings accept`,
      `    ip protocol { tcp, udp, sctp } ip protocol . ${ports} @flows accept`,
    ];
  };
  const base = (hook: 'ingress' | 'egress', list: PolicyList | undefined): readonly string[] => [
    `  chain ${hook} {`,
    `    type filter hook ${hook} device "${dev}" priority 0; policy accept;`,
    '    meta protocol != ip accept',
    ...(list?.closed ? ['    counter drop'] : [...known('saddr'), ...known('daddr'), `    goto ${hook}0`]),
    '  }',
  ];
  return [
    `table netdev policies${index} {`,
    '  set flows { type inet_proto . ipv4_addr . inet_service . ipv4_addr . inet_service; flags dynamic; size 65535; }',
    '  set pings { type ipv4_addr . ipv4_addr; flags dynamic; size 65535; }',
    '  chain pass {',
    '    icmp type echo-request update @pings { ip saddr . ip daddr } accept',
    '    ip protocol { tcp, udp, sctp } update @flows { ip protocol . ip saddr . th sport . ip daddr . th dport } accept',
    '    accept',
    '  }',
    // what is led to stands in front
    ...tierChains('ingress', 'daddr', guard.in, guard, universe),
    ...tierChains('egress', 'saddr', guard.out, guard, universe),
    ...base('ingress', guard.in),
    ...base('egress', guard.out),
    '}',
  ].join('\n');
}

/** A chain for each tier, the last first: what a tier does not decide goes on to the next. */
function tierChains(
  hook: 'ingress' | 'egress',
  peer: 'saddr' | 'daddr',
  list: PolicyList | undefined,
  { exempt }: PolicyGuard,
  universe: Universe,
): readonly string[] {
  if (list?.closed) return [];
  const tiers = list?.tiers ?? [];
  const spared = exempt && list ? [`    ip ${peer} ${set([...exempt.of])} goto pass`] : [];
  if (tiers.length === 0) return [`  chain ${hook}0 {`, ...spared, '    goto pass', '  }'];
  const chains = tiers.map(({ lines, isolating }, at) => {
    const next = at === tiers.length - 1 ? 'goto pass' : `goto ${hook}${at + 1}`;
    const verdicts = { allow: 'goto pass', deny: 'counter drop', pass: next };
    return [
      `  chain ${hook}${at} {`,
      ...(at === 0 ? spared : []),
      ...lines.flatMap((line) =>
        conditionsOf(line, peer, universe).map((condition) => `    ${condition} ${verdicts[line.action]}`),
      ),
      isolating ? '    counter drop' : `    ${next}`,
      '  }',
    ];
  });
  return chains.toReversed().flat();
}

/** What a line means, each thing with its ports; none of the addresses here: nothing. */
function conditionsOf({ reach }: PolicyLine, peer: 'saddr' | 'daddr', universe: Universe): readonly string[] {
  return reach.flatMap(({ peers, ports }) => {
    const meant = peers && universe.filter((ip) => typeof ip === 'number' && peers.has(ip));
    if (meant?.length === 0) return [];
    const addresses = meant && meant.length < universe.length ? [`ip ${peer} ${set(meant)}`] : [];
    return (ports ?? [{}]).map((each) => [...addresses, ...portWords(each)].join(' '));
  });
}

function portWords({ protocol, from, to = from }: PolicyPorts): readonly string[] {
  const spoken =
    protocol === undefined
      ? from === undefined
        ? []
        : ['ip protocol { tcp, udp, sctp }']
      : [`ip protocol ${protocol}`];
  return from === undefined ? spoken : [...spoken, `th dport ${from}-${to}`];
}
