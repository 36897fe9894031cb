import { type Cidr, contains, covers, type Ip, parseCidr, parseIp, showIp } from '../../base/addr/index.ts';
import type { Plan } from '../../plan/plan.ts';
import type { AutonomousSystem } from '../../topology/internet.ts';
import type { Setting } from '../../topology/setting.ts';
import { settingOf } from '../../topology/setting.ts';
import type { Fabric } from '../clouds/cloud.ts';
import type { Software } from './bgp/decide.ts';
import type { Announced, Relation, Session, Speaker } from './bgp/speaker.ts';

/** The device that stands for what is in no autonomous system of the file. */
export const internetId = '#internet';

/** Stands for it in paths: a number for documentation (RFC 5398). */
const internetNumber = 65551;

/** FRR and BIRD take it for routes to which no policy gives one. */
const usualPreference = 100;

const opposite = { provider: 'customer', customer: 'provider', peer: 'peer' } as const;

/** A system of the file, or one that is there without being written: a cloud's, and the one of everybody else. */
export interface System {
  readonly id: string;
  readonly name: string;
  readonly number: number;
  readonly written?: AutonomousSystem;
}

/** The systems of a plan. Without `as` lines there is one, which has everything. */
export interface Systems {
  readonly all: readonly System[];
  readonly isWritten: boolean;
  /** Where a machine's line leads: to the system that is written, else to the one that announces its address. */
  of(as: string | undefined, ip: Ip): string;
  ofCloud(fabric: Fabric): string;
}

export function systemsOf(plan: Plan, fabrics: readonly Fabric[]): Systems {
  const written = plan.topology.internet?.systems ?? [];
  const world: System = { id: internetId, name: 'Internet', number: internetNumber };
  if (written.length === 0) return { all: [world], isWritten: false, of: () => internetId, ofCloud: () => internetId };
  const own = written.map((each): System => ({ id: each.id, name: each.name, number: each.number, written: each }));
  const implied = new Map<number, System>();
  for (const { system } of fabrics.flatMap(({ uplinks }) => uplinks)) {
    if (!system || own.some((each) => each.number === system.number)) continue;
    const { number, name } = system;
    implied.set(number, { id: `#as${number}`, name, number });
  }
  const all = [...own, ...implied.values(), world];
  const blocks = written
    .flatMap(({ id, announces }) => announces.flatMap(({ text }) => ({ id, block: parseCidr(text)?.cidr })))
    .filter((each): each is { id: typeof each.id; block: Cidr } => each.block !== undefined)
    .sort((a, b) => b.block.bits - a.block.bits);
  return {
    all,
    isWritten: true,
    of: (as, ip) =>
      as !== undefined && own.some(({ id }) => id === as)
        ? as
        : (blocks.find(({ block }) => contains(block, ip))?.id ?? internetId),
    ofCloud: ({ uplinks: [uplink] }) => all.find(({ number }) => number === uplink?.system?.number)?.id ?? internetId,
  };
}

/** Addresses that a system announces beside what is written: of a cloud, and what stands for drawn ones. */
export type Extra = ReadonlyMap<string, readonly Cidr[]>;

/**
 * The systems as BGP routers. What is not written buys transit from every system that buys from nobody: so everything is
 * reached from it and reaches it, and it carries nothing between those of the file (RFC 9234, section 3).
 */
export function speakersOf({ all }: Systems, extra: Extra): readonly Speaker[] {
  const sessions = sessionsOf(all);
  return all.map((system): Speaker => {
    const { id, name, number, written } = system;
    const own = (written?.announces ?? []).flatMap(({ id: source, text, settings = [] }): Announced[] => {
      const block = parseCidr(text)?.cidr;
      return block ? [{ block, med: numberOf(settings, 'med'), prepend: numberOf(settings, 'prepend'), source }] : [];
    });
    const more = (extra.get(id) ?? []).filter((each) => !own.some(({ block }) => covers(block, each)));
    const once = new Map(more.map((block) => [showBlock(block), block]));
    const router = parseIp(settingOf(written?.settings ?? [], 'router-id')?.values[0] ?? '');
    return {
      ...{ id, name, number, software: softwareOf(written), sessions: sessions.get(id) ?? [] },
      ...(typeof router === 'number' ? { routerId: router } : {}),
      announces: [...own, ...[...once.values()].map((block) => ({ block, med: 0, prepend: 0 }))],
    };
  });
}

/** `bgp frr 8.4`. */
function softwareOf(system: AutonomousSystem | undefined): Software {
  const bgp = settingOf(system?.settings ?? [], 'bgp');
  const kind = bgp?.values[0]?.toLowerCase();
  return kind === 'frr' || kind === 'bird'
    ? { kind, written: `bgp ${bgp!.values.join(' ')}` }
    : { kind: 'rfc4271', ...(bgp ? { written: `bgp ${bgp.values.join(' ')}, taken as RFC 4271` } : {}) };
}

/** A whole number of a setting; what is none counts as not written. */
function numberOf(settings: readonly Setting[], key: string, otherwise = 0): number {
  const value = Number(settingOf(settings, key)?.values[0] ?? otherwise);
  return Number.isInteger(value) && value >= 0 ? value : otherwise;
}

/** A system's own lines in their order, then those in which others name it. What both ends write is one session. */
function sessionsOf(all: readonly System[]): ReadonlyMap<string, readonly Session[]> {
  const out = new Map<string, Session[]>(all.map(({ id }) => [id, []]));
  const join = (at: string, to: string, relation: Relation, localPreference = usualPreference): void => {
    const list = out.get(at);
    if (list && out.has(to) && at !== to && !list.some((each) => each.to === to))
      list.push({ to, relation, localPreference });
  };
  const lines = all.flatMap(({ id, written }) => (written?.relations ?? []).map((line) => ({ at: id, line })));
  for (const { at, line } of lines) {
    join(at, line.of, line.kind, numberOf(line.settings ?? [], 'local-preference', usualPreference));
  }
  for (const { at, line } of lines) join(line.of, at, opposite[line.kind]);
  const sold = (id: string): boolean => (out.get(id) ?? []).some(({ relation }) => relation === 'provider');
  const own = all.filter(({ written }) => written !== undefined);
  const top = own.filter(({ id }) => !sold(id));
  for (const { id } of all.filter(({ written }) => written === undefined))
    for (const provider of top.length > 0 ? top : own) {
      join(id, provider.id, 'provider');
      join(provider.id, id, 'customer');
    }
  return out;
}

/** A system in the words of a trace. */
export const showSystem = ({ id, number }: System): string => (id === internetId ? 'Internet' : `AS ${number}`);

/** The block of a route as BGP writes it: with its length, also of one address. */
export const showBlock = (block: Cidr): string => `${showIp(block.base)}/${block.bits}`;
