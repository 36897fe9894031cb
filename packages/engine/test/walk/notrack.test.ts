import { describe, expect, it } from 'vitest';
import { cidr, ip } from '../../src/base/addr/index.ts';
import { baseRules, connected, lo, localTable } from '../../src/compilers/machine.ts';
import { headerOf } from '../../src/network/header.ts';
import { type Chain, joinRulesets, type Match, type NetfilterRule, type Target } from '../../src/network/netfilter.ts';
import type { Device, Interface, Network } from '../../src/network/network.ts';
import { showNetfilterRule } from '../../src/network/show-netfilter.ts';
import { nothingForeign } from '../../src/network/unmodelled.ts';
import { compiledOf } from '../../src/walk/compiled-device.ts';
import { Decider } from '../../src/walk/decider.ts';
import { Passage } from '../../src/walk/passage.ts';
import { originate } from '../../src/walk/path.ts';
import { PortCuts } from '../../src/walk/port-draws.ts';
import { Journey } from '../../src/walk/travel.ts';

const nics: readonly Interface[] = [{ name: 'v1', addresses: [{ ip: ip('10.1.0.1'), bits: 24 }], answers: [] }];

const machine = (chains: readonly Chain[]): Device => ({
  ...{ id: 'm', name: 'm', kind: 'host', interfaces: [lo, ...nics], rules: baseRules, neighbours: [] },
  tables: new Map([
    ['local', localTable(nics)],
    ['main', nics.map(({ name, addresses }) => connected(name, addresses[0]!))],
  ]),
  ...{ ruleset: joinRulesets([chains]), conntrack: true, forwarding: false, sockets: [], rpFilter: {} },
});

const empty: Network = {
  ...{ devices: new Map(), links: new Map(), unmodelled: nothingForeign, drawn: new Map(), mappings: [] },
  pools: new Map(),
  podBlock: () => undefined,
};

const rule = (target: Target, ...matches: Match[]): NetfilterRule => ({ matches, target });
const chain = (table: Chain['table'], ...rules: NetfilterRule[]): Chain => ({
  ...{ table, name: 'OUTPUT', policy: 'ACCEPT', rules },
});

const drop: Target = { kind: 'drop' };
const notrack = chain('raw', rule({ kind: 'notrack' }, { kind: 'dst', block: cidr('10.1.0.9/32') }));
const dnat = chain('nat', rule({ kind: 'dnat', to: ip('10.1.0.2') }));
const mark = chain('raw', rule({ kind: 'mark', value: 0x85, mask: 0xff, spelling: 'set' }));
const restore = chain('mangle', rule({ kind: 'restore-mark', mask: 0x80 }));

/** A packet to 10.1.0.9 as the machine sends it. */
function sent(...chains: Chain[]): Passage {
  const manner = { decider: new Decider([], []), cuts: new PortCuts(), described: true };
  const journey = new Journey(empty, () => 's', manner);
  const packet = headerOf({
    ...{ protocol: 'udp', src: ip('10.1.0.1'), dst: ip('10.1.0.9'), sport: 40000, dport: 53, ttl: 64, flags: 'data' },
  });
  const passage = new Passage(journey, compiledOf(machine(chains)), packet);
  originate(passage, { entry: () => 'send()', random: false });
  return passage;
}

/** Whether a rule with these conditions drops it: with the rule that keeps it away, and without. */
function dropped(...matches: Match[]): readonly [boolean, boolean] {
  const dropping = chain('filter', rule(drop, ...matches));
  const ends = (...first: Chain[]) =>
    sent(...first, dropping).log?.steps.some(({ kind, stage }) => kind === 'drop' && stage === 'filter OUTPUT') ===
    true;
  return [ends(notrack), ends()];
}

describe('a packet that a rule keeps away from connection tracking', () => {
  it('is not translated, and belongs to no connection', () => {
    const [kept, tracked] = [sent(notrack, dnat), sent(dnat)];
    expect(kept.packet.dst).toBe(ip('10.1.0.9'));
    expect(kept.connections?.all).toEqual([]);
    expect(kept.log?.steps.some(({ kind }) => kind === 'conntrack' || kind === 'nat')).toBe(false);
    expect(tracked.packet.dst).toBe(ip('10.1.0.2'));
  });

  it('goes on in its chain, and says in the trace that it is untracked', () => {
    const { log, packet } = sent(notrack, mark);
    expect(packet.mark).toBe(0x85);
    expect(log?.steps.find(({ stage }) => stage === 'raw OUTPUT')).toMatchObject({
      entry: '-A OUTPUT -d 10.1.0.9/32 -j NOTRACK',
      after: { ctstate: 'UNTRACKED' },
    });
  });

  it.each<[string, Match, boolean, boolean]>([
    ['--ctstate UNTRACKED', { kind: 'ctstate', states: ['UNTRACKED'] }, true, false],
    ['! --ctstate UNTRACKED', { kind: 'ctstate', states: ['UNTRACKED'], not: true }, false, true],
    ['--ctstate NEW', { kind: 'ctstate', states: ['NEW'] }, false, true],
    ['--ctstate INVALID', { kind: 'ctstate', states: ['INVALID'] }, false, false],
    ['! --ctstate NEW', { kind: 'ctstate', states: ['NEW'], not: true }, true, false],
    ['connmark 0', { kind: 'connmark', value: 0, mask: 0xff }, false, true],
    ['connmark, not 0x80', { kind: 'connmark', value: 0x80, mask: 0x80, not: true }, false, true],
  ])('%s matches', (_, match, kept, tracked) => {
    expect(dropped(match)).toEqual([kept, tracked]);
  });

  it('keeps its own mark where that of a connection is restored', () => {
    expect(sent(mark, notrack, restore).packet.mark).toBe(0x85);
    expect(sent(mark, restore).packet.mark).toBe(0x05);
  });

  it('is spelled as iptables does', () => {
    expect(showNetfilterRule('OUTPUT', rule({ kind: 'notrack' }))).toBe('-A OUTPUT -j NOTRACK');
  });
});
