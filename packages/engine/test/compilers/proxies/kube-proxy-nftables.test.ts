import { readFileSync } from 'node:fs';
import path from 'node:path';
import { topologyOf } from '@netk/language';
import { describe, expect, it } from 'vitest';
import { createModel, views } from '../../../src/index.ts';

interface Table {
  readonly stores: Readonly<Record<string, readonly string[]>>;
  readonly chains: Readonly<Record<string, readonly string[]>>;
}

const read = (name: string) => JSON.parse(readFileSync(path.join(import.meta.dirname, name), 'utf8'));
const recorded: {
  readonly fixed: Table['chains'];
  readonly scenarios: Readonly<Record<string, Table & { readonly fixed?: Table['chains'] }>>;
} = read('kube-proxy-nftables.json');
const netkOf = new Map<string, readonly string[]>(
  read('kube-proxy-rules.json').scenarios.map(({ name, netk }: { name: string; netk: string[] }) => [name, netk]),
);

const textOf = (netk: readonly string[]): string => `
vpc main 192.168.0.0/16 on aws {
  subnet work-1 192.168.1.0/24 zone az1
  subnet work-2 192.168.2.0/24 zone az2
}
cluster talk on eks in main {
  kubernetes 1.33
  cni vpc-cni 1.20
  serviceCIDR 10.100.0.0/16
${netk.map((line) => `  ${line.replace('kube-proxy iptables', 'kube-proxy nftables')}`).join('\n')}
}
`;

/** The table as `netk show FILE nA nft` prints it, by its parts. */
async function shown(netk: readonly string[]): Promise<Table> {
  const { topology, diagnostics } = await topologyOf(textOf(netk));
  expect(diagnostics.filter(({ severity }) => severity === 1)).toEqual([]);
  const model = createModel(topology);
  const device = [...model.network.devices.values()].find(({ name }) => name === 'nA')!;
  const text = views
    .find(({ name }) => name === 'nft')!
    .lines(model.plan, device)!
    .map((line) => line.text)
    .join('\n');
  const stores: Record<string, string[]> = {};
  const chains: Record<string, string[]> = {};
  for (const [, kind, name, body] of text.matchAll(/\t(set|map|chain) (\S+) \{\n(.*?)\n\t\}/gs)) {
    const elements = /elements = \{ (.*?) \}$/s.exec(body!)?.[1];
    if (kind === 'chain') chains[name!] = body!.split('\n').map((line) => line.trim());
    else if (elements !== undefined) stores[name!] = elements.split(/,\s*/).sort();
  }
  return { stores, chains };
}

/** What 1.33 has and the alpha of 1.30 had not: it knows the block of cluster IPs. */
const ofLater = /Drop traffic to unallocated ClusterIPs/;

describe('the table of kube-proxy in nftables mode', () => {
  const names = Object.keys(recorded.scenarios);
  it('is compared in every scenario that was recorded', () => {
    // of a detector by interface that version could not be asked
    const others = [...netkOf.keys()].filter((name) => !names.includes(name));
    expect(others).toEqual(['detector-bridge', 'detector-interface-prefix']);
  });
  it.each(names)('%s: every set, map and chain is what nft listed', async (name) => {
    const { stores, chains, fixed } = recorded.scenarios[name]!;
    const own = await shown(netkOf.get(name)!);
    expect(own.stores).toEqual(stores);
    const lines = Object.fromEntries(
      Object.entries(own.chains).map(([chain, rules]) => [chain, rules.filter((rule) => !ofLater.test(rule))]),
    );
    expect(lines).toEqual({ ...recorded.fixed, ...fixed, ...chains });
  });
});
