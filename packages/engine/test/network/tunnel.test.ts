import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { ip } from '../../src/base/addr/index.ts';
import { type Header, headerOf } from '../../src/network/header.ts';
import { decapsulate, encapsulate, innermost, overheadOf, type Tunnel, tunnelFits } from '../../src/network/tunnel.ts';

const four = fc.nat({ max: 0xffffffff });
const six = fc.bigInt({ min: 0n, max: (1n << 128n) - 1n });
const port = fc.integer({ min: 1, max: 65535 });
const of = <T>(address: fc.Arbitrary<T>) => fc.tuple(address, address);
const ends = fc.oneof(of(four), of(six));

const packets: fc.Arbitrary<Header> = fc
  .record({
    ends,
    protocol: fc.constantFrom('tcp' as const, 'udp' as const),
    sport: port,
    dport: port,
    ttl: fc.integer({ min: 1, max: 255 }),
    mark: fc.nat({ max: 0xffffffff }),
    size: fc.option(fc.record({ bytes: fc.integer({ min: 28, max: 9001 }), df: fc.boolean() }), { nil: undefined }),
    macs: fc.boolean(),
  })
  .map(({ ends: [src, dst], macs, ...rest }) =>
    headerOf({ ...rest, src, dst, flags: 'x', ...(macs ? { smac: '02:00', dmac: '02:01' } : {}) }),
  );

const tunnels: fc.Arbitrary<Tunnel> = fc.oneof(
  fc.record(
    { kind: fc.constantFrom('vxlan' as const, 'geneve' as const), vni: fc.nat({ max: 0xffffff }), port },
    { requiredKeys: ['kind', 'vni', 'port'] },
  ),
  fc.record({
    kind: fc.constant('ipip' as const),
    df: fc.constantFrom('set' as const, 'unset' as const, 'inherit' as const),
  }),
);

describe('a packet that is put into a tunnel', () => {
  it('is taken out as it was, with the mark that the outer one has', () => {
    fc.assert(
      fc.property(packets, tunnels, ends, port, (packet, tunnel, [src, dst], sport) => {
        const outer = encapsulate(packet, tunnel, { src, dst, sport });
        expect(decapsulate(outer)).toEqual(packet);
        expect(Object.keys(outer)).toEqual(Object.keys(packet));
        expect(innermost(outer)).toEqual({ ...packet, mark: 0 });
        expect(tunnelFits(tunnel, outer)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
  it('is as many bytes larger as the tunnel adds, inside of any number of tunnels', () => {
    fc.assert(
      fc.property(packets, fc.array(fc.tuple(tunnels, ends), { maxLength: 4 }), (packet, around) => {
        let outer = packet;
        let added = 0;
        for (const [tunnel, [src, dst]] of around) {
          outer = encapsulate(outer, tunnel, { src, dst, sport: 1 });
          added += overheadOf(tunnel, dst);
        }
        expect(outer.size?.bytes).toBe(packet.size && packet.size.bytes + added);
      }),
    );
  });
  it('is not in the tunnel of another number or port', () => {
    fc.assert(
      fc.property(packets, fc.nat({ max: 9 }), fc.nat({ max: 9 }), (packet, vni, other) => {
        const tunnel = { kind: 'vxlan', vni, port: 4789 } as const;
        const outer = encapsulate(packet, tunnel, { src: 1, dst: 2, sport: 3 });
        expect(tunnelFits({ ...tunnel, vni: other }, outer) !== undefined).toBe(vni === other);
        expect(tunnelFits({ ...tunnel, port: 8472 }, outer)).toBeUndefined();
        expect(tunnelFits({ kind: 'ipip' }, outer)).toBeUndefined();
      }),
    );
  });
});

test('VXLAN and Geneve add 50 bytes over IPv4 and 70 over IPv6, IP in IP adds 20', () => {
  const [v4, v6] = [ip('10.0.0.1'), ip('fd00::1')];
  expect(overheadOf({ kind: 'vxlan' }, v4)).toBe(50);
  expect(overheadOf({ kind: 'vxlan' }, v6)).toBe(70);
  expect(overheadOf({ kind: 'geneve' }, v4)).toBe(50);
  expect(overheadOf({ kind: 'ipip' }, v4)).toBe(20);
});

test('the tunnel that names both ends is meant before one that names its own, and that before one that names none', () => {
  const outer = encapsulate(
    headerOf({ protocol: 'tcp', src: 7, dst: 8, sport: 1, dport: 2, ttl: 64, flags: 'SYN' }),
    { kind: 'ipip' },
    { src: 1, dst: 2, sport: 0 },
  );
  const fits = (ends: Partial<Tunnel>) => tunnelFits({ kind: 'ipip', ...ends }, outer);
  expect([fits({ remote: 1, local: 2 }), fits({ remote: 1 }), fits({ local: 2 }), fits({})]).toEqual([3, 2, 1, 0]);
  expect([fits({ remote: 9 }), fits({ local: 1 })]).toEqual([undefined, undefined]);
});
