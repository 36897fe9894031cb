import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createModel, showIptables, views } from '@netk/engine';
import { topologyOf } from '@netk/language';
import { describe, expect, test } from 'vitest';
import { cannotRun } from './here.ts';

/** Where Debian's containernetworking-plugins puts them. */
const bin = process.env.NETK_CNI_BIN ?? '/usr/lib/cni';
const missing = existsSync(`${bin}/portmap`) ? undefined : `no plugins of CNI in ${bin}`;
const reason = cannotRun() ?? missing;

interface Built {
  readonly rules: readonly string[];
  readonly routes: Readonly<Record<string, readonly string[]>>;
  readonly localnet: readonly string[];
}

const sameBridge = { firewall: { ingressPolicy: 'same-bridge' } };
const isolating = 'firewall { ingressPolicy same-bridge }';

/** Names of veths are drawn by the plugins. */
const drawn = (line: string): string => line.trim().replaceAll(/\bveth[0-9a-f]{8}\b/g, 'vethX');

describe.skipIf(reason)(`what the real plugins make of a node${reason ? ` (${reason})` : ''}`, () => {
  test.each([
    ['hostports.netk', 'bridge', ['portmap'], {}, {}],
    ['ptp.netk', 'ptp', ['portmap'], {}, {}],
    ['firewall.netk', 'bridge', ['portmap', 'firewall'], {}, {}],
    [
      'hostports.netk',
      'bridge',
      ['portmap'],
      { portmap: { snat: false } },
      { 'cni bridge': 'cni bridge { portmap { snat false } }' },
    ],
    [
      'firewall.netk',
      'bridge',
      ['portmap', 'firewall'],
      sameBridge,
      { '{ plugins portmap, firewall }': `{ plugins portmap, firewall; ${isolating} }` },
    ],
    [
      'ptp.netk',
      'ptp',
      ['portmap', 'firewall'],
      sameBridge,
      { 'cni ptp': `cni ptp { plugins portmap, firewall; ${isolating} }` },
    ],
  ] as const)(
    'is what netk says of %s with %s, %j, %j: rules, routes and route_localnet',
    async (file, first, plugins, configured, written) => {
      const [[from, to] = ['', '']] = Object.entries(written);
      const text = readFileSync(new URL(file, import.meta.url), 'utf8');
      expect(text).toContain(from);
      const { topology } = await topologyOf(text.replace(from, to));
      const { plan, network } = createModel(topology);
      const node = plan.nodes.find(({ name }) => name === 'n1')!;
      const own = plan.pods.filter((pod) => pod.node === node.id && !pod.hostNetwork);
      const pods = own.map(({ id, name, listens }) => ({
        name,
        id: createHash('sha512').update(id).digest('hex').slice(0, 64),
        ports: listens.flatMap(({ protocol, port, hostPort, hostIp }) =>
          hostPort === undefined
            ? []
            : [{ protocol, hostPort, containerPort: port, ...(hostIp ? { hostIP: hostIp } : {}) }],
        ),
      }));
      const input = JSON.stringify({ bin, network: 'netk', first, plugins, configured, block: node.podCidr, pods });
      const script = new URL('cni/real-plugins.py', import.meta.url).pathname;
      const { stdout, stderr } = spawnSync('unshare', ['-mn', 'python3', script], { input, encoding: 'utf8' });
      expect(stderr).toBe('');
      const built = JSON.parse(stdout) as Built;
      const device = network.devices.get(node.id)!;
      const rules = showIptables(device).flatMap((line) => (line.text.includes('CNI-') ? [drawn(line.text)] : []));
      expect(rules.length).toBeGreaterThan(10);
      expect(built.rules.filter((line) => line.includes('CNI-')).map(drawn)).toEqual(rules);
      const routesOf = (id: string): string[] =>
        views
          .find(({ name }) => name === 'routes')!
          .lines(plan, network.devices.get(id)!)!
          .flatMap(({ text }) => (text.includes('table local') ? [] : [drawn(text)]));
      for (const { id, name } of own) expect(built.routes[name]!.map(drawn)).toEqual(routesOf(id));
      const toPods = (lines: readonly string[]): string[] =>
        lines.filter((line) => line.startsWith('10.244.1.')).sort();
      expect(toPods(built.routes['']!.map(drawn))).toEqual(toPods(routesOf(node.id)));
      const open = device.interfaces.flatMap(({ name, routeLocalnet }) => (routeLocalnet ? [drawn(name)] : []));
      expect(built.localnet.map(drawn)).toEqual(open);
    },
  );
});
