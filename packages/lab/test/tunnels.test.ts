import { describe, expect, test } from 'vitest';
import { cidr } from '../../engine/src/base/addr/index.ts';
import { type ElementId, elementId, type Trace } from '../../engine/src/index.ts';
import type { Size } from '../../engine/src/network/header.ts';
import type { Chain, HookName, Match } from '../../engine/src/network/netfilter.ts';
import { hopsOf } from '../../engine/src/walk/travel.ts';
import { firstPacket, type Joined, tunnelled } from '../../engine/test/support/tunnels.ts';
import { walked } from '../../engine/test/support/walked.ts';
import { compareWithKernel, extras, lacks, type Subject, type Verdict } from '../src/index.ts';
import { cannotRun } from './here.ts';

const vxlan = extras.find(({ what }) => what === 'VXLAN')!;
const reason = cannotRun() ?? lacks(vxlan);

interface Question {
  readonly joined: Joined;
  readonly from?: string;
  readonly src?: string;
  readonly dst?: string;
  readonly protocol?: 'tcp' | 'udp' | 'icmp';
  readonly dport?: number;
  readonly size?: Size;
}

/** A walk of a network that was built by hand, as one of a file would be. */
function subjectOf({ joined, from = 'pod1', size, ...ends }: Question, index: number): Subject {
  const network = tunnelled(joined);
  const packet = firstPacket({ src: '10.244.1.2', dst: '10.244.2.2', ...ends, ...(size ? { size } : {}) });
  const { forward, reply, later: _, ...answer } = walked(network, from, packet);
  const id: ElementId = elementId(`walk ${index}`);
  const trace: Trace = {
    id,
    flow: { from, to: ends.dst ?? 'pod2', protocol: packet.protocol },
    verdict: answer.verdict,
    routes: [
      {
        ...answer,
        probability: 1,
        fraction: '1',
        choices: [],
        forward: hopsOf(forward),
        reply: reply ? hopsOf(reply) : [],
      },
    ],
  };
  return { network, traces: [trace], ...(size ? { sizes: new Map([[trace, size]]) } : {}) };
}

async function equal(questions: readonly Question[], rules = true): Promise<readonly Verdict[]> {
  const verdicts = (await compareWithKernel(questions.map(subjectOf), { rules })).flat();
  for (const [index, { result }] of verdicts.entries()) {
    const { joined: _, ...asked } = questions[index]!;
    const words = JSON.stringify(asked);
    if (result.kind === 'skipped') expect.fail(`${words}: ${result.reason}`);
    if (result.kind === 'different') {
      const { where, at, simulated, observed } = result.difference;
      expect.fail(`${words}, ${where} ${at}\n  simulated ${simulated}\n  observed  ${observed}`);
    }
  }
  return verdicts;
}

/** A rule at every hook that marks, and one that tells whether an earlier mark is there: they show which hooks saw what. */
const watched: readonly Chain[] = [
  // a kernel tracks connections where something asks for it
  {
    table: 'nat',
    name: 'POSTROUTING',
    policy: 'ACCEPT',
    rules: [
      {
        matches: [{ kind: 'src', block: cidr('192.0.2.0/24') }],
        target: { kind: 'masquerade', ports: { kind: 'keep' } },
      },
    ],
  },
  ...(['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'] as const).map(
    (name: HookName, index): Chain => ({
      table: 'mangle',
      name,
      policy: 'ACCEPT',
      rules: [
        ...[0, 1, 2, 3, 4].flatMap((bit) =>
          (['tcp', 'udp'] as const).map((protocol) => ({
            matches: [
              { kind: 'protocol', protocol },
              { kind: 'mark', value: 1 << bit, mask: 1 << bit },
            ] as readonly Match[],
            // leaves a mark as it is: that it fired says that the mark was there
            target: { kind: 'mark', value: 1 << bit, mask: 1 << bit, spelling: 'or' } as const,
          })),
        ),
        { matches: [], target: { kind: 'mark', value: 1 << index, mask: 1 << index, spelling: 'or' } },
      ],
    }),
  ),
];

describe.skipIf(reason)('a packet in VXLAN', () => {
  const joined: Joined = { kind: 'vxlan', chains: watched };
  const four = [
    { joined },
    { joined, protocol: 'udp' },
    { joined, protocol: 'icmp' },
    { joined, dport: 81 },
    { joined, from: 'node1', src: '10.244.1.0' },
    { joined, from: 'node1', src: '10.244.1.0', dst: '10.244.2.0', dport: 22 },
  ] as const satisfies readonly Question[];
  test('has the headers, the marks and the entries that this kernel gives it, at every interface and hook', async () => {
    const verdicts = await equal(four);
    const counts = verdicts.map(({ result }) =>
      result.kind === 'equal' ? [result.rules ?? 0, result.connections ?? 0] : [],
    );
    // node 1: three hooks and two; node 2: two and three
    expect(counts[0]![0]).toBeGreaterThanOrEqual(10);
    // the inner one and two outer ones, one for each direction, on both machines
    expect(counts[0]![1]).toBe(6);
  }, 60_000);
  test('is lost where the tunnels do not meet', async () => {
    const lost: readonly Joined[] = [
      { ...joined, other: { vni: 2 } },
      { ...joined, other: { port: 8472 } },
      { ...joined, tunnel: { forwarding: new Map() } },
    ];
    await equal(lost.map((each) => ({ joined: each })));
  }, 60_000);
  test('of a size that does not fit is refused, fragmented or lost as this kernel does it', async () => {
    const mtu = { pod: 1500, tunnel: 1450, wire: 1500 };
    const loose = { pod: 1500, tunnel: 1500, wire: 1500 };
    const sized = (of: Joined, bytes: number, df: boolean): Question => ({
      joined: { ...joined, ...of },
      protocol: 'udp',
      size: { bytes, df },
    });
    await equal([
      sized({ kind: 'vxlan', mtu }, 1450, true),
      sized({ kind: 'vxlan', mtu }, 1451, true),
      sized({ kind: 'vxlan', mtu }, 1501, true),
      sized({ kind: 'vxlan', mtu }, 1500, false),
      sized({ kind: 'vxlan', mtu: loose, bound: false }, 1500, true),
    ]);
    // what never leaves the machine is on no wire, which would say whose packet the kernel's rules met
    const lost = (df: 'set' | 'inherit') =>
      sized({ kind: 'vxlan', mtu: loose, bound: false, tunnel: { df } }, 1500, true);
    await equal([lost('set'), lost('inherit')], false);
  }, 60_000);
});
