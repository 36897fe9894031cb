import { expect, test } from 'vitest';
import { exampleModel } from '../../engine/test/support/example.ts';
import { planLab, runLab } from '../src/index.ts';
import { cannotRun } from './here.ts';

const reason = cannotRun();
const connections = 10_000;

/** The chance of a deviation at least as large with two degrees of freedom: exp(−x²/2) of the chi-squared statistic. */
const chance = (statistic: number): number => Math.exp(-statistic / 2);

/** How Services are balanced: by rules of iptables, or by the table of kube-proxy in nftables mode. */
const ways = [
  { backend: 'nft', called: 'iptables-nft', proxy: 'iptables' },
  { backend: 'legacy', called: 'iptables-legacy', proxy: 'iptables' },
  { backend: 'nft', called: 'nftables', proxy: 'nftables' },
] as const;

for (const { backend, called, proxy } of ways) {
  test.skipIf(reason ?? cannotRun(backend))(
    `${connections} connections to a Service of three pods are spread as the branches say, with ${called}`,
    async () => {
      const model = await exampleModel('eks-talk', (text) =>
        text.replace('kube-proxy iptables', `kube-proxy ${proxy}`),
      );
      const walk = model.topology.walks.find(({ name }) => name === 'W22-all')!;
      const { routes } = model.trace(walk.id);
      const sender = routes[0]!.forward[0]!;
      const { dst, dport } = sender.steps[0]!.after!;
      const plan = planLab(model.network, [], { backend });
      const spaceOf = (id: string): string => plan.namespaces.find(({ device }) => device === id)!.name;
      const burst = { namespace: spaceOf(sender.id), dst, dport: dport!, count: connections };
      const { bursts } = await runLab({ ...plan, bursts: [burst] });
      const counts = routes.map(({ forward, probability }) => ({
        device: forward.at(-1)!.device,
        expected: probability * connections,
        observed: bursts[0]![spaceOf(forward.at(-1)!.id)] ?? 0,
      }));
      expect(counts.reduce((sum, { observed }) => sum + observed, 0)).toBe(connections);
      expect(counts).toHaveLength(3);
      const statistic = counts.reduce((sum, { expected, observed }) => sum + (observed - expected) ** 2 / expected, 0);
      const p = chance(statistic);
      const words = counts.map(({ device, observed }) => `${device} ${observed}`).join(', ');
      console.log(
        `${called}: ${words}; chi-squared ${statistic.toFixed(2)}, p = ${p.toFixed(4)} (the kernel's draws have no seed)`,
      );
      // by chance alone this fails once in a million runs
      expect(p).toBeGreaterThan(1e-6);
    },
    60_000,
  );
}
