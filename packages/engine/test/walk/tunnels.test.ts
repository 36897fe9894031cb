import { describe, expect, test } from 'vitest';
import type { Match } from '../../src/network/netfilter.ts';
import type { Step } from '../../src/trace/trace.ts';
import type { Answer } from '../../src/walk/answer.ts';
import { hopsOf } from '../../src/walk/travel.ts';
import { firstPacket, tunnelled } from '../support/tunnels.ts';
import { walked } from '../support/walked.ts';

const layer = ({ src, dst, ttl, protocol }: NonNullable<Step['after']>) => `${src} > ${dst} ${protocol} ${ttl}`;
const wires = ({ forward }: Answer): readonly string[] =>
  hopsOf(forward).flatMap(({ device, steps }) =>
    steps
      .filter(({ kind }) => kind === 'send' || kind === 'receive')
      .map(({ kind, interface: at, after }) => {
        const inner = after?.inner ? ` [${layer(after.inner)}]` : '';
        return `${device} ${at} ${kind}: ${layer(after!)}${inner}`;
      }),
  );

const podToPod = firstPacket({ src: '10.244.1.2', dst: '10.244.2.2' });

describe('a packet of a pod to a pod of another machine', () => {
  test('travels inside a packet of VXLAN, whose TTL is its own', () => {
    const answer = walked(tunnelled({ kind: 'vxlan' }), 'pod1', podToPod);
    expect(answer).toMatchObject({ verdict: 'delivered', client: 'ok' });
    const inner = (ttl: number) => `10.244.1.2 > 10.244.2.2 tcp ${ttl}`;
    const outer = `10.0.0.1 > 10.0.0.2 udp 64 [${inner(63)}]`;
    expect(wires(answer)).toEqual([
      `pod1 eth0 send: ${inner(64)}`,
      `node1 veth0 receive: ${inner(64)}`,
      `node1 tun0 send: ${inner(63)}`,
      `node1 eth0 send: ${outer}`,
      `node2 eth0 receive: ${outer}`,
      `node2 tun0 receive: ${inner(63)}`,
      `node2 veth0 send: ${inner(62)}`,
      `pod2 eth0 receive: ${inner(62)}`,
    ]);
  });
  test('travels inside a packet of protocol 4, which has its TTL, and no ports', () => {
    const answer = walked(tunnelled({ kind: 'ipip' }), 'pod1', podToPod);
    expect(answer).toMatchObject({ verdict: 'delivered', client: 'ok' });
    expect(wires(answer)[3]).toBe('node1 eth0 send: 10.0.0.1 > 10.0.0.2 ipencap 63 [10.244.1.2 > 10.244.2.2 tcp 63]');
    const tracked = hopsOf(answer.forward)[1]!.steps.flatMap(({ conntrack }) => conntrack ?? []);
    expect(tracked.at(-1)).toBe('ipencap src=10.0.0.1 dst=10.0.0.2 [UNREPLIED] src=10.0.0.2 dst=10.0.0.1 mark=0');
  });
  test('passes the hooks of the machine twice: as itself, and as what carries it', () => {
    const answer = walked(tunnelled({ kind: 'vxlan' }), 'pod1', podToPod);
    const kinds = hopsOf(answer.forward).map(({ steps }) => steps.map(({ kind }) => kind).join(' '));
    expect(kinds[1]).toBe(
      'receive conntrack route route neighbour send encapsulate route route conntrack neighbour send',
    );
    expect(kinds[2]).toBe('receive conntrack route route decapsulate receive conntrack route route neighbour send');
  });
  test('keeps its source port of VXLAN through the flow', () => {
    const answer = walked(tunnelled({ kind: 'vxlan' }), 'pod1', podToPod);
    const portOf = (hops: ReturnType<typeof hopsOf>) =>
      hops[1]!.steps.find(({ kind }) => kind === 'encapsulate')!.after!.sport!;
    expect(portOf(answer.later())).toBe(portOf(hopsOf(answer.forward)));
    expect(portOf(hopsOf(answer.forward))).toBeGreaterThanOrEqual(32_768);
  });
  test.each([
    ['64', 'delivered', undefined],
    ['3', 'delivered', undefined],
    ['2', 'not-delivered', 'TTL'],
    ['1', 'not-delivered', 'TTL'],
  ] as const)('with a TTL of %s is %s', (ttl, verdict, cause) => {
    const packet = firstPacket({ src: '10.244.1.2', dst: '10.244.2.2', ttl: Number(ttl) });
    expect(walked(tunnelled({ kind: 'vxlan' }), 'pod1', packet)).toMatchObject({
      verdict,
      ...(cause === undefined ? {} : { cause }),
    });
  });
  test('is lost without a word where the forwarding database has no entry', () => {
    const network = tunnelled({ kind: 'vxlan', tunnel: { forwarding: new Map() } });
    const answer = walked(network, 'pod1', podToPod);
    expect(answer).toMatchObject({ verdict: 'not-delivered', cause: 'ARP-FAIL', client: 'timeout' });
    expect(answer.reply).toBeUndefined();
  });
  test('is lost where the other machine has another number for the virtual network', () => {
    const answer = walked(tunnelled({ kind: 'vxlan', other: { vni: 2 } }), 'pod1', podToPod);
    expect(answer).toMatchObject({ verdict: 'not-delivered', cause: 'SVC-TARGETPORT', client: 'timeout' });
  });
  test('is lost where the other machine has its tunnel at another port: that the port is closed, no pod is told', () => {
    const answer = walked(tunnelled({ kind: 'vxlan', other: { port: 8472 } }), 'pod1', podToPod);
    expect(answer).toMatchObject({ verdict: 'not-delivered', client: 'timeout' });
  });
});

describe('a packet of the machine itself', () => {
  test('goes into the tunnel with the address of the tunnel', () => {
    const packet = firstPacket({ src: '10.244.1.0', dst: '10.244.2.2' });
    const answer = walked(tunnelled({ kind: 'vxlan' }), 'node1', packet);
    expect(answer).toMatchObject({ verdict: 'delivered' });
    expect(wires(answer)[1]).toBe('node1 eth0 send: 10.0.0.1 > 10.0.0.2 udp 64 [10.244.1.0 > 10.244.2.2 tcp 64]');
  });
});

describe('a mark', () => {
  const mark = { kind: 'mark', value: 1, mask: 1, spelling: 'or' } as const;
  const set = (...matches: readonly Match[]) => ({ matches, target: mark });
  const drop = { matches: [{ kind: 'mark', value: 1, mask: 1 }], target: { kind: 'drop' } } as const;
  test('of a packet is on the packet that carries it, as long as both are in one machine', () => {
    const chains = [
      { table: 'mangle', name: 'FORWARD', rules: [set()] },
      { table: 'filter', name: 'OUTPUT', rules: [drop] },
    ] as const;
    const answer = walked(tunnelled({ kind: 'vxlan', chains }), 'pod1', podToPod);
    expect(answer).toMatchObject({ verdict: 'not-delivered', cause: 'FWD-DROP' });
    expect(hopsOf(answer.forward).at(-1)!.device).toBe('node1');
  });
  test('of a packet that carries another is on that when it is taken out, and not on the wire', () => {
    const chains = [
      { table: 'mangle', name: 'INPUT', rules: [set({ kind: 'dport', from: 4789, to: 4789 })] },
      { table: 'filter', name: 'FORWARD', rules: [drop] },
    ] as const;
    const answer = walked(tunnelled({ kind: 'vxlan', chains }), 'pod1', podToPod);
    expect(answer).toMatchObject({ verdict: 'not-delivered', cause: 'FWD-DROP' });
    expect(hopsOf(answer.forward).at(-1)!.device).toBe('node2');
  });
});
