import { topologyOf } from '@netk/language';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { createModel } from '../../src/model.ts';
import type { Size } from '../../src/network/header.ts';
import type { Network } from '../../src/network/network.ts';
import { fragmentsOf, largestFragment } from '../../src/network/size.ts';
import { overheadOf } from '../../src/network/tunnel.ts';
import type { Answer } from '../../src/walk/answer.ts';
import { hopsOf } from '../../src/walk/travel.ts';
import { exampleModel, examples } from '../support/example.ts';
import { firstPacket, type Joined, tunnelled } from '../support/tunnels.ts';
import { walked } from '../support/walked.ts';

const between = { src: '10.244.1.2', dst: '10.244.2.2' };
const sent = (joined: Joined, size: Size, protocol: 'tcp' | 'udp' = 'udp') =>
  walked(tunnelled(joined), 'pod1', firstPacket({ ...between, protocol, size }));
const told = (answer: Answer): string | undefined => answer.reply && hopsOf(answer.reply)[0]?.steps[0]?.entry;
const stepsOf = (answer: Answer, stage: string) =>
  hopsOf(answer.forward).flatMap(({ device, steps }) =>
    steps.filter((step) => step.stage === stage).map(({ entry }) => `${device}: ${entry}`),
  );

const vxlan: Joined = { kind: 'vxlan', mtu: { pod: 1500, tunnel: 1450, wire: 1500 } };
const ipip: Joined = { kind: 'ipip', mtu: { pod: 1500, tunnel: 1480, wire: 1500 } };

describe('a packet with Don’t Fragment that a Linux machine forwards', () => {
  test.each([
    [1450, vxlan],
    [1480, ipip],
  ] as const)('arrives with %i bytes, which the tunnel takes', (bytes, joined) => {
    expect(sent(joined, { bytes, df: true })).toMatchObject({ verdict: 'delivered', client: 'ok' });
  });
  test.each([
    [1451, vxlan, 'ICMP fragmentation-needed (mtu 1450) to 10.244.1.2'],
    [1481, ipip, 'ICMP fragmentation-needed (mtu 1480) to 10.244.1.2'],
  ] as const)('is too large with %i bytes, and its sender is told the size', (bytes, joined, message) => {
    const answer = sent(joined, { bytes, df: true });
    expect(answer).toMatchObject({ verdict: 'not-delivered', cause: 'MTU', client: 'unreachable' });
    expect(told(answer)).toBe(message);
    expect(answer.forward.at.id).toBe('node1');
    expect(sent(joined, { bytes, df: true }, 'tcp')).toMatchObject({ cause: 'MTU', client: 'ok' });
  });
  test('is not sent where its own interface does not take it: the call tells', () => {
    const answer = sent(vxlan, { bytes: 1501, df: true });
    expect(answer).toMatchObject({ verdict: 'not-delivered', cause: 'MTU', client: 'unreachable', reply: undefined });
    expect(answer.forward.at.id).toBe('pod1');
  });
  test('arrives where the interface of the tunnel takes what the wire does not: the outer packet is fragmented', () => {
    const answer = sent({ ...vxlan, mtu: { pod: 1500, tunnel: 1500, wire: 1500 } }, { bytes: 1500, df: true });
    expect(answer).toMatchObject({ verdict: 'delivered', client: 'ok' });
    expect(stepsOf(answer, 'fragmentation')).toEqual(['node1: 1550 bytes leave eth0 as 2 fragments of at most 1500']);
    expect(stepsOf(answer, 'reassembly')).toEqual(['node2: fragments of at most 1500 bytes are put together: 1550']);
  });
  test.each(['set', 'inherit'] as const)(
    'is lost without a word there, where the outer has Don’t Fragment (df %s)',
    (df) => {
      const joined = { ...vxlan, mtu: { pod: 1500, tunnel: 1500, wire: 1500 }, tunnel: { df } };
      const answer = sent(joined, { bytes: 1500, df: true });
      expect(answer).toMatchObject({ verdict: 'not-delivered', cause: 'MTU', client: 'timeout' });
      // the machine tells itself
      expect(told(answer)).toBe('ICMP fragmentation-needed (mtu 1500) to 10.0.0.1');
      expect(answer.reply?.at.id).toBe('node1');
    },
  );
  test('is told by IP in IP also of a wire that is too small for it', () => {
    const answer = sent({ ...ipip, mtu: { pod: 1500, tunnel: 1480, wire: 1400 } }, { bytes: 1440, df: true });
    expect(answer).toMatchObject({ cause: 'MTU', client: 'unreachable' });
    expect(told(answer)).toBe('ICMP fragmentation-needed (mtu 1380) to 10.244.1.2');
  });
});

describe('a packet without Don’t Fragment', () => {
  test('is fragmented before the tunnel, and put together where connections are tracked', () => {
    const answer = sent(vxlan, { bytes: 1500, df: false });
    expect(answer).toMatchObject({ verdict: 'delivered', client: 'ok' });
    expect(stepsOf(answer, 'fragmentation')).toEqual([
      'node1: 1500 bytes leave tun0 as 2 fragments of at most 1444',
      'node2: 1500 bytes leave veth0 as 2 fragments of at most 1444',
    ]);
    expect(stepsOf(answer, 'reassembly')).toEqual([
      'node2: fragments of at most 1444 bytes are put together: 1500',
      'pod2: fragments of at most 1444 bytes are put together: 1500',
    ]);
    const untracked = sent({ ...vxlan, tracked: false }, { bytes: 1500, df: false });
    expect(stepsOf(untracked, 'reassembly')).toEqual(['pod2: fragments of at most 1444 bytes are put together: 1500']);
    expect(stepsOf(untracked, 'fragmentation')).toHaveLength(1);
  });
});

describe('a size', () => {
  const mtus = fc.record({
    pod: fc.integer({ min: 576, max: 9001 }),
    tunnel: fc.integer({ min: 576, max: 9001 }),
    wire: fc.integer({ min: 576, max: 9001 }),
  });
  it('that fits every interface on its way is never too large, and one that does not is nowhere sent whole', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('vxlan' as const, 'geneve' as const, 'ipip' as const),
        mtus,
        fc.integer({ min: 576, max: 9100 }),
        fc.boolean(),
        fc.boolean(),
        (kind, mtu, bytes, df, tracked) => {
          const answer = sent({ kind, mtu, tracked }, { bytes, df });
          const fits = bytes <= mtu.pod && bytes <= mtu.tunnel && bytes + overheadOf({ kind }, 0) <= mtu.wire;
          const cut = [...stepsOf(answer, 'fragmentation'), ...stepsOf(answer, 'mtu')];
          expect(cut.length === 0).toBe(fits);
          if (fits || !df) expect(answer.verdict).toBe('delivered');
          else if (answer.verdict !== 'delivered') expect(answer.cause).toBe('MTU');
        },
      ),
    );
  });
  it('of fragments is no larger than the interface takes, and their payload is the packet’s', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1280, max: 9001 }), fc.nat({ max: 60_000 }), fc.boolean(), (mtu, more, six) => {
        const to = six ? 1n : 1;
        const head = six ? 40 : 20;
        const extra = six ? 8 : 0;
        const bytes = mtu + 1 + more;
        const largest = largestFragment(mtu, to);
        expect(largest).toBeLessThanOrEqual(mtu);
        const payload = largest - head - extra;
        expect(payload % 8).toBe(0);
        const count = fragmentsOf(bytes, largest, to);
        expect(payload * count).toBeGreaterThanOrEqual(bytes - head);
        expect(payload * (count - 1)).toBeLessThan(bytes - head);
      }),
    );
  });
  it('that nobody gave changes nothing', () => {
    const answer = walked(tunnelled(vxlan), 'pod1', firstPacket(between));
    expect(answer.verdict).toBe('delivered');
    for (const { steps } of hopsOf(answer.forward))
      expect(steps.filter(({ stage }) => ['mtu', 'fragmentation', 'reassembly'].includes(stage))).toEqual([]);
  });
});

describe('a network that was compiled', () => {
  test.each(examples)('has an MTU on every interface: %s', async (name) => {
    const { network } = await exampleModel(name);
    for (const { interfaces, name: device } of network.devices.values())
      for (const each of interfaces) expect(each.mtu, `${device} ${each.name}`).toBeGreaterThanOrEqual(576);
  });
  const text = (eni: string) => `vpc main 10.0.0.0/16 on aws {
  internet-gateway igw
  subnet a 10.0.1.0/24 zone az1 { route 0.0.0.0/0 -> igw; host h 10.0.1.5 { eip 203.0.113.8 }; host g 10.0.1.6 { port udp/80 } }
  subnet b 10.0.2.0/24 zone az2
}
internet { host far 198.51.100.9 { port udp/80 } }
cluster c on eks in main {
  ${eni}
  node n m5.large in a { pod p 10.0.1.20; pod q 10.0.1.21 }
}
`;
  const networkOf = async (eni = '') => {
    const { topology } = await topologyOf(text(eni));
    return createModel(topology).network;
  };
  const packet = (src: string, dst: string, bytes: number, df: boolean) =>
    firstPacket({ src, dst, protocol: 'udp', size: { bytes, df } });
  const named = (network: Network, name: string) => [...network.devices.values()].find((each) => each.name === name)!;
  test('carries 9001 bytes inside of a VPC, and 1500 out of it: what is larger is lost at the internet gateway without a word', async () => {
    const network = await networkOf();
    const { id } = named(network, 'h');
    const inside = (bytes: number) => walked(network, id, packet('10.0.1.5', '10.0.1.6', bytes, true));
    expect(inside(9001)).not.toMatchObject({ cause: 'MTU' });
    expect(inside(9002)).toMatchObject({ cause: 'MTU', client: 'unreachable' });
    const out = (bytes: number, df: boolean) => walked(network, id, packet('10.0.1.5', '198.51.100.9', bytes, df));
    expect(out(1500, true)).toMatchObject({ verdict: 'delivered' });
    const large = out(1501, true);
    expect(large).toMatchObject({ verdict: 'not-delivered', cause: 'MTU', client: 'timeout', reply: undefined });
    expect(large.forward.at.kind).toBe('internet-gateway');
    expect(out(1501, false)).toMatchObject({ verdict: 'delivered' });
    expect(stepsOf(out(1501, false), 'fragmentation')).toEqual([
      'igw: 1501 bytes leave internet as 2 fragments of at most 1500',
    ]);
  });
  test('gives interfaces of nodes and pods what the VPC CNI is told', async () => {
    const mtus = async (settings: string) => {
      const network = await networkOf(settings);
      const [node, pod] = [named(network, 'n'), named(network, 'p')];
      return [...node.interfaces.slice(1).map(({ mtu }) => mtu), pod.interfaces[1]?.mtu];
    };
    expect(await mtus('')).toEqual([9001, 9001, 9001, 9001]);
    expect(await mtus('cni vpc-cni { AWS_VPC_ENI_MTU 1500 }')).toEqual([1500, 1500, 1500, 1500]);
    expect(await mtus('cni vpc-cni { AWS_VPC_ENI_MTU 8000; POD_MTU 100 }')).toEqual([8000, 576, 576, 576]);
  });
});
