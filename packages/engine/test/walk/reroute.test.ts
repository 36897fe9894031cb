import { describe, expect, it } from 'vitest';
import { cidr, ip } from '../../src/base/addr/index.ts';
import { baseRules, connected, lo, localTable } from '../../src/compilers/machine.ts';
import { headerOf } from '../../src/network/header.ts';
import { type Chain, joinRulesets, type NetfilterRule } from '../../src/network/netfilter.ts';
import type { Device, Interface, Network } from '../../src/network/network.ts';
import { nothingForeign } from '../../src/network/unmodelled.ts';
import { compiledOf } from '../../src/walk/compiled-device.ts';
import { Decider } from '../../src/walk/decider.ts';
import { Passage } from '../../src/walk/passage.ts';
import { originate } from '../../src/walk/path.ts';
import { PortCuts } from '../../src/walk/port-draws.ts';
import { Journey } from '../../src/walk/travel.ts';

const nic = (name: string, address: string): Interface => ({
  name,
  addresses: [{ ip: ip(address), bits: 24 }],
  answers: [],
});
const nics = [nic('v1', '10.1.0.1'), nic('v2', '10.2.0.1')];

/** A machine on two networks; what it sends to 10.1.0.9 goes to 10.2.0.2 instead. */
const machine = (chains: readonly Chain[]): Device => ({
  id: 'm',
  name: 'm',
  kind: 'host',
  interfaces: [lo, ...nics],
  rules: baseRules,
  tables: new Map([
    ['local', localTable(nics)],
    ['main', nics.map(({ name, addresses }) => connected(name, addresses[0]!))],
  ]),
  neighbours: [],
  ruleset: joinRulesets([chains]),
  conntrack: true,
  forwarding: false,
  sockets: [],
  rpFilter: {},
});

const empty: Network = {
  devices: new Map(),
  links: new Map(),
  unmodelled: nothingForeign,
  drawn: new Map(),
  mappings: [],
  podBlock: () => undefined,
};

const chain = (table: Chain['table'], name: string, ...rules: NetfilterRule[]): Chain => ({
  table,
  name,
  policy: 'ACCEPT',
  rules,
});
const dropOut = (name: string): NetfilterRule => ({ matches: [{ kind: 'out', name }], target: { kind: 'drop' } });
const dnat = chain('nat', 'OUTPUT', {
  matches: [{ kind: 'dst', block: cidr('10.1.0.9/32') }],
  target: { kind: 'dnat', to: ip('10.2.0.2') },
});

/** The stage at which a packet to 10.1.0.9 ends. */
function endOf(...chains: Chain[]): string | undefined {
  const manner = { decider: new Decider([], []), cuts: new PortCuts(), described: true };
  const journey = new Journey(empty, () => 's', manner);
  const packet = headerOf({
    protocol: 'udp',
    src: ip('10.1.0.1'),
    dst: ip('10.1.0.9'),
    sport: 40000,
    dport: 9,
    ttl: 64,
    flags: 'data',
  });
  const passage = new Passage(journey, compiledOf(machine([dnat, ...chains])), packet);
  originate(passage, { entry: () => 'send()', random: false });
  return passage.log?.steps.find(({ kind }) => kind === 'drop')?.stage;
}

// Run on Linux 6.18.44 with iptables 1.8.9, nft and legacy: findings/output-interface-after-dnat.sh
describe('a packet of a machine itself that nat OUTPUT sends elsewhere', () => {
  it('has the interface of its first route in the rules of OUTPUT', () => {
    expect(endOf(chain('filter', 'OUTPUT', dropOut('v1')))).toBe('filter OUTPUT');
    expect(endOf(chain('filter', 'OUTPUT', dropOut('v2')))).toBe('neighbour');
  });
  it('has the interface of its new route in those of POSTROUTING', () => {
    expect(endOf(chain('mangle', 'POSTROUTING', dropOut('v1')))).toBe('neighbour');
    expect(endOf(chain('mangle', 'POSTROUTING', dropOut('v2')))).toBe('mangle POSTROUTING');
  });
});
