import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import type { NftChain, NftMatch, NftRule, NftTable } from '../../../src/network/nft.ts';
import { showNft } from '../../../src/views/show/nft.ts';
import { exampleModel } from '../../support/example.ts';

/** A shell in a network namespace of its own; nothing of the machine is touched. */
const inNamespace = (script: string, input = '') =>
  spawnSync('unshare', [...(process.getuid?.() === 0 ? [] : ['-Ur']), '-n', 'sh', '-c', script], {
    input,
    encoding: 'utf8',
  });

const probe = inNamespace('nft list ruleset');
const reason = probe.status === 0 ? '' : (probe.stderr || String(probe.error)).trim().split('\n')[0];
if (reason) console.log(`skipped nft: ${reason}`);

const model = await exampleModel('eks-nftables');
const node = [...model.network.devices.values()].find(({ name }) => name === 'n1')!;
const printed = (nft: readonly NftTable[]): string =>
  showNft({ ...node, nft })
    .map(({ text }) => `${text}\n`)
    .join('');

const block = { base: 0x0a000000, bits: 8 };
const matches: readonly NftMatch[] = [
  { kind: 'src', block },
  { kind: 'dst', block: { base: 0x0a000001, bits: 32 }, not: true },
  { kind: 'dst', block: { base: 0, bits: 0 } },
  { kind: 'in', name: 'ens5' },
  { kind: 'out', name: 'vlan+', not: true },
  { kind: 'mark', value: 0x80, mask: 0x80 },
  { kind: 'connmark', value: 0x80, mask: 0xff, not: true },
  { kind: 'addrtype', side: 'dst' },
  { kind: 'addrtype', side: 'dst', limitIfaceIn: true },
  { kind: 'addrtype', side: 'src', not: true },
  { kind: 'counter' },
];
const targets: readonly NftRule['target'][] = [
  ...(['accept', 'drop', 'return', 'none'] as const).map((kind) => ({ kind })),
  { kind: 'jump', chain: 'led-to' },
  { kind: 'mark', value: 0x4000, mask: 0x4000, spelling: 'or' },
  { kind: 'connmark', value: 0x80, mask: 0x80, spelling: 'or' },
  { kind: 'restore-mark', mask: 0x80, whole: true },
];
/** One rule for each condition and each target that there is. */
const every: readonly NftRule[] = [
  ...matches.map((match): NftRule => ({ matches: [match, { kind: 'counter' }], target: { kind: 'drop' } })),
  ...targets.map((target): NftRule => ({ matches: [{ kind: 'counter' }], target })),
];

/** Base chains of every type at their hooks, at the priorities that have names, next to them and far from them. */
const bases = (
  [
    [
      'filter',
      ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
      [-300, -290, -160, -150, -100, 0, 9, 50, 61],
    ],
    ['route', ['OUTPUT'], [-150, -151]],
    ['nat', ['PREROUTING', 'OUTPUT'], [-100, -90, -89, -110, -111]],
    ['nat', ['INPUT', 'POSTROUTING'], [100, 90, 111]],
  ] as const
).flatMap(([type, hooks, priorities]) =>
  hooks.flatMap((hook) =>
    priorities.map(
      (priority, at): NftChain => ({
        name: `${type}-${hook}-${at}`.toLowerCase(),
        base: { type, hook, priority },
        policy: type === 'filter' && at % 2 === 1 ? 'DROP' : 'ACCEPT',
        rules: [],
      }),
    ),
  ),
);

/** The tables of a node of the talk, with kube-proxy of a version in nftables mode. */
async function ofProxy(version: string): Promise<readonly NftTable[]> {
  const of = await exampleModel('eks-talk', (text) =>
    text.replace('kube-proxy iptables', 'kube-proxy nftables').replace(/kubernetes [0-9.]+/, `kubernetes ${version}`),
  );
  const other = [...of.network.devices.values()].find(({ kind }) => kind === 'node')!;
  expect(other.nft?.some(({ name }) => name === 'kube-proxy')).toBe(true);
  return other.nft!;
}

describe('nft', () => {
  test.skipIf(reason !== '').each(['1.33', '1.34', '1.36', '1.37'])(
    'takes the table of kube-proxy %s, and prints it the same way',
    async (version) => {
      const text = printed(await ofProxy(version));
      const loaded = inNamespace('nft -f - && nft list ruleset', text);
      expect(loaded.stderr).toBe('');
      expect(loaded.stdout).toBe(text);
    },
  );
  test.skipIf(reason !== '').each([
    ['the table of the VPC CNI', node.nft!],
    [
      'every rule that netk prints',
      [
        {
          family: 'ip',
          name: 'rules',
          chains: [
            { name: 'led-to', rules: [] },
            { name: 'every', rules: every },
          ],
        },
      ],
    ],
    ['base chains of every type and priority', [{ family: 'ip', name: 'bases', chains: bases }]],
  ] satisfies (readonly [string, readonly NftTable[]])[])(
    'takes what is shown of %s, and prints it the same way',
    (_, tables) => {
      const text = printed(tables);
      const loaded = inNamespace('nft -f - && nft list ruleset', text);
      expect(loaded.stderr).toBe('');
      expect(loaded.stdout).toBe(text);
    },
  );
  test.skipIf(reason !== '')('prints the table by its name the same way, beside those of iptables-nft', () => {
    const listed = inNamespace(
      'iptables-nft -t nat -A PREROUTING -j ACCEPT && nft -f - && nft list table ip aws-cni',
      printed(node.nft!),
    );
    expect(listed.stdout).toBe(printed(node.nft!));
  });
});
