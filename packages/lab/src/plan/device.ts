import {
  type Device,
  isDummy,
  type Network,
  showIp,
  showIpSets,
  showIptables,
  showIpvs,
  showNft,
  withoutCounter,
} from '@netk/engine';
import { balancingChains, handingBack, taggedIn } from './balancers.ts';
import { bridgeLines, bridgeSysctls, portLines } from './bridges.ts';
import { ebpfPlan } from './ebpf.ts';
import { type Family, hasSix, isOf } from './families.ts';
import { filterChains, silence } from './filters.ts';
import { guardChains, type Universe } from './guards.ts';
import type { Namespace } from './lab-plan.ts';
import { mappingParts } from './mapping.ts';
import type { Names } from './names.ts';
import { policyChains } from './policies.ts';
import { routingLines, senderChains } from './routing.ts';
import { segmentNeighbours } from './segments.ts';
import { forwardingLines, foundLines, tunnelLines, wireguardEnds } from './tunnels.ts';

/** One device as a network namespace. */
export function deviceNamespace(network: Network, device: Device, names: Names, universe: Universe): Namespace {
  const nic = (name: string): string => names.interface(device.id, name);
  // Lines whose frames are not modelled have no ARP.
  const lines = new Set(
    device.interfaces.flatMap(({ name, link }) =>
      link !== undefined && network.links.get(link)?.l2 === false ? [name] : [],
    ),
  );
  // A line with one end is not drawn; a provider's segment is there even for one machine.
  const isThere = (link: string | undefined): boolean => {
    const found = link === undefined ? undefined : network.links.get(link);
    return found !== undefined && (found.l2 || found.members.length > 1);
  };
  const linked = device.interfaces.filter(
    ({ name, link, tunnel, bridge }) =>
      tunnel !== undefined || bridge !== undefined || (name === 'lo' && link === undefined) || isThere(link),
  );
  const up = linked.flatMap(({ name, addresses, mtu, noArp }) => [
    ...(mtu === undefined || nic(name) === 'lo' ? [] : [`link set dev ${nic(name)} mtu ${mtu}`]),
    ...(noArp || lines.has(name) ? [`link set dev ${nic(name)} arp off`] : []),
    `link set dev ${nic(name)} up`,
    ...(nic(name) === 'lo'
      ? addresses.flatMap(({ ip, bits }) =>
          // the kernel gives it the others itself
          typeof ip === 'number' && bits === 32 ? [`addr add ${showIp(ip)}/32 dev lo scope host`] : [],
        )
      : addresses.flatMap(({ ip, bits }) =>
          typeof ip === 'number' ? [`addr add ${showIp(ip)}/${bits} dev ${nic(name)} noprefixroute`] : [],
        )),
  ]);
  const up6 = linked.flatMap(({ name, addresses }) =>
    nic(name) === 'lo'
      ? []
      : addresses.flatMap(({ ip, bits }) =>
          typeof ip === 'bigint' ? [`addr add ${showIp(ip)}/${bits} dev ${nic(name)} noprefixroute nodad`] : [],
        ),
  );
  // A bridge without ports is as good as a dummy, which a kernel without IPVS may not have either: nobody switches it on.
  const dummies = device.interfaces
    .filter(isDummy)
    .flatMap(({ name, addresses }) => [
      `link add name ${nic(name)} type ${device.ipvs ? 'dummy' : 'bridge'}`,
      ...addresses.flatMap(({ ip, bits }) =>
        typeof ip === 'number' ? [`addr add ${showIp(ip)}/${bits} dev ${nic(name)}`] : [],
      ),
    ]);
  const neighboursOf = (family: Family): readonly string[] =>
    device.neighbours.flatMap(({ ip, dev, mac }) =>
      isOf(family, ip) ? [`neigh add ${showIp(ip)} lladdr ${mac} dev ${nic(dev)} nud permanent`] : [],
    );
  const six = hasSix(device) || (device.mapping?.kept ?? []).some(({ base }) => isOf(6, base));
  const mapped = device.mapping && mappingParts(device, device.mapping, names);
  const handing = handingBack(network, device, names);
  const saved = (family: Family): string =>
    showIptables(device, family)
      .map(({ text }) => `${withoutCounter(text)}\n`)
      .join('');
  const [iptables, ip6tables] = [saved(4), saved(6)];
  const ebpf = ebpfPlan(network, device, names, universe);
  const text = (lines: readonly { readonly text: string }[]) => lines.map((each) => `${each.text}\n`).join('');
  const [ipset, ipvs] = [text(showIpSets(device)), text(showIpvs(device))];
  const wireguard = wireguardEnds(device, names);
  const nft = [
    showNft(device)
      .map(({ text }) => text)
      .join('\n'),
    mapped?.nft ?? '',
    guardChains(device, names, universe, taggedIn(network)),
    policyChains(device, names, universe),
    filterChains(device, names, universe),
    balancingChains(network, device),
    senderChains(device),
    handing.nft,
    device.silent ? silence : '',
    ebpf ? tracking : '',
  ]
    .filter((part) => part !== '')
    .join('\n');
  return {
    name: names.namespace(device.id),
    device: device.id,
    interfaces: Object.fromEntries(linked.map(({ name }) => [nic(name), name])),
    sysctls: [
      ...sysctlsOf(
        device,
        linked.map(({ name }) => nic(name)),
        nic,
      ),
      ...(six
        ? sysctlsOfSix(
            device,
            linked.map(({ name }) => nic(name)),
          )
        : []),
    ],
    found: foundLines(device, names),
    ip: [
      ...tunnelLines(device, names),
      ...bridgeLines(device, names),
      ...dummies,
      ...up,
      ...neighboursOf(4),
      ...(mapped?.ip ?? routingLines(device, names, lines)),
      ...handing.ip,
    ],
    ...(six
      ? {
          ip6: [
            ...up6,
            ...neighboursOf(6),
            ...segmentNeighbours(network, device, names, universe),
            ...(mapped?.ip6 ?? routingLines(device, names, lines, 6)),
          ],
        }
      : {}),
    bridge: [...forwardingLines(device, names), ...portLines(device, names)],
    ...(wireguard.length > 0 ? { wireguard } : {}),
    ...(ipset === '' ? {} : { ipset }),
    ...(ipvs === '' ? {} : { ipvs }),
    ...(iptables === '' ? {} : { iptables }),
    ...(ip6tables === '' ? {} : { ip6tables }),
    ...(nft === '' ? {} : { nft }),
    ...(ebpf ? { ebpf } : {}),
    ...(device.balances || ebpf ? { tracks: true } : {}),
    ...(device.nft && device.nft.length > 0 ? { monitor: 'nft' } : {}),
  };
}

/** What has the kernel track connections where no rule asks for it: on a machine of Kubernetes the kubelet's do. It comes before who watches rules. */
const tracking =
  'table ip tracking { chain prerouting { type filter hook prerouting priority -400; ct state established; }; }';

function sysctlsOf(device: Device, interfaces: readonly string[], nic: (name: string) => string): Namespace['sysctls'] {
  const conf = 'net/ipv4/conf';
  const modes = new Map(Object.entries(device.rpFilter).map(([name, mode]) => [nic(name), mode]));
  return [
    ['net/ipv4/ip_forward', device.forwarding ? '1' : '0'],
    ...(device.lateDemux ? [['net/ipv4/tcp_early_demux', '0'] as const] : []),
    ...bridgeSysctls(device),
    // what kube-proxy sets
    ...(device.ipvs ? [['net/ipv4/vs/conntrack', '1'] as const, ['net/ipv4/vs/expire_nodest_conn', '1'] as const] : []),
    [`${conf}/all/rp_filter`, '0'],
    // many flows at once: none of their errors may be held back (`icmp_ratelimit` 0 would empty the bucket that `ip_error` takes from)
    ['net/ipv4/icmp_ratemask', '0'],
    ...interfaces.map((name) => [`${conf}/${name}/rp_filter`, String(modes.get(name) ?? 0)] as const),
    [`${conf}/all/route_localnet`, device.routeLocalnet ? '1' : '0'],
    ...device.interfaces.flatMap(({ name, routeLocalnet }) =>
      routeLocalnet ? [[`${conf}/${nic(name)}/route_localnet`, '1'] as const] : [],
    ),
    [`${conf}/all/send_redirects`, '0'],
    ...interfaces.map((name) => [`${conf}/${name}/send_redirects`, '0'] as const),
    ...device.interfaces.flatMap(({ name, proxyArp }) =>
      proxyArp
        ? [[`${conf}/${nic(name)}/proxy_arp`, '1'] as const, [`net/ipv4/neigh/${nic(name)}/proxy_delay`, '0'] as const]
        : [],
    ),
    // A machine that nobody answers for is given up after 0.15 s, not after 3 s.
    ...interfaces.flatMap((name) => (name === 'lo' ? [] : [[`net/ipv4/neigh/${name}/retrans_time_ms`, '50'] as const])),
  ];
}

const sysctlsOfSix = (device: Device, interfaces: readonly string[]): Namespace['sysctls'] => [
  ['net/ipv6/conf/all/forwarding', device.six?.forwarding || (device.mapping && device.forwarding) ? '1' : '0'],
  ['net/ipv6/icmp/ratelimit', '0'],
  ...interfaces.flatMap((name) =>
    name === 'lo'
      ? []
      : [
          [`net/ipv6/conf/${name}/accept_redirects`, '0'] as const,
          [`net/ipv6/neigh/${name}/retrans_time_ms`, '50'] as const,
        ],
  ),
];
