import {
  type Device,
  type FlowBalancer,
  type Ip,
  type Network,
  type PoolTarget,
  type Share,
  showIp,
  targetsFor,
} from '@netk/engine';
import type { Tagged } from './guards.ts';
import type { Names } from './names.ts';

/** Somebody whom a balancer may send to, and how often beside the others; `nobody`: why it sends to nobody then. */
export type Drawn = { readonly weight: number } & (
  | { readonly target: PoolTarget; readonly tls: boolean; readonly answerSeconds?: number }
  | { readonly nobody: 'zone' | 'nobody' | 'unknown' }
);

/** Those among whom a node of a balancer picks, as the walk's health checks found them. */
export function drawnBy(network: Network, node: string, shares: readonly Share[]): readonly Drawn[] {
  const open = shares.filter(({ weight }) => weight > 0);
  return open.flatMap(({ pool, weight }): readonly Drawn[] => {
    const found = targetsFor(network, node, pool);
    if (typeof found === 'string') return [{ weight, nobody: found }];
    const { tls, answerSeconds } = network.pools.get(pool)!;
    const common = { tls: tls === true, ...(answerSeconds === undefined ? {} : { answerSeconds }) };
    return found.map((target) => ({ weight: weight / found.length, target, ...common }));
  });
}

/** A balancer of flows as chains of nft: destination and source are translated flow by flow, and its tracking remembers. */
export function balancingChains(network: Network, device: Device): string {
  const { balances } = device;
  if (!balances) return '';
  if (balances.passes !== undefined) return steeringChains(network, device, balances, balances.passes);
  const tag = tagsOf(network).get(device.id);
  const pre: string[] = [];
  const post: string[] = [];
  const tags: string[] = [];
  for (const { protocols, port, to, keepsClient } of balances.listeners) {
    const drawn = drawnBy(network, device.id, to);
    for (const protocol of protocols) {
      const asked = `ip protocol ${protocol} th dport ${port} fib daddr type local`;
      const slots = slotsOf(drawn);
      pre.push(
        ...(slots.length > 0
          ? [`    ${asked} dnat ip addr . port to numgen random mod ${slots.length} map { ${slots.join(', ')} }`]
          : []),
        // without a target in reach nothing listens, and its kernel resets a flow of TCP
        ...(protocol === 'tcp' && !drawn.some((each) => 'nobody' in each && each.nobody === 'zone')
          ? [`    ${asked} accept`]
          : []),
      );
      const passed = `ip protocol ${protocol} ct status dnat ct original proto-dst ${port}`;
      if (!keepsClient) post.push(`    ${passed} masquerade fully-random`);
      else if (tag !== undefined) tags.push(`    ${passed} ct direction original ip dscp set ${tag}`);
    }
  }
  return [
    'table ip balance {',
    '  chain prerouting {',
    '    type nat hook prerouting priority -101; policy accept;',
    ...pre,
    '    fib daddr type local counter drop',
    '  }',
    '  chain postrouting {',
    '    type nat hook postrouting priority 99; policy accept;',
    ...post,
    '  }',
    '  chain tag {',
    '    type filter hook postrouting priority 200; policy accept;',
    ...tags,
    '  }',
    '}',
  ].join('\n');
}

/**
 * A balancer that changes nothing: the target is drawn flow by flow and remembered in a set of its own, and the rules of routing lead to
 * whom its mark means.
 */
function steeringChains(network: Network, device: Device, { listeners }: FlowBalancer, address: Ip): string {
  const asked = `ip daddr ${showIp(address)}`;
  const all = new Set<number>();
  const lines = listeners.flatMap(({ protocols, port, to }) => {
    const marks = drawnBy(network, device.id, to).flatMap((each) =>
      'target' in each && each.target.mark !== undefined ? [each.target.mark] : [],
    );
    for (const mark of marks) all.add(mark);
    const map = marks.map((mark, at) => `${at} : goto to${mark}`).join(', ');
    const drawn = `numgen random mod ${marks.length} vmap { ${map} }`;
    return marks.length === 0
      ? []
      : protocols.map((protocol) => `    ${asked} ip protocol ${protocol} th dport ${port} ${drawn}`);
  });
  const known = [...all];
  return [
    'table ip balance {',
    ...known.map(setOf),
    ...known.map((mark) => `  chain to${mark} { update @flows${mark} { ${flow} } meta mark set ${mark} accept; }`),
    '  chain prerouting {',
    '    type filter hook prerouting priority -101; policy accept;',
    // a kernel tracks connections where a rule asks for it
    '    ct state new continue',
    ...known.map((mark) => `    ${asked} ${flow} @flows${mark} meta mark set ${mark} accept`),
    ...lines,
    `    ${asked} counter drop`,
    '  }',
    '}',
  ].join('\n');
}

/** The entries of a map from a drawn number: each target as often as its share says. Where shares lead to nobody there are no flows. */
function slotsOf(drawn: readonly Drawn[]): readonly string[] {
  const least = Math.min(...drawn.map(({ weight }) => weight));
  const slots = drawn.flatMap((each) =>
    'target' in each && typeof each.target.address === 'number'
      ? Array.from({ length: Math.min(64, Math.round(each.weight / least)) }, () => each.target)
      : [],
  );
  return slots.map(({ address, port }, at) => `${at} : ${showIp(address)} . ${port}`);
}

/** Above it are the answers'. */
const mostTagged = 31;

/**
 * What the parts of a network write into packets to tell each other of which balancer's flow they are: the code point for
 * differentiated services, which nothing else here uses. Answers have the same with 32 more.
 */
export function tagsOf({ devices }: Pick<Network, 'devices'>): ReadonlyMap<string, number> {
  const keeping = new Set(
    [...devices.values()].flatMap(({ handsBack = [] }) =>
      handsBack.flatMap(({ device }) =>
        devices.get(device)?.balances?.listeners.some(({ keepsClient }) => keepsClient) ? [device] : [],
      ),
    ),
  );
  if (keeping.size > mostTagged)
    throw new TypeError(`more than ${mostTagged} balancers that keep their clients' addresses`);
  return new Map([...keeping].map((id, index) => [id, index + 1]));
}

/** Balancers whose packets are known by what is written into them. */
export const taggedIn = (network: Network): readonly Tagged[] =>
  [...tagsOf(network)].flatMap(([id, tag]) => {
    const address = network.devices.get(id)?.interfaces[0]?.addresses[0]?.ip;
    return address === undefined ? [] : [{ tag, address }];
  });

const flow = 'ip protocol . ip saddr . th sport . ip daddr . th dport';
const answers = 'ip protocol . ip daddr . th dport . ip saddr . th sport';
const setOf = (tag: number): string =>
  `  set flows${tag} { type inet_proto . ipv4_addr . inet_service . ipv4_addr . inet_service; flags dynamic; size 65535; }`;
/** The mark by which a router finds the way back to a balancer. */
const markOf = (tag: number): number => 0x100000 + tag;
const answering = 32;

interface Handing {
  readonly ip: readonly string[];
  readonly nft: string;
}

/** A router that remembers the flows of balancers, and brings their answers back, whatever its routes say. */
export function handingBack(network: Network, device: Device, names: Names): Handing {
  const tags = tagsOf(network);
  const ways = (device.handsBack ?? []).flatMap((way) => {
    const tag = tags.get(way.device);
    return tag === undefined ? [] : [{ ...way, tag }];
  });
  if (ways.length === 0) return { ip: [], nft: '' };
  return {
    ip: ways.flatMap(({ tag, via, dev }) => [
      `rule add fwmark ${markOf(tag)} prio 2 lookup ${5000 + tag}`,
      `route add default via ${showIp(via)} dev ${names.interface(device.id, dev)} onlink table ${5000 + tag}`,
    ]),
    nft: [
      'table ip flows {',
      ...ways.map(({ tag }) => setOf(tag)),
      '  chain prerouting {',
      '    type filter hook prerouting priority -310; policy accept;',
      ...ways.map(({ tag }) => `    ${answers} @flows${tag} meta mark set ${markOf(tag)} accept`),
      ...ways.map(({ tag }) => `    ip dscp ${answering + tag} meta mark set ${markOf(tag)} accept`),
      ...ways.map(({ tag }) => `    ip dscp ${tag} update @flows${tag} { ${flow} } accept`),
      '  }',
      '  chain postrouting {',
      '    type filter hook postrouting priority 300; policy accept;',
      ...ways.map(({ tag }) => `    ${flow} @flows${tag} ip dscp set ${tag} accept`),
      '    ip dscp set 0',
      '  }',
      '}',
    ].join('\n'),
  };
}

/** A member of a segment: its device, its MAC, and the port that it is at. */
export interface PortOf {
  readonly device: string;
  readonly mac: string | undefined;
  readonly port: string;
}

/** The same of a segment, whose machines may answer each other without the router: it takes them there. */
export function handingOver(network: Network, members: readonly PortOf[]): readonly string[] {
  const tags = tagsOf(network);
  const router = members.find(({ device }) => network.devices.get(device)?.handsBack);
  if (tags.size === 0 || router?.mac === undefined) return [];
  const known = [...tags.values()];
  const trusted = [router, ...members.filter(({ device }) => tags.has(device))].map(({ port }) => `"${port}"`);
  return [
    'table bridge flows {',
    ...known.map(setOf),
    '  chain prerouting {',
    '    type filter hook prerouting priority -250; policy accept;',
    '    ether type != ip accept',
    `    iifname { ${trusted.join(', ')} } goto told`,
    ...known.map(
      (tag) => `    ${answers} @flows${tag} ip dscp set ${answering + tag} ether daddr set ${router.mac} accept`,
    ),
    // a machine's own packets, and those that it sends on, say nothing of this
    '    ip dscp set 0',
    '  }',
    '  chain told {',
    ...known.map((tag) => `    ip dscp ${tag} update @flows${tag} { ${flow} } accept`),
    '  }',
    '}',
  ];
}
