import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { ip, LongestMatch, parseIp } from '../../src/base/addr/index.ts';
import { createModel } from '../../src/model.ts';
import { type Header, headerOf, type Protocol, swapped } from '../../src/network/header.ts';
import type { Device, Network } from '../../src/network/network.ts';
import type { PolicyRule, Route } from '../../src/network/route.ts';
import type { Answer } from '../../src/walk/answer.ts';
import { Connections } from '../../src/walk/conntrack.ts';
import { thereAndBack } from '../../src/walk/converse.ts';
import { Decider, nextScript } from '../../src/walk/decider.ts';
import { PortCuts } from '../../src/walk/port-draws.ts';
import { RouteTable } from '../../src/walk/route-table.ts';
import { RuleIndex } from '../../src/walk/rule-index.ts';
import { hopsOf, type Travelled } from '../../src/walk/travel.ts';
import { build, shapes } from '../support/arbitraries.ts';
import { commonNetwork, embedded, embeddedHeader, embeddedNetwork } from '../support/embed.ts';
import { firstPacket, tunnelled } from '../support/tunnels.ts';
import { walked } from '../support/walked.ts';

const address = fc.oneof(
  fc.nat({ max: 0xffffffff }),
  fc.nat({ max: 0xff }).map((low) => 0x0a000000 + low),
);
const blocks = fc
  .tuple(address, fc.integer({ min: 0, max: 32 }))
  .map(([at, bits]) => ({ base: bits === 0 ? 0 : (at & (-1 << (32 - bits))) >>> 0, bits }));
const six = ({ base, bits }: { readonly base: number; readonly bits: number }) => ({
  base: embedded(base),
  bits: bits + 96,
});

describe('what is looked up by address', () => {
  it('is found for IPv6 where it is for IPv4: blocks, routes and rules', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(blocks, fc.option(blocks, { nil: undefined })), { maxLength: 30 }),
        fc.array(fc.tuple(address, address), { minLength: 1, maxLength: 20 }),
        (entries, asked) => {
          const [of4, of6] = [new LongestMatch<number>(), new LongestMatch<number>()];
          const [routes4, routes6]: [Route[], Route[]] = [[], []];
          const [rules4, rules6]: [PolicyRule[], PolicyRule[]] = [[], []];
          entries.forEach(([to, from], at) => {
            of4.set(to, at);
            of6.set(six(to), at);
            routes4.push({ to, type: 'unicast', dev: `d${at}` });
            routes6.push({ to: six(to), type: 'unicast', dev: `d${at}` });
            rules4.push({ priority: at, to, table: 'main', ...(from ? { from } : {}) });
            rules6.push({ priority: at, to: six(to), table: 'main', ...(from ? { from: six(from) } : {}) });
          });
          const [tables4, tables6] = [routes4, routes6].map((routes) => {
            const table = new RouteTable(routes);
            return { routes: () => table };
          });
          const [index4, index6] = [new RuleIndex(rules4), new RuleIndex(rules6)];
          for (const [src, dst] of asked) {
            const far = { src: embedded(src), dst: embedded(dst), mark: 0 };
            expect(of6.get(far.dst)).toBe(of4.get(dst));
            expect(of6.get(dst)).toBeUndefined();
            expect(of6.all(far.dst)).toEqual(of4.all(dst));
            const [a, b] = [
              index4.lookup(tables4!, { src, dst, mark: 0 }, undefined),
              index6.lookup(tables6!, far, undefined),
            ];
            expect([b?.at, b?.route.dev]).toEqual([a?.at, a?.route.dev]);
            expect(index4.lookup(tables4!, far, undefined)).toBeUndefined();
          }
        },
      ),
    );
  });

  it('is the same connection for IPv6 where it is for IPv4, and never one of both', () => {
    const packets = fc.record({
      protocol: fc.constantFrom('tcp' as const, 'udp' as const, 'icmp' as const),
      src: fc.nat({ max: 2 }),
      dst: fc.nat({ max: 2 }),
      sport: fc.nat({ max: 2 }),
      dport: fc.nat({ max: 2 }),
      answer: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(packets, { maxLength: 20 }), (list) => {
        const [four, of6, both] = [new Connections(), new Connections(), new Connections()];
        for (const { answer, ...tuple } of list) {
          const plain = headerOf({ ...tuple, ttl: 64, flags: 'x' });
          const packet = answer ? { ...plain, ...swapped(plain) } : plain;
          const [a, b] = [four.track(packet, true), of6.track(embeddedHeader(packet), true)];
          expect([b.state, b.direction]).toEqual([a.state, a.direction]);
          both.track(packet, true);
          both.track(embeddedHeader(packet), true);
        }
        expect(of6.all).toHaveLength(four.all.length);
        expect(both.all).toHaveLength(2 * four.all.length);
      }),
    );
  });
});

/** What IPv6 has of its own is called by its family. */
const stageOfFour = (stage: string): string => stage.replace(/^ip -6 /, 'ip ').replace(/^ip6 /, '');

/** What a way is, but for the words of its addresses and for ports that are drawn. */
function wayOf(way: Travelled | undefined, first: Header, toSix: boolean) {
  if (!way) return undefined;
  const at = (address: Header['src']) => (toSix ? embedded(address) : address);
  const { src, dst, sport, dport, ttl, mark, protocol } = way.last;
  // a port that is drawn for another address may happen to be the same
  const port = (of: number, address: Header['src']) =>
    of === first.dport || (of === first.sport && at(address) === embedded(first.src)) ? of : 'drawn';
  return {
    hops: hopsOf(way).map(({ id, steps }) => [
      id,
      steps.map(({ kind, stage, cause }) => `${kind} ${stageOfFour(stage)} ${cause}`),
    ]),
    passed: way.passed.map(({ entered, towards, left, redirected }) => [entered, towards, left, redirected]),
    last: { src: at(src), dst: at(dst), sport: port(sport, src), dport: port(dport, dst), ttl, mark },
    protocol: protocol === 'icmpv6' ? 'icmp' : protocol,
    outcome: way.outcome.kind,
    arrived: way.arrived,
  };
}

const seen = ({ verdict, cause, client, died, to, forward, reply }: Answer, first: Header, toSix: boolean) => ({
  ...{ verdict, cause, client, died, to },
  forward: wayOf(forward, first, toSix),
  reply: wayOf(reply, first, toSix),
});

const mostBranches = 4;

/** Both walks for the first combinations of random choices. */
function* answers(of4: Network, of6: Network, id: string, packet: Header) {
  let script: number[] | undefined = [];
  for (let i = 0; script && i < mostBranches; i++) {
    const [a, b] = ([4, 6] as const).map((family) => {
      const network = family === 4 ? of4 : of6;
      const decider = new Decider([...script!], []);
      const first = family === 4 ? packet : embeddedHeader(packet);
      const sending = { device: network.devices.get(id)!, packet: first, seed: () => 's' };
      return { answer: thereAndBack(network, sending, { decider, cuts: new PortCuts(), described: true }), decider };
    });
    yield [a!.answer, b!.answer] as const;
    script = nextScript(a!.decider.decisions);
  }
}

describe('a network whose addresses are all put into IPv6', () => {
  it('has the same ways, verdicts and causes, in the same steps', () => {
    let compared = 0;
    const verdicts = new Map<string, number>();
    fc.assert(
      fc.property(shapes, (shape) => {
        const model = createModel(build(shape));
        const of4 = commonNetwork(model.network);
        const of6 = embeddedNetwork(of4);
        for (const walk of model.topology.walks) {
          const hop = model.trace(walk.id).routes[0]?.forward[0];
          const sent = hop?.steps[0]?.after;
          const [src, dst] = [parseIp(sent?.src ?? ''), parseIp(sent?.dst ?? '')];
          if (!hop || !sent || src === undefined || dst === undefined) continue;
          const { sport = 1, dport = 0, ttl, flags = '' } = sent;
          const packet = headerOf({ protocol: sent.protocol as Protocol, src, dst, sport, dport, ttl, flags });
          for (const [a, b] of answers(of4, of6, hop.id, packet)) {
            // what is not described is told by what is public, which IPv6 has other blocks of; a martian is IPv4's
            if (a.forward.at.kind === 'internet' || a.cause === 'MARTIAN') continue;
            expect(seen(b, packet, false), walk.name).toEqual(seen(a, packet, true));
            compared += 1;
            const told = `${a.verdict} ${a.cause ?? ''}`;
            verdicts.set(told, (verdicts.get(told) ?? 0) + 1);
          }
        }
      }),
      { numRuns: 25 },
    );
    expect(compared).toBeGreaterThan(300);
    expect(verdicts.size).toBeGreaterThan(3);
  });

  test.each(['vxlan', 'geneve', 'ipip'] as const)('has the same tunnels: %s', (kind) => {
    const packet = firstPacket({ src: '10.244.1.2', dst: '10.244.2.2' });
    const of4 = tunnelled({ kind });
    const six6 = embeddedNetwork(of4);
    // the ends of a tunnel are addresses too
    const of6: Network = {
      ...six6,
      devices: new Map(
        [...six6.devices].map(([id, each]) => [
          id,
          {
            ...each,
            interfaces: each.interfaces.map((own) => {
              if (!own.tunnel) return own;
              const { local, forwarding } = own.tunnel;
              return {
                ...own,
                tunnel: {
                  ...own.tunnel,
                  ...(local === undefined ? {} : { local: embedded(local) }),
                  ...(forwarding
                    ? { forwarding: new Map([...forwarding].map(([mac, at]) => [mac, embedded(at)])) }
                    : {}),
                },
              };
            }),
          },
        ]),
      ),
    };
    const [a, b] = [walked(of4, 'pod1', packet), walked(of6, 'pod1', embeddedHeader(packet))];
    expect(a.verdict).toBe('delivered');
    expect(seen(b, packet, false)).toEqual(seen(a, packet, true));
  });

  test('tells errors in messages of ICMPv6', () => {
    const of6 = embeddedNetwork(tunnelled({ kind: 'vxlan', mtu: { pod: 1500, tunnel: 1430, wire: 1500 } }));
    const told = (packet: Header) => {
      const { reply, ...answer } = walked(of6, 'pod1', embeddedHeader(packet));
      const [error] = reply ? hopsOf(reply) : [];
      return { cause: answer.cause, error: error?.steps[0]?.after?.flags, protocol: error?.steps[0]?.after?.protocol };
    };
    const between = { src: '10.244.1.2', dst: '10.244.2.2', protocol: 'udp' } as const;
    // no router fragments IPv6, whatever the sender allows
    expect(told(firstPacket({ ...between, size: { bytes: 1431, df: false } }))).toEqual({
      cause: 'MTU',
      error: 'packet-too-big',
      protocol: 'icmpv6',
    });
    expect(told(firstPacket({ ...between, dst: '10.0.0.77' }))).toEqual({
      cause: 'ARP-FAIL',
      error: 'address-unreachable',
      protocol: 'icmpv6',
    });
    expect(told(firstPacket({ ...between, dst: '10.99.0.1' }))).toEqual({
      cause: 'HOST-NOROUTE',
      error: 'no-route',
      protocol: 'icmpv6',
    });
  });

  test('meets none of the tables of IPv4', () => {
    const drop = { matches: [], target: { kind: 'drop' } } as const;
    const of4 = tunnelled({ kind: 'vxlan', chains: [{ table: 'filter', name: 'FORWARD', rules: [drop] }] });
    const packet = firstPacket({ src: '10.244.1.2', dst: '10.0.0.2', dport: 22 });
    expect(walked(of4, 'pod1', packet)).toMatchObject({ cause: 'FWD-DROP' });
    const of6 = embeddedNetwork(of4);
    expect(walked(of6, 'pod1', embeddedHeader(packet))).toMatchObject({ cause: 'FWD-DROP' });
    const bare = (each: Device) => ({
      ...each,
      ruleset: of4.devices.get(each.id)!.ruleset!,
      six: { ...(each.six?.rules ? { rules: each.six.rules } : {}), forwarding: true },
    });
    const mixed: Network = { ...of6, devices: new Map([...of6.devices].map(([id, each]) => [id, bare(each)])) };
    expect(walked(mixed, 'pod1', embeddedHeader(packet)).cause).not.toBe('FWD-DROP');
    const off = (each: ReturnType<typeof bare>) => ({ ...each, six: { ...each.six, forwarding: false } });
    const closed: Network = { ...of6, devices: new Map([...of6.devices].map(([id, each]) => [id, off(bare(each))])) };
    expect(walked(closed, 'pod1', embeddedHeader(packet))).toMatchObject({ cause: 'IPFWD-OFF' });
  });
});

test('::1 stays in its machine', () => {
  const of6 = embeddedNetwork(tunnelled({ kind: 'vxlan' }));
  const packet = { ...embeddedHeader(firstPacket({ src: '10.244.1.2', dst: '10.0.0.2', dport: 22 })), src: ip('::1') };
  expect(walked(of6, 'pod1', packet)).toMatchObject({ verdict: 'not-delivered', cause: 'MARTIAN' });
});
