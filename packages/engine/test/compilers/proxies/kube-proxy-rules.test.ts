import { readFileSync } from 'node:fs';
import path from 'node:path';
import { topologyOf } from '@netk/language';
import { describe, expect, it } from 'vitest';
import { createModel, type Model, views } from '../../../src/index.ts';
import { saveRule } from '../../../src/views/show/iptables-rule.ts';

interface Scenario {
  readonly name: string;
  /** kube-proxy goes through a Go map: several Service ports stand in any order in the chains that all share. */
  readonly orderIsRandom?: true;
  readonly netk: readonly string[];
  readonly save: readonly (string | readonly [number, number])[];
}

const { base, scenarios } = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'kube-proxy-rules.json'), 'utf8'),
) as { readonly base: readonly string[]; readonly scenarios: readonly Scenario[] };

const savedLines = ({ save }: Scenario): string[] =>
  save.flatMap((each) => (typeof each === 'string' ? each : base.slice(...each)));

/** The file that says the same as a scenario. */
const textOf = (netk: readonly string[], version = '1.30'): string => `
vpc main 192.168.0.0/16 on aws {
  subnet work-1 192.168.1.0/24 zone az1
  subnet work-2 192.168.2.0/24 zone az2
}
cluster talk on eks in main {
  kubernetes ${version}
  serviceCIDR 10.100.0.0/16
${netk.map((line) => `  ${line}`).join('\n')}
}
`;

async function modelOf(text: string): Promise<Model> {
  const { topology, diagnostics } = await topologyOf(text);
  expect(diagnostics.filter(({ severity }) => severity === 1)).toEqual([]);
  return createModel(topology);
}

const iptables = views.find(({ name }) => name === 'iptables')!;

/** What `netk show FILE NODE iptables` prints. */
function shown(model: Model, node = 'nA'): string[] {
  const device = [...model.network.devices.values()].find(({ name }) => name === node)!;
  return (iptables.lines(model.plan, device) ?? []).map(({ text }) => text);
}

/** The lines of the VPC CNI, which the recorded node did not have: its chains, and its marks in the built-in ones. */
const ofCni = /^:AWS-|^-A AWS-| -j AWS-|-j CONNMARK /;

const sharedChain = /^-A KUBE-(SERVICES|NODEPORTS|EXTERNAL-SERVICES) /;

/** The rules of each chain that all Services share, sorted. */
function sortShared(lines: readonly string[]): string[] {
  const out: string[] = [];
  for (let at = 0; at < lines.length; ) {
    const chain = sharedChain.exec(lines[at]!)?.[0];
    let end = at + 1;
    while (chain && lines[end]?.startsWith(chain)) end++;
    out.push(...lines.slice(at, end).sort());
    at = end;
  }
  return out;
}

describe('the rules that kube-proxy 1.30 installs', () => {
  it('are compared in all 49 scenarios', () => {
    expect(scenarios).toHaveLength(49);
  });
  for (const scenario of scenarios) {
    const { name, orderIsRandom, netk } = scenario;
    it(`${name}: every line is what iptables-save printed`, async () => {
      const model = await modelOf(textOf(netk));
      const own = shown(model).filter((line) => !ofCni.test(line));
      const saved = savedLines(scenario).map((line) => withDrawnPort(line, name, model));
      const order = orderIsRandom ? sortShared : (lines: readonly string[]) => [...lines];
      expect(order(own)).toEqual(order(saved));
    });
  }
});

/** The API server draws the port of the health check where nobody writes one: the recorded draw is netk's. */
function withDrawnPort(line: string, scenario: string, { plan }: Model): string {
  if (scenario !== 'lb-local-health-port-left-out') return line;
  const port = plan.services.find(({ name }) => name === 'web')!.healthCheckNodePort;
  return line.replace('--dport 32000 ', `--dport ${port} `);
}

const scenarioNamed = (name: string): Scenario => scenarios.find((each) => each.name === name)!;

/** The lines that a file has and an earlier one has not, and the other way round. */
const changed = (before: readonly string[], after: readonly string[]) => ({
  gone: before.filter((line) => !after.includes(line)),
  came: after.filter((line) => !before.includes(line)),
});

describe('the counters of kube-proxy 1.31', () => {
  const { netk } = scenarioNamed('nodeport-cluster');
  const [chain, remark] = ['KUBE-EXT-LOLE4ISW44XBNF3G', '-m comment --comment "default/web"'];
  it.each(['1.31', '1.33', '1.37'])('are two rules of %s, and nothing else differs from 1.30', async (version) => {
    const [before, after] = [shown(await modelOf(textOf(netk))), shown(await modelOf(textOf(netk, version)))];
    expect(changed(before, after)).toEqual({
      gone: ['-A KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP'],
      came: [
        // two blanks stand before the name (iptables-save of nodes of 1.31 and later)
        '-A KUBE-FORWARD -m conntrack --ctstate INVALID -m nfacct --nfacct-name  ct_state_invalid_dropped_pkts -j DROP',
        `-A KUBE-NODEPORTS -d 127.0.0.0/8 -p tcp ${remark} -m tcp --dport 31080 -m nfacct --nfacct-name  localhost_nps_accepted_pkts -j ${chain}`,
      ],
    });
    const counted = after.findIndex((line) => line.includes('localhost_nps_accepted_pkts'));
    expect(after[counted + 1]).toBe(`-A KUBE-NODEPORTS -p tcp ${remark} -m tcp --dport 31080 -j ${chain}`);
  });
  it('count no packets to localhost where node ports do not answer there', async () => {
    const off = scenarioNamed('localhost-nodeports-false').netk;
    expect(shown(await modelOf(textOf(off, '1.33'))).filter((line) => line.includes('localhost_nps'))).toEqual([]);
  });
  it('are there in a cluster that names no version: it is of the newest', async () => {
    const text = textOf(netk).replace('  kubernetes 1.30\n', '');
    expect(shown(await modelOf(text))).toEqual(shown(await modelOf(textOf(netk, '1.37'))));
  });
});

/** A scenario with the settings of kube-proxy in other words. */
async function withProxy(name: string, settings: string): Promise<string[]> {
  const netk = scenarioNamed(name).netk.map((line) =>
    line.startsWith('kube-proxy') ? `kube-proxy iptables { ${settings} }` : line,
  );
  return shown(await modelOf(textOf(netk)));
}

const lastJumps = (lines: readonly string[]): string[] =>
  lines.flatMap((line) => /^-A KUBE-SERVICES (.*)-j KUBE-NODEPORTS$/.exec(line)?.[1] ?? []);
const remark = '-m comment --comment "kubernetes service nodeports; NOTE: this must be the last rule in this chain" ';

describe('node ports', () => {
  it.each([
    ['primary', ['-d 192.168.1.50/32 ']],
    ['127.0.0.0/8', ['-d 127.0.0.1/32 ']],
    ['127.0.0.0/8, 192.168.1.55/32', ['-d 127.0.0.1/32 ', '-d 192.168.1.55/32 ']],
  ])('answer on the addresses that nodePortAddresses %s names', async (addresses, wanted) => {
    const lines = await withProxy('nodeport-addresses-subnet-two-enis', `nodePortAddresses ${addresses}`);
    expect(lastJumps(lines)).toEqual(wanted.map((each) => each + remark));
  });
  it('answer everywhere where nodePortAddresses is 0.0.0.0/0', async () => {
    const lines = await withProxy('nodeport-addresses-subnet-two-enis', 'nodePortAddresses 0.0.0.0/0');
    expect(lastJumps(lines)).toEqual([`${remark}-m addrtype --dst-type LOCAL `]);
  });
});

describe('the block of a node', () => {
  it('tells its pods apart as a block of the cluster would, under NodeCIDR', async () => {
    const { netk, save: _ } = scenarioNamed('detector-cidr-nodeport-local');
    const of = (lines: readonly string[]): string => textOf(lines);
    const byCluster = netk.map((line) => line.replace('clusterCIDR 192.168.0.0/16', 'clusterCIDR 192.168.1.0/24'));
    const byNode = netk.flatMap((line) => {
      if (line.startsWith('clusterCIDR')) return [];
      if (line.startsWith('kube-proxy')) return ['kube-proxy iptables { detectLocalMode NodeCIDR }'];
      if (line.startsWith('node nA')) return [line, '  podCIDR 192.168.1.0/24'];
      return line.startsWith('node nB') ? [line, '  podCIDR 192.168.2.0/24'] : [line];
    });
    const [cluster, node] = [await modelOf(of(byCluster)), await modelOf(of(byNode))];
    expect(node.plan.unmodelled).toEqual([]);
    expect(shown(node)).toEqual(shown(cluster));
    expect(shown(node, 'nB').filter((line) => line.includes('! -s 192.168.2.0/24'))).toHaveLength(1);
  });
});

describe('publishNotReadyAddresses', () => {
  it('makes endpoints of pods that are not ready', async () => {
    const all = [...scenarioNamed('only-not-ready').netk];
    all.splice(-1, 0, '  publishNotReadyAddresses true');
    const ready = scenarioNamed('clusterip-2-endpoints');
    const model = await modelOf(textOf(all));
    expect(model.plan.unmodelled).toEqual([]);
    expect(shown(model).filter((line) => !ofCni.test(line))).toEqual(savedLines(ready));
  });
});

describe('a probability', () => {
  it.each([
    [2, '0.50000000000'],
    [3, '0.33333333349'],
    [10, '0.10000000009'],
    // of 1/44 itself the kernel would keep …294
    [44, '0.02272727247'],
  ])('of one of %i is kept by the kernel as %s', (of, text) => {
    const rule = { matches: [{ kind: 'statistic', of } as const], target: { kind: 'accept' } as const };
    expect(saveRule('X', rule)).toBe(`-A X -m statistic --mode random --probability ${text} -j ACCEPT`);
  });
});
