import {
  type Device,
  lookup,
  type Network,
  nothingForeign,
  type PolicyRule,
  parseIp,
  showIp,
  type TableRoute,
} from '@netk/engine';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planLab, runLab } from '../src/index.ts';
import { cannotRun } from './here.ts';

const reason = cannotRun();
const seed = Number(process.env.NETK_SEED);
const networks = 40;
const questions = 100;

const ip = (text: string): number => Number(parseIp(text));
const block = (base: number, bits: number) => ({
  base: bits === 0 ? 0 : (base & (0xffffffff << (32 - bits))) >>> 0,
  bits,
});
const nics = ['eth0', 'eth1', 'eth2'] as const;
const tables = ['main', '2', '3', '4'] as const;

/** Addresses from a small block, so that prefixes meet and nest. */
const address = fc.nat({ max: 0xfff }).map((low) => ip('10.0.0.0') + low);
const prefix = fc
  .tuple(address, fc.constantFrom(8, 20, 22, 24, 26, 28, 30, 32))
  .map(([base, bits]) => block(base, bits));
const route: fc.Arbitrary<TableRoute> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      to: prefix,
      type: fc.constant('unicast' as const),
      dev: fc.constantFrom(...nics),
      scope: fc.constant('link' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ to: prefix, type: fc.constant('blackhole' as const) }) },
);
const mark = fc.constantFrom(0, 0x80, 0x4000, 0x4080);
const rule: fc.Arbitrary<PolicyRule> = fc.record(
  {
    priority: fc.integer({ min: 1, max: 2000 }),
    table: fc.constantFrom(...tables),
    from: prefix,
    to: prefix,
    iif: fc.constantFrom(...nics),
    fwmark: fc.record({ value: mark, mask: fc.constantFrom(0x80, 0x4000, 0x4080) }),
  },
  { requiredKeys: ['priority', 'table'] },
);

/** One machine with three interfaces, tables and rules; a prefix stands once in each table, as in the kernel's. */
const machine: fc.Arbitrary<Device> = fc
  .tuple(
    fc.array(fc.tuple(fc.constantFrom(...tables), route), { maxLength: 30 }),
    fc.uniqueArray(rule, { maxLength: 12, selector: ({ priority }) => priority }),
  )
  .map(([routes, rules]): Device => {
    const own = nics.map((name, i) => ({
      name,
      addresses: [{ ip: ip(`10.1.${i}.1`), bits: 24 }],
      answers: [ip(`10.1.${i}.1`)],
      mac: `02:00:0a:01:0${i}:01`,
      link: `segment ${i}`,
    }));
    const byTable = new Map<string, TableRoute[]>(tables.map((table) => [table, []]));
    for (const [table, each] of routes) {
      const list = byTable.get(table)!;
      if (!list.some(({ to }) => to.base === each.to.base && to.bits === each.to.bits)) list.push(each);
    }
    byTable.get('main')!.push(
      ...own.map(({ name, addresses }) => ({
        to: block(addresses[0]!.ip, 24),
        type: 'unicast' as const,
        dev: name,
        scope: 'link' as const,
      })),
    );
    const local = own.map(({ name, addresses: [{ ip: at }] }) => ({
      to: block(at, 32),
      type: 'local' as const,
      dev: name,
      scope: 'host' as const,
    }));
    const fixed = [
      { priority: 0, table: 'local' },
      { priority: 32766, table: 'main' },
    ];
    return {
      ...{
        id: 'm',
        name: 'm',
        kind: 'host',
        interfaces: own,
        neighbours: [],
        conntrack: false,
        forwarding: true,
        sockets: [],
        rpFilter: {},
      },
      rules: [...fixed.slice(0, 1), ...rules.toSorted((a, b) => a.priority - b.priority), ...fixed.slice(1)],
      tables: new Map([['local', local], ...byTable]),
    };
  });

const question = fc.record({
  dst: address,
  src: address,
  mark,
  iif: fc.option(fc.constantFrom(...nics), { nil: undefined }),
});

test.skipIf(reason)(
  `${networks * questions} routing questions have the kernel's answers`,
  async () => {
    const machines = fc.sample(machine, { numRuns: networks, seed });
    let compared = 0;
    const kinds = new Map<string, number>();
    for (const [index, device] of machines.entries()) {
      const links = new Map(
        device.interfaces.map(({ link, name }) => [
          link!,
          { id: link!, l2: true, members: [{ device: 'm', interface: name }] },
        ]),
      );
      const network: Network = {
        devices: new Map([['m', device]]),
        links,
        unmodelled: nothingForeign,
        drawn: new Map(),
        mappings: [],
        podBlock: () => undefined,
      };
      const asked = fc.sample(question, { numRuns: questions, seed: seed + index });
      const lines = asked.map(({ dst, src, mark: of, iif }) =>
        // without an input interface the machine itself asks, and may only use an address of its own
        iif === undefined
          ? `route get ${showIp(dst)} mark ${of}`
          : `route get ${showIp(dst)} from ${showIp(src)} iif ${iif} mark ${of}`,
      );
      const plan = { ...planLab(network, []), lookups: [{ namespace: 'n0', lines }] };
      const { lookups } = await runLab(plan);
      const said = lookups.n0 ?? [];
      expect(said.length, `seed ${seed}, machine ${index}`).toBe(questions);
      for (const [at, { dst, src, mark: of, iif }] of asked.entries()) {
        const found = lookup(device, { src: iif === undefined ? 0 : src, dst, mark: of }, iif);
        const expected = found?.route.type === 'unicast' ? `dev ${found.route.dev}` : 'none';
        const kernel = /dev (eth\d)/.exec(said[at] ?? '')?.[0] ?? 'none';
        kinds.set(expected, (kinds.get(expected) ?? 0) + 1);
        expect(kernel, `seed ${seed}, machine ${index}: ${lines[at]}: ${said[at]}`).toBe(expected);
        compared += 1;
      }
    }
    console.log(
      `seed ${seed}: ${compared} answers equal (${[...kinds].map(([kind, n]) => `${n} ${kind}`).join(', ')})`,
    );
  },
  120_000,
);
