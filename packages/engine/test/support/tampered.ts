import fc from 'fast-check';
import { type Cidr, cidr, mask } from '../../src/base/addr/index.ts';
import { type Chain, chainKey, type Match } from '../../src/network/netfilter.ts';
import type { Device, Network } from '../../src/network/network.ts';

/** A change of compiled data that no compiler makes: one machine, or all, with something about an address or a block. */
export interface Tamper {
  readonly what: 'rule' | 'route' | 'filter' | 'answer' | 'check' | 'claim' | 'mark' | 'constant' | 'socket';
  /** Of the machines of its kind; the node where that machine lives; undefined: all. */
  readonly at: number | 'home' | undefined;
  readonly on: 'node' | 'pod';
  /** The machine whose address it is about. */
  readonly of: number;
  readonly bits: 32 | 30 | 27;
  readonly end: 'src' | 'dst';
  readonly not: boolean;
}

export const tampers: fc.Arbitrary<Tamper> = fc.record({
  what: fc.constantFrom(
    ...(['rule', 'route', 'filter', 'answer', 'check', 'claim', 'mark', 'constant', 'socket'] as const),
  ),
  at: fc.oneof(fc.constant('home' as const), fc.constant('home' as const), fc.constant(undefined), fc.nat({ max: 9 })),
  on: fc.constantFrom('node' as const, 'node' as const, 'node' as const, 'pod' as const),
  of: fc.nat({ max: 40 }),
  bits: fc.constantFrom(32 as const, 32 as const, 30 as const, 27 as const),
  end: fc.constantFrom('src' as const, 'dst' as const),
  not: fc.constantFrom(false, false, true),
});

/** The network with the changes. */
export function tampered(network: Network, all: readonly Tamper[]): Network {
  const devices = new Map(network.devices);
  const known = new Map(network.unmodelled.known);
  for (const each of all) {
    const all = [...devices.values()].filter(({ kind }) => kind === 'pod' || kind === 'node');
    const about = all[each.of % all.length];
    const base = about?.interfaces[1]?.addresses[0]?.ip;
    if (!about || base === undefined) continue;
    const block: Cidr = { base: mask(base, each.bits), bits: each.bits };
    if (each.what === 'claim') known.set(base, 'somebody else');
    const machines = [...devices.values()].filter(({ kind }) => kind === each.on);
    const some =
      each.at === 'home'
        ? machines.filter((one) => one.interfaces.some(({ answers }) => answers.includes(base)))
        : each.at === undefined
          ? machines
          : machines.slice(each.at % (machines.length || 1)).slice(0, 1);
    for (const device of some) devices.set(device.id, changed(device, each, block));
  }
  return { ...network, devices, unmodelled: { ...network.unmodelled, known } };
}

const void_ = 'void';

function changed(device: Device, { what, end, not }: Tamper, block: Cidr): Device {
  const tables = new Map([...device.tables, [void_, [{ to: cidr('0.0.0.0/0'), type: 'blackhole' as const }]]]);
  switch (what) {
    case 'rule': {
      const rule = { priority: 600, table: void_, ...(end === 'src' ? { from: block } : { to: block }) };
      return { ...device, tables, rules: [...device.rules, rule].sort((a, b) => a.priority - b.priority) };
    }
    case 'route':
      return {
        ...device,
        tables: new Map([
          ...tables,
          ['main', [{ to: block, type: 'blackhole' as const }, ...(tables.get('main') ?? [])]],
        ]),
      };
    case 'filter':
      return withRule(device, [{ kind: end, block, not }]);
    case 'constant':
      // asks for an address that only some packets have on their way
      return withRule(device, [{ kind: 'dst', block: cidr('172.20.7.7/32') }]);
    case 'answer':
      return {
        ...device,
        interfaces: device.interfaces.map((each) => ({
          ...each,
          answers: each.answers.filter((one) => one !== block.base),
        })),
      };
    case 'check':
      return {
        ...device,
        interfaces: device.interfaces.map((each) =>
          each.guard?.addresses
            ? {
                ...each,
                guard: {
                  ...each.guard,
                  addresses: {
                    ...each.guard.addresses,
                    of: new Set([...each.guard.addresses.of].filter((one) => one !== block.base)),
                  },
                },
              }
            : each,
        ),
      };
    case 'mark':
      return {
        ...device,
        unmodelled: [...(device.unmodelled ?? []), { hook: 'all', why: 'tampered', to: new Set([block.base]) }],
      };
    case 'socket':
      return { ...device, sockets: device.sockets.filter(({ port }) => port !== 10250 && port !== 8080) };
    case 'claim':
      return device;
  }
}

/** A rule that drops in front of the first hook that sees every packet of a node. */
function withRule(device: Device, matches: readonly Match[]): Device {
  const { ruleset } = device;
  if (!ruleset) return device;
  const key = chainKey('mangle', 'PREROUTING');
  const old = ruleset.get(key);
  const chain: Chain = {
    ...(old ?? { table: 'mangle', name: 'PREROUTING', policy: 'ACCEPT' }),
    rules: [{ matches, target: { kind: 'drop' } }, ...(old?.rules ?? [])],
  };
  return {
    ...device,
    ruleset: {
      get: (name) => (name === key ? chain : ruleset.get(name)),
      chains: () => [...ruleset.chains()].map((each) => (each === old ? chain : each)),
    },
  };
}
