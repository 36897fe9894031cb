import { type Cidr, cidr, contains, type Ip, isPublic } from '../../../base/addr/index.ts';
import { once } from '../../../base/memo.ts';
import type { FilterList, FilterRule, Guard, Peers } from '../../../network/guard.ts';
import type { ListedBlocks } from '../../../plan/amazon-services.ts';
import type { PacketFilter } from '../../../topology/filter.ts';
import type { ElementId } from '../../../topology/id.ts';
import { blockPeers, rulesOf } from '../filter-rules.ts';

type Direction = 'ingress' | 'egress';
type Elsewhere = (group: ElementId, direction: Direction) => ReadonlySet<Ip> | undefined;

/** Addresses of the interfaces that carry each group: what a reference to a group means. Filled while machines attach. */
export class GroupMembers {
  readonly #members = new Map<ElementId, Set<Ip>>();
  readonly #blocks = new Map<ElementId, Cidr[]>();
  readonly #peers = new Map<string, Peers>();
  readonly #lists = new Map<string, Required<Pick<Guard, 'egress' | 'ingress'>>>();
  readonly #elsewhere: Elsewhere;

  readonly #listed: (list: ElementId) => ListedBlocks;

  /**
   * `elsewhere` has the members of groups of other networks, where a line may mean them; `listed` the blocks of prefix
   * lists.
   */
  constructor(elsewhere: Elsewhere, listed: (list: ElementId) => ListedBlocks) {
    this.#elsewhere = elsewhere;
    this.#listed = listed;
  }

  /** The addresses of a prefix list as peers of a line. Of AWS's own nobody knows which public ones it has. */
  peersIn(list: ElementId, text: string): Peers {
    const { blocks, drawn } = this.#listed(list);
    const has = (ip: Ip) => blocks.some((block) => contains(block, ip));
    return { text, has, ...(drawn ? { unsure: (ip: Ip) => !has(ip) && mayBeAmazons(ip) } : {}) };
  }

  /** The addresses of an interface that carries the group. */
  add(group: ElementId, own: readonly Ip[]): void {
    const members = this.of(group);
    for (const ip of own) members.add(ip);
  }

  /** A block that the network sends to an interface with the group. */
  addBlock(group: ElementId, block: Cidr): void {
    this.#blocksOf(group).push(block);
  }

  /** The groups that an address is a member of, in the order in which they were met. */
  carriedBy(ip: Ip): readonly ElementId[] {
    return [...this.#members].flatMap(([group, members]) =>
      members.has(ip) || this.#blocksOf(group).some((block) => contains(block, ip)) ? [group] : [],
    );
  }

  /** The members as peers of a line: the same for each line that names the group. */
  peersOf(group: ElementId, text: string, direction: Direction): Peers {
    const key = `${direction} ${group}`;
    let peers = this.#peers.get(key);
    if (peers?.text !== text) {
      const set = this.of(group);
      const blocks = this.#blocksOf(group);
      const others = once(() => this.#elsewhere(group, direction));
      const has = (ip: Ip) => set.has(ip) || blocks.some((block) => contains(block, ip)) || others()?.has(ip) === true;
      peers = { text, carriers: true, has };
      this.#peers.set(key, peers);
    }
    return peers;
  }

  /** What interfaces with the same groups have in common, made once. */
  listsOf(
    groups: readonly PacketFilter[],
    make: () => Required<Pick<Guard, 'egress' | 'ingress'>>,
  ): Required<Pick<Guard, 'egress' | 'ingress'>> {
    const key = groups.map(({ id }) => id).join('\n');
    let lists = this.#lists.get(key);
    if (!lists) {
      lists = make();
      this.#lists.set(key, lists);
    }
    return lists;
  }

  #blocksOf(group: ElementId): Cidr[] {
    let blocks = this.#blocks.get(group);
    if (!blocks) {
      blocks = [];
      this.#blocks.set(group, blocks);
    }
    return blocks;
  }

  of(group: ElementId): Set<Ip> {
    let set = this.#members.get(group);
    if (!set) {
      set = new Set();
      this.#members.set(group, set);
    }
    return set;
  }
}

/** Blocks for documentation (RFC 5737): in examples they are somebody's, and not AWS's. */
export const documentation = ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24'].map(cidr);

/** Whether a public address may be one of a service of AWS. */
const mayBeAmazons = (ip: Ip): boolean => isPublic(ip) && !documentation.some((block) => contains(block, ip));

/** The rules of several groups together, one direction. A group without egress lines allows everything out. */
export function groupList(
  direction: 'ingress' | 'egress',
  groups: readonly PacketFilter[],
  members: GroupMembers,
): FilterList {
  const arrow = direction === 'ingress' ? '←' : '→';
  const rules = groups.flatMap((group) => {
    const lines = group.lines.filter((line) => line.direction === direction);
    if (direction === 'egress' && lines.length === 0) return allowAllOut(group);
    return lines.flatMap((line) =>
      rulesOf(
        line,
        (ports, peer) => `${group.name}: ${ports} ${arrow} ${peer} ALLOW`,
        (peer) => {
          if (peer.kind === 'cidr') return blockPeers(peer.cidr);
          if (peer.kind === 'prefix-list') return members.peersIn(peer.list, peer.text);
          return members.peersOf(peer.group, peer.text, direction);
        },
      ),
    );
  });
  const names = groups.map((group) => group.name).join(', ');
  return {
    stage: direction === 'ingress' ? 'security group in' : 'security group out',
    rules,
    otherwise: `${names}: no rule allows it`,
    cause: direction === 'ingress' ? 'SG-IN' : 'SG-OUT',
    ...(groups[0] ? { source: groups[0].id } : {}),
    groupsOf: (ip) => members.carriedBy(ip),
  };
}

/** Everywhere, by family: a group of a VPC with IPv6 has a rule of each. */
const everywhere = ['0.0.0.0/0', '::/0'].map((text): Peers => {
  const block = cidr(text);
  return { text, has: (ip) => contains(block, ip) };
});

const allowAllOut = (group: PacketFilter): FilterRule[] =>
  everywhere.map((peers) => ({
    peers,
    action: 'allow',
    entry: `${group.name}: all → ${peers.text} ALLOW`,
    source: group.id,
    default: true,
  }));

/** A group that AWS or EKS makes by itself: everything from its own members, everything out. */
export const ownGroup = (id: ElementId, name: string, block?: string): PacketFilter => ({
  id,
  name,
  lines: [
    {
      id,
      direction: 'ingress',
      ports: [{ protocol: 'all' }],
      peers: [
        { kind: 'security-group', group: id, text: name },
        ...(block === undefined ? [] : [{ kind: 'cidr' as const, cidr: block }]),
      ],
    },
  ],
  settings: [],
});
