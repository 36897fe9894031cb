import { topologyOf } from '@netk/language';
import { describe, expect, test } from 'vitest';
import { changes, hasChange, type VersionChange } from '../../../src/plan/versions.ts';

async function found(version: string, lines: string): Promise<string[]> {
  const { model } = await topologyOf(`
vpc main 10.0.0.0/16 on aws { subnet a 10.0.1.0/24 zone az1 }
cluster c on eks in main {
  ${version}
  node n m5.large in a
  pod p { labels app=w; port 80 }
  ${lines}
}
`);
  return model.findings
    .filter(({ code }) => code === 'NK056' || code === 'NK138')
    .map(({ code, severity, message }) => `${code} ${severity}: ${message}`);
}

describe('a Kubernetes version', () => {
  test.each(Object.entries(changes).filter(([, { of }]) => of === 'kubernetes'))(
    'has the change %s from its own version on',
    (name, { since }) => {
      const change = name as VersionChange;
      const minor = Number(since.split('.')[1]);
      expect(hasChange(`1.${minor - 1}`, change)).toBe(false);
      for (const version of [since, `v${since}.4`, `${since}.2-gke.1`, `1.${minor + 1}`, '2.0', undefined])
        expect(hasChange(version, change), version).toBe(true);
    },
  );
});

describe('the name of a Service', () => {
  const service = 'service 2048-game { port 80; selector app=w }';
  const refused =
    'NK056 error: the name of service 2048-game begins with a digit, which Kubernetes takes from 1.36 on: this cluster is 1.33';
  test('begins with a letter before Kubernetes 1.36, and with a digit from then on', async () => {
    expect(await found('kubernetes 1.33', service)).toEqual([refused]);
    expect(await found('kubernetes 1.36', service)).toEqual([]);
    expect(await found('', service)).toEqual([]);
  });
  test('is also that of a workload which is exposed', async () => {
    const workload = 'deployment 2048-game { replicas 1; expose 80 }';
    expect(await found('kubernetes 1.33', workload)).toEqual([refused]);
  });
});

describe('what Kubernetes drops', () => {
  test('is said of mode ipvs from 1.35 on', async () => {
    const ipvs = 'kube-proxy ipvs';
    expect(await found('kubernetes 1.34', ipvs)).toEqual([]);
    expect(await found('kubernetes 1.35', ipvs)).toEqual([
      'NK138 hint: kube-proxy warns of mode ipvs since Kubernetes 1.35: iptables and nftables stay',
    ]);
    expect(await found('kubernetes 1.36', 'kube-proxy nftables')).toEqual([]);
  });
  test('is said of externalIPs from 1.36 on', async () => {
    const service = 'service w { externalIPs 203.0.113.5; port 80 }';
    expect(await found('kubernetes 1.35', service)).toEqual([]);
    expect(await found('kubernetes 1.36', service)).toEqual([
      'NK138 hint: externalIPs are deprecated since Kubernetes 1.36: a load balancer gives service w its address',
    ]);
  });
});
