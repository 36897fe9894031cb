import { type Device, type FilterList, type FilterRule, type Guard, type Ip, isGuarded, showIp } from '@netk/engine';
import { type Family, isOf, neighbourWords, wordsOf } from './families.ts';
import type { Names } from './names.ts';

/** How an author's list of peers is written for nft: the known addresses that it means. */
export type Universe = readonly Ip[];

const address = (ip: Ip): string => showIp(ip);
const set = (ips: readonly Ip[]): string => `{ ${ips.map(address).join(', ')} }`;

/** A balancer that keeps its clients' addresses, and what is written into the packets that it passes on. */
export interface Tagged {
  readonly tag: number;
  readonly address: Ip;
}

interface Known {
  readonly universe: Universe;
  readonly balancers: readonly Tagged[];
}

/** The filters at the interfaces of a machine, outside of it: address check, and a stateful list per direction. */
export function guardChains(
  device: Device,
  names: Names,
  universe: Universe,
  balancers: readonly Tagged[] = [],
): string {
  const parts = device.interfaces.flatMap(({ name, guard, link }, index) =>
    device.down
      ? link === undefined || name === 'lo'
        ? []
        : [silentTable(names.interface(device.id, name), index)]
      : guard
        ? [guardTable(names.interface(device.id, name), guard, index, { universe, balancers })]
        : [],
  );
  return parts.join('\n');
}

/** A machine that is gone: what comes is lost. */
const silentTable = (dev: string, index: number): string =>
  `table netdev guard${index} { chain ingress${index} { type filter hook ingress device "${dev}" priority 0; policy drop; }; }`;

function guardTable(dev: string, guard: Guard, index: number, { universe, balancers }: Known): string {
  const hook = (direction: 'ingress' | 'egress'): string =>
    [
      `  chain ${direction}${index} {`,
      `    type filter hook ${direction} device "${dev}" priority 0; policy accept;`,
      `    meta protocol ip goto ${direction}${index}v4`,
      `    meta protocol ip6 goto ${direction}${index}v6`,
      '  }',
    ].join('\n');
  const parts = ([4, 6] as const).map((family) =>
    guardParts(guard, index, family, { universe: universe.filter((ip) => isOf(family, ip)), balancers }),
  );
  return [`table netdev guard${index} {`, ...parts, hook('ingress'), hook('egress'), '}'].join('\n');
}

/** The chains of a guard for packets of one family, and the flows that it let through. */
function guardParts(guard: Guard, index: number, family: Family, { universe, balancers }: Known): string {
  const { ip, protocol, address: type, icmp, errors } = wordsOf[family];
  const [flows, echoes] = [`flows${index}v${family}`, `echoes${index}v${family}`];
  const pass = `pass${index}v${family}`;
  const chain = (direction: 'ingress' | 'egress'): string => {
    const [own, peer] = direction === 'ingress' ? (['daddr', 'saddr'] as const) : (['saddr', 'daddr'] as const);
    const { addresses } = guard;
    const allowed = addresses && universe.filter((each) => isGuarded(addresses, each));
    const list = guard[direction];
    return [
      `  chain ${direction}${index}v${family} {`,
      ...(family === 6 ? [`    icmpv6 type ${neighbourWords} accept`] : []),
      ...(allowed
        ? [allowed.length > 0 ? `    ${ip} ${own} != ${set(allowed)} counter drop` : '    counter drop']
        : []),
      ...(list
        ? [
            // errors about a flow that passed, as its tracking knows them
            `    ${icmp} type ${errors} accept`,
            `    ${icmp} type echo-reply ${ip} daddr . ${ip} saddr @${echoes} accept`,
            `    ${protocol} . ${ip} daddr . th dport . ${ip} saddr . th sport @${flows} accept`,
            `    ${protocol} . ${ip} saddr . th sport . ${ip} daddr . th dport @${flows} accept`,
            ...listLines(list, peer, universe, `goto ${pass}`, { family, balancers: family === 4 ? balancers : [] }),
          ]
        : []),
      '  }',
    ].join('\n');
  };
  return [
    `  set ${flows} { type inet_proto . ${type} . inet_service . ${type} . inet_service; flags dynamic; size 65535; }`,
    // an echo has no ports; the two ends are enough to know its answer
    `  set ${echoes} { type ${type} . ${type}; flags dynamic; size 65535; }`,
    `  chain ${pass} {`,
    `    ${icmp} type echo-request update @${echoes} { ${ip} saddr . ${ip} daddr } accept`,
    `    update @${flows} { ${protocol} . ${ip} saddr . th sport . ${ip} daddr . th dport } accept`,
    '  }',
    chain('ingress'),
    chain('egress'),
  ].join('\n');
}

/** The lines of a list in their order; what none of them decides is dropped. */
export function listLines(
  list: FilterList,
  peer: 'saddr' | 'daddr',
  universe: Universe,
  allow: string,
  { family, balancers = [] }: { readonly family: Family; readonly balancers?: readonly Tagged[] },
): readonly string[] {
  const lines = list.rules.flatMap((rule) =>
    conditionsOf(rule, peer, universe, { family, balancers }).map((condition) =>
      `    ${condition} ${rule.action === 'allow' ? allow : 'counter drop'}`.replace(/ +/g, ' '),
    ),
  );
  return [...lines, '    counter drop'];
}

/** A line that means who carries a group asks for the balancer that passed a packet on, and not for its client. */
function conditionsOf(
  rule: FilterRule,
  peer: 'saddr' | 'daddr',
  universe: Universe,
  { family, balancers }: { readonly family: Family; readonly balancers: readonly Tagged[] },
): readonly string[] {
  const own = conditionOf(rule, peer, universe, family);
  const { peers, ...rest } = rule;
  if (!peers?.carriers || peer === 'daddr' || balancers.length === 0) return own === undefined ? [] : [own];
  return [
    ...(own === undefined ? [] : [`ip dscp 0 ${own}`]),
    ...balancers.flatMap(({ tag, address: ip }) =>
      peers.has(ip) ? [`ip dscp ${tag} ${conditionOf(rest, peer, universe, family) ?? ''}`] : [],
    ),
  ];
}

function conditionOf(
  rule: FilterRule,
  peer: 'saddr' | 'daddr',
  universe: Universe,
  family: Family,
): string | undefined {
  const words: string[] = [];
  const { ip, protocol, icmp: name } = wordsOf[family];
  const { peers, own, ports, icmp } = rule;
  // no packet of a family has the messages of the other
  if (rule.protocol === wordsOf[family === 4 ? 6 : 4].icmp) return undefined;
  if (peers) {
    const meant = universe.filter((each) => peers.has(each));
    if (meant.length === 0) return undefined;
    if (meant.length < universe.length) words.push(`${ip} ${peer} ${set(meant)}`);
  }
  if (own) {
    const meant = universe.filter((each) => own.has(each));
    if (meant.length === 0) return undefined;
    words.push(`${ip} ${peer === 'saddr' ? 'daddr' : 'saddr'} ${set(meant)}`);
  }
  if (rule.protocol !== undefined) words.push(`${protocol} ${rule.protocol}`);
  else if (ports) words.push(`${protocol} { tcp, udp, sctp }`);
  if (icmp && rule.protocol === name) {
    words.push(`${name} type ${icmp.type}`);
    if (icmp.code !== undefined) words.push(`${name} code ${icmp.code}`);
  }
  if (ports) words.push(`th dport ${ports.from}-${ports.to}`);
  return words.join(' ');
}
