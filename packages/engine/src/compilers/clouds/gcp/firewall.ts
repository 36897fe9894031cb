import { type Ip, isPublic } from '../../../base/addr/index.ts';
import type { FilterList, FilterRule, Guard, Peers } from '../../../network/guard.ts';
import { usesRoutes } from '../../../plan/gke-modes.ts';
import type { Plan } from '../../../plan/plan.ts';
import type { PacketFilter } from '../../../topology/filter.ts';
import type { ElementId } from '../../../topology/id.ts';
import { type Setting, settingOf } from '../../../topology/setting.ts';
import { blockPeers, rulesOf } from '../filter-rules.ts';
import { metadataAddress } from './metadata.ts';
import { nodeTag } from './ranges.ts';

/** What rules know machines by. */
export interface Marks {
  readonly tags: readonly string[];
  readonly serviceAccount?: string;
  /** It may send and get packets with addresses that are not its own. */
  readonly forwards?: true;
}

/** The marks of machines by what declares them: nodes, groups, hosts. */
export function marksOf({ topology }: Plan): ReadonlyMap<ElementId, Marks> {
  const of = ({ settings }: { readonly settings: readonly Setting[] }): Marks => {
    const account = settingOf(settings, 'service-account')?.values[0];
    const tags = settings.filter(({ key }) => key === 'tags').flatMap(({ values }) => values);
    const forwards = settingOf(settings, 'can-ip-forward')?.values[0] === 'true';
    return {
      tags,
      ...(account === undefined ? {} : { serviceAccount: account }),
      ...(forwards ? { forwards } : {}),
    };
  };
  const machines = topology.vpcs.flatMap(({ hosts }) => hosts);
  const nodes = topology.clusters.flatMap((cluster) =>
    [...cluster.nodes, ...cluster.nodeGroups].map((each): readonly [ElementId, Marks] => {
      const own = of(each);
      if (cluster.platform !== 'gke') return [each.id, own];
      // routes lead to machines that forward (VPC documentation, static routes: next-hop instances)
      const forwards = usesRoutes(cluster) ? ({ forwards: true } as const) : {};
      return [each.id, { ...own, ...forwards, tags: [...own.tags, nodeTag(cluster.name)] }];
    }),
  );
  return new Map([...machines.map((each) => [each.id, of(each)] as const), ...nodes]);
}

/** The priority of a rule that says none (VPC documentation, firewall rules). */
const usualPriority = 1000;

/**
 * The firewall of a network: at the interface of each machine, stateful. Of the rules that are about it the one with the lowest number
 * decides, at equal numbers one that denies; without one, what comes in is denied and what goes out allowed.
 */
export class Firewall {
  readonly #rules: readonly PacketFilter[];
  readonly #lists = new Map<string, Required<Pick<Guard, 'egress' | 'ingress'>>>();
  /** Addresses of machines with a tag, or an account: what a source of a rule means. Filled while machines attach. */
  readonly #marked = new Map<string, Set<Ip>>();

  constructor(rules: readonly PacketFilter[]) {
    this.#rules = rules.filter(({ settings }) => settingOf(settings, 'disabled')?.values[0] !== 'true');
  }

  attach({ tags, serviceAccount }: Marks, own: readonly Ip[]): void {
    for (const key of [...tags.map((tag) => `tag ${tag}`), ...(serviceAccount ? [`account ${serviceAccount}`] : [])])
      for (const ip of own) this.#of(key).add(ip);
  }

  /** The lists of a machine: the same for all that have the same marks. */
  listsOf(marks: Marks): Required<Pick<Guard, 'egress' | 'ingress'>> {
    const key = JSON.stringify([[...marks.tags].sort(), marks.serviceAccount]);
    const known = this.#lists.get(key);
    if (known) return known;
    const rules = this.#rules.filter(({ settings }) => isAbout(settings, marks));
    const lists = { egress: this.#list('egress', rules), ingress: this.#list('ingress', rules) };
    this.#lists.set(key, lists);
    return lists;
  }

  #of(key: string): Set<Ip> {
    const known = this.#marked.get(key) ?? new Set<Ip>();
    this.#marked.set(key, known);
    return known;
  }

  #list(direction: 'ingress' | 'egress', filters: readonly PacketFilter[]): FilterList {
    const out = direction === 'egress';
    const lines = filters
      .flatMap((filter) =>
        filter.lines.filter((line) => line.direction === direction).map((line) => ({ filter, line })),
      )
      .sort(
        (a, b) =>
          (a.line.number ?? usualPriority) - (b.line.number ?? usualPriority) ||
          Number(b.line.action === 'deny') - Number(a.line.action === 'deny'),
      );
    const rules = lines.flatMap(({ filter, line }) => {
      const word = (line.action ?? 'allow').toUpperCase();
      const meant = out ? undefined : destinationsOf(filter.settings);
      const to = meant ? ` to ${meant.text}` : '';
      const entry = (ports: string, peer: string): string =>
        `${filter.name} ${line.number ?? usualPriority}: ${ports} ${out ? '→' : '←'} ${peer}${to} ${word}`;
      const own = rulesOf(line, entry, (peer) => (peer.kind === 'cidr' ? blockPeers(peer.cidr) : undefined)).map(
        (each): FilterRule => (meant ? { ...each, own: meant } : each),
      );
      const sources = out ? undefined : this.#sourcesOf(filter.settings);
      if (!sources) return own;
      // addresses and marks of sources are alternatives
      const toAll = rulesOf(
        { ...line, peers: [] },
        (ports) => entry(ports, sources.text),
        () => undefined,
      );
      const marked = toAll.map((each): FilterRule => ({ ...each, peers: sources, ...(meant ? { own: meant } : {}) }));
      return line.peers.length === 0 ? marked : [...own, ...marked];
    });
    return {
      stage: out ? 'VPC firewall out' : 'VPC firewall in',
      rules: out ? [...blockedMail, ...rules, allowedOut] : rules,
      otherwise: out ? 'no rule' : 'implied deny ingress: no rule allows it',
      cause: 'GKE-FW',
      exempt: metadata,
    };
  }

  #sourcesOf(settings: readonly Setting[]): Peers | undefined {
    const keys = (key: string, kind: string): readonly string[] =>
      settings.filter((each) => each.key === key).flatMap(({ values }) => values.map((value) => `${kind} ${value}`));
    const all = [...keys('source-tags', 'tag'), ...keys('source-service-accounts', 'account')];
    if (all.length === 0) return undefined;
    const sets = all.map((key) => this.#of(key));
    return { text: all.join(', '), has: (ip) => sets.some((set) => set.has(ip)) };
  }
}

/** The addresses of machines that a rule is about, where it names some (Cloud NGFW documentation, destinations for ingress rules). */
function destinationsOf(settings: readonly Setting[]): Peers | undefined {
  const texts = settings.filter(({ key }) => key === 'destination-ranges').flatMap(({ values }) => values);
  const blocks = texts.flatMap((text) => blockPeers(text) ?? []);
  if (blocks.length === 0) return undefined;
  return { text: texts.join(', '), has: (ip) => blocks.some((block) => block.has(ip)) };
}

/** A rule without targets is about every machine. */
function isAbout(settings: readonly Setting[], { tags, serviceAccount }: Marks): boolean {
  const of = (key: string): readonly string[] =>
    settings.filter((each) => each.key === key).flatMap(({ values }) => values);
  const [wanted, accounts] = [of('target-tags'), of('target-service-accounts')];
  if (wanted.length === 0 && accounts.length === 0) return true;
  return (
    wanted.some((tag) => tags.includes(tag)) || (serviceAccount !== undefined && accounts.includes(serviceAccount))
  );
}

/** No rule is asked about it (VPC documentation, always allowed traffic). */
const metadata: Peers = { text: 'always allowed: the metadata server', has: (ip) => ip === metadataAddress };

const allowedOut: FilterRule = {
  action: 'allow',
  entry: 'implied allow egress 65535: all → 0.0.0.0/0 ALLOW',
  default: true,
};

/** Mail to addresses outside of Google is never let out (VPC documentation, always blocked traffic). */
const blockedMail: readonly FilterRule[] = [
  {
    ...{ protocol: 'tcp', ports: { from: 25, to: 25 }, action: 'deny', default: true },
    peers: { text: 'external addresses', has: isPublic },
    entry: 'always blocked: tcp 25 → external addresses DENY',
  },
];
