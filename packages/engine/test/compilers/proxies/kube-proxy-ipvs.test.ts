import { readFileSync } from 'node:fs';
import path from 'node:path';
import { topologyOf } from '@netk/language';
import { describe, expect, it } from 'vitest';
import { createModel, type Device, showIp, views } from '../../../src/index.ts';

interface Scenario {
  /** Lines, and ranges of the base. */
  readonly save: readonly (string | readonly [number, number])[];
  readonly sets: readonly string[];
  readonly virtual: Readonly<Record<string, readonly string[]>>;
  readonly dummy: readonly string[];
}

const read = (name: string) => JSON.parse(readFileSync(path.join(import.meta.dirname, name), 'utf8'));
const {
  base,
  create,
  scenarios,
}: {
  readonly base: readonly string[];
  readonly create: readonly string[];
  readonly scenarios: Readonly<Record<string, Scenario>>;
} = read('kube-proxy-ipvs.json');
const netkOf = new Map<string, readonly string[]>(
  read('kube-proxy-rules.json').scenarios.map(({ name, netk }: { name: string; netk: string[] }) => [name, netk]),
);

const textOf = (netk: readonly string[]): string => `
vpc main 192.168.0.0/16 on aws {
  subnet work-1 192.168.1.0/24 zone az1
  subnet work-2 192.168.2.0/24 zone az2
}
cluster talk on eks in main {
  kubernetes 1.30
  serviceCIDR 10.100.0.0/16
${netk.map((line) => `  ${line.replace('kube-proxy iptables', 'kube-proxy ipvs')}`).join('\n')}
}
`;

async function nodeOf(netk: readonly string[]) {
  const { topology, diagnostics } = await topologyOf(textOf(netk));
  expect(diagnostics.filter(({ severity }) => severity === 1)).toEqual([]);
  const model = createModel(topology);
  const device = [...model.network.devices.values()].find(({ name }) => name === 'nA')!;
  const lines = (name: string): readonly string[] =>
    views
      .find((view) => view.name === name)!
      .lines(model.plan, device)!
      .map(({ text }) => text);
  return { model, device, lines };
}

/** The tables filter and nat without the lines of the VPC CNI, which the recorded node did not have. */
const ofProxy = (lines: readonly string[]): readonly string[] =>
  lines.slice(lines.indexOf('*filter')).filter((line) => !/^:AWS-|^-A AWS-| -j AWS-|-j CONNMARK /.test(line));

/** Virtual servers by what ipvsadm says of them. */
function virtualOf(lines: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const out: Record<string, string[]> = {};
  const names: Readonly<Record<string, string>> = { '-t': 'TCP', '-u': 'UDP', '--sctp-service': 'SCTP' };
  for (const line of lines) {
    const made = /^-A (\S+) (\S+) -s rr(?: -p (\d+))?$/.exec(line);
    if (made) out[`${names[made[1]!]} ${made[2]}${made[3] === undefined ? '' : ` persistent ${made[3]}`}`] = [];
    const added = /^-a (\S+) (\S+) -r (\S+) -m -w 1$/.exec(line);
    const of = added && Object.keys(out).find((key) => `${key} `.startsWith(`${names[added[1]!]} ${added[2]} `));
    if (of) out[of]!.push(added[3]!);
  }
  return Object.fromEntries(Object.entries(out).map(([name, servers]) => [name, servers.sort()]));
}

const dummyOf = ({ interfaces }: Device): readonly string[] =>
  interfaces.find(({ name }) => name === 'kube-ipvs0')!.addresses.map(({ ip }) => showIp(ip));

/** The API server draws the port of the health check where nobody writes one: the recorded draw is netk's. */
const drawn = (line: string, port: number | undefined): string =>
  port === undefined ? line : line.replace('KUBE-HEALTH-CHECK-NODE-PORT 32000', `KUBE-HEALTH-CHECK-NODE-PORT ${port}`);

describe('kube-proxy 1.30 in IPVS mode', () => {
  it('is compared in all 49 scenarios', () => {
    expect(Object.keys(scenarios)).toEqual([...netkOf.keys()]);
    expect(netkOf.size).toBe(49);
  });
  it.each(Object.keys(scenarios))(
    '%s: rules, sets, virtual servers and addresses are what was recorded',
    async (name) => {
      const { save, sets, virtual, dummy } = scenarios[name]!;
      const { model, device, lines } = await nodeOf(netkOf.get(name)!);
      expect(ofProxy(lines('iptables'))).toEqual(
        save.flatMap((each) => (typeof each === 'string' ? each : base.slice(...each))),
      );
      const saved = lines('ipset');
      expect(saved.filter((line) => line.startsWith('create ')).sort()).toEqual(create);
      const port = name === 'lb-local-health-port-left-out' ? model.plan.services[0]?.healthCheckNodePort : undefined;
      const added = saved.flatMap((line) => /^add (.*)$/.exec(line)?.[1] ?? []);
      expect(added.sort()).toEqual(sets.map((line) => drawn(line, port)).sort());
      expect(virtualOf(lines('ipvs'))).toEqual(virtual);
      expect([...dummyOf(device)].sort()).toEqual([...dummy].sort());
    },
  );
});
