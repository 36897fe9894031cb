import { contains, type Device, type Interface, type Link, type Network, showIp } from '@netk/engine';
import { handingOver } from './balancers.ts';
import { isOf } from './families.ts';
import type { Universe } from './guards.ts';
import type { Namespace } from './lab-plan.ts';
import type { Names } from './names.ts';

/** The MAC of both ends of a link whose frames are not modelled: without ARP, a frame goes to the sender's own MAC. */
const quiet = (index: number): string =>
  `02:ee:00:00:${(index >> 8).toString(16).padStart(2, '0')}:${(index & 255).toString(16).padStart(2, '0')}`;

/** The veth pairs of a network, and a bridge for each segment with more than two members. */
export function linkParts(
  network: Network,
  names: Names,
): { readonly links: readonly string[]; readonly segments: readonly Namespace[] } {
  const links: string[] = [];
  const segments: Namespace[] = [];
  let index = 0;
  // a node has its own interfaces before those of its pods: the kernel takes addresses in that order (devinet.c, inet_select_addr)
  const isPair = (link: Link): boolean => link.l2 && link.members.length === 2 && !isSegment(link);
  const all = [...network.links.values()];
  for (const link of [...all.filter((each) => !isPair(each)), ...all.filter(isPair)]) {
    const members = link.members.map((member) => {
      const at = network.devices.get(member.device)?.interfaces.find(({ name }) => name === member.interface);
      if (!at) throw new TypeError(`link ${link.id} has no interface ${member.device} ${member.interface}`);
      return { member, at };
    });
    const end = ({ member, at }: (typeof members)[number], mac = at.mac): string =>
      `${mac === undefined ? '' : `address ${mac} `}netns ${names.namespace(member.device)}`;
    const nameOf = ({ member }: (typeof members)[number]): string => names.interface(member.device, member.interface);
    const [a, b] = members;
    if (!link.l2) {
      if (members.length > 2) throw new TypeError(`${link.id}: a line joins two machines`);
      if (!a || !b) continue;
      const mac = quiet(index++);
      const border = members.findIndex((each) => publicsAt(network, each.member).length > 0);
      if (border >= 0) {
        const namespace = `s${segments.length}`;
        members.forEach((each, port) => {
          links.push(`link add name ${nameOf(each)} ${end(each, mac)} type veth peer name p${port} netns ${namespace}`);
        });
        segments.push(turningAt(namespace, border, publicsAt(network, members[border]!.member)));
        continue;
      }
      links.push(`link add name ${nameOf(a)} ${end(a, mac)} type veth peer name ${nameOf(b)} ${end(b, mac)}`);
    } else if (a && b && isPair(link)) {
      links.push(`link add name ${nameOf(a)} ${end(a)} type veth peer name ${nameOf(b)} ${end(b)}`);
    } else {
      const namespace = `s${segments.length}`;
      members.forEach((member, port) => {
        links.push(`link add name ${nameOf(member)} ${end(member)} type veth peer name p${port} netns ${namespace}`);
      });
      segments.push(
        segmentOf(
          namespace,
          members.map(({ at }) => at),
          handingOver(
            network,
            members.map(({ member, at }, port) => ({ device: member.device, mac: at.mac, port: `p${port}` })),
          ),
        ),
      );
    }
  }
  return { links, segments };
}

/** The public addresses of a border that leads out here. */
function publicsAt({ devices }: Network, { device, interface: at }: Link['members'][number]): readonly string[] {
  const mapping = devices.get(device)?.mapping;
  if (mapping?.outside !== at) return [];
  return [...mapping.pairs.values()].flatMap((pair) => (typeof pair.public === 'number' ? [showIp(pair.public)] : []));
}

/** A line out of a border: what goes to one of its own addresses does not reach the other side, it turns around. */
function turningAt(name: string, border: number, publics: readonly string[]): Namespace {
  const [own, other] = [`p${border}`, `p${1 - border}`];
  return {
    ...{ name, interfaces: {}, sysctls: [], bridge: [] },
    ip: [`link set dev ${own} up`, `link set dev ${other} up`],
    nft: [
      'table netdev turning {',
      `  chain outwards { type filter hook ingress device "${own}" priority 0;`,
      `    ip daddr { ${publics.join(', ')} } fwd to "${own}"`,
      `    fwd to "${other}"`,
      '  }',
      `  chain inwards { type filter hook ingress device "${other}" priority 0;`,
      `    fwd to "${own}"`,
      '  }',
      '}',
    ].join('\n'),
  };
}

/** Nobody is told where its own addresses are. */
function askedOfItself(
  members: readonly { readonly answers: readonly (number | bigint)[] }[],
  own: (port: number) => string,
): string {
  const rules = members.flatMap(({ answers }, port) => {
    const ips = answers.filter((ip) => typeof ip === 'number').map(showIp);
    return ips.length > 0
      ? [`    iifname "${own(port)}" arp operation request arp daddr ip { ${ips.join(', ')} } drop`]
      : [];
  });
  return [
    'table bridge mapping {',
    '  chain prerouting {',
    '    type filter hook prerouting priority -300; policy accept;',
    ...rules,
    '  }',
    '}',
  ].join('\n');
}

/** A provider's segment answers for addresses that its machines do not have themselves. */
const isSegment = (link: Link): boolean => link.id.startsWith('segment ');

/**
 * A segment of a provider's network: it knows where every address is, answers ARP itself, and floods nothing (the
 * mapping service of a VPC).
 */
function segmentOf(
  name: string,
  members: readonly Pick<Interface, 'mac' | 'answers'>[],
  handing: readonly string[],
): Namespace {
  const own = (port: number): string => `p${port}`;
  const seen = new Set<number | bigint>();
  const neighbours = members.flatMap(({ mac, answers }) =>
    answers.flatMap((ip) => {
      if (mac === undefined || typeof ip !== 'number' || seen.has(ip)) return [];
      seen.add(ip);
      return [`neigh add ${showIp(ip)} lladdr ${mac} dev br0 nud permanent`];
    }),
  );
  return {
    name,
    interfaces: {},
    sysctls: [
      ['net/bridge/bridge-nf-call-iptables', '0'],
      ['net/bridge/bridge-nf-call-ip6tables', '0'],
      ['net/bridge/bridge-nf-call-arptables', '0'],
    ],
    ip: [
      'link add br0 type bridge stp_state 0 forward_delay 0',
      'link set dev br0 up',
      ...members.flatMap((_, port) => [
        `link set dev ${own(port)} master br0 up`,
        `link set dev ${own(port)} type bridge_slave learning off flood off mcast_flood off bcast_flood off proxy_arp on`,
      ]),
      ...neighbours,
    ],
    nft: [askedOfItself(members, own), ...handing].join('\n'),
    bridge: members.flatMap(({ mac }, port) =>
      mac === undefined ? [] : [`fdb replace ${mac} dev ${own(port)} master static`],
    ),
  };
}

/**
 * `ip -6` lines that tell a machine who is where on a provider's segments: a bridge of Linux answers ARP in its place, but not
 * the solicitations of IPv6 of its own ports.
 */
export const segmentNeighbours = (
  { links, devices }: Network,
  { id, interfaces }: Device,
  names: Names,
  universe: Universe,
): readonly string[] =>
  interfaces.flatMap(({ name, link }) => {
    const segment = links.get(link ?? '');
    if (!segment || !isSegment(segment)) return [];
    const others = segment.members.flatMap((member) =>
      member.device === id && member.interface === name
        ? []
        : (devices.get(member.device)?.interfaces.find((each) => each.name === member.interface) ?? []),
    );
    return others.flatMap(({ mac, answers, blocks = [] }) => {
      const known = [...answers, ...universe.filter((ip) => blocks.some((block) => contains(block, ip)))];
      return mac === undefined
        ? []
        : [...new Set(known)].flatMap((ip) =>
            isOf(6, ip)
              ? [`neigh replace ${showIp(ip)} lladdr ${mac} dev ${names.interface(id, name)} nud permanent`]
              : [],
          );
    });
  });
