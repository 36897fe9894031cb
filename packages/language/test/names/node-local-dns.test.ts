import { createModel, showIptables, type Trace, views } from '@netk/engine';
import { describe, expect, test } from 'vitest';
import { topologyOf } from '../../src/index.ts';
import { allQuestions, serverSteps, told, tracesOf } from './asking.ts';

const cluster = (walks: string, { cache = 'node-local-dns 1.26', more = '', proxy = '', dns = true } = {}) => `
vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone eu-west-1a
  subnet b 10.0.2.0/24 zone eu-west-1b
  security-group nodes { ingress all from self }
}
cluster c on eks in main {
  ${cache}
  ${proxy}
  node n1 m5.large in a { security-groups nodes; pod one { labels app=web; port 8080 } }
  node n2 m5.large in b {
    security-groups nodes
    pod kube-system/coredns { labels k8s-app=kube-dns; port dns udp/53; port dns-tcp tcp/53 }
    ${more}
  }
  service web 172.20.0.7 { selector app=web; port 80 -> 8080 }
  ${dns ? 'service kube-system/kube-dns { selector k8s-app=kube-dns; port dns udp/53; port dns-tcp tcp/53 }' : ''}
}
internet { dns-zone "corp.example" on route53 { record "db" A 192.0.2.5 ttl 60s } }
${walks}`;

const ask = async (name: string, options: Parameters<typeof cluster>[1] = {}, from = 'one', settings = '') =>
  (await tracesOf(cluster(`walk w from ${from} to dns "${name}" type A { ${settings} }`, options))).w!;

/** The protocols of the questions, in their order. */
const protocols = ({ routes }: Trace): readonly string[] =>
  (routes[0]?.legs ?? []).map(({ flow }) => `${flow.from} → ${flow.to} ${flow.protocol}`);

const web = 'web.default.svc.cluster.local.';

async function shown(text: string, of: string, view: string): Promise<readonly string[]> {
  const { plan, network } = createModel((await topologyOf(text)).topology);
  const device = [...network.devices.values()].find(({ name }) => name === of)!;
  return (views.find(({ name }) => name === view)!.lines(plan, device) ?? []).map((line) => line.text);
}

describe('NodeLocal DNSCache', () => {
  test('has the address that pods ask, and asks the DNS of the cluster over TCP', async () => {
    const trace = await ask(web);
    expect(told(trace)).toBe('172.20.0.7');
    expect(protocols(trace)).toEqual(['one → node-local-dns udp', 'n1 → coredns tcp']);
  });

  test('asks whom its node asks, as it was asked, for other names', async () => {
    const trace = await ask('db.corp.example.');
    expect(told(trace)).toBe('192.0.2.5');
    expect(protocols(trace)).toEqual(['one → node-local-dns udp', 'n1 → the VPC resolver udp']);
  });

  test('asks the DNS of the cluster for names of addresses', async () => {
    const { w } = await tracesOf(cluster('walk w from one to dns "7.0.20.172.in-addr.arpa." type PTR'));
    expect(protocols(w!).slice(0, 2)).toEqual(['one → node-local-dns udp', 'n1 → coredns tcp']);
  });

  test('is reached without a connection, a translation or another machine', async () => {
    const [first] = (await ask(web, {}, 'one', 'idle 2s')).routes;
    expect(first?.forward.map(({ device }) => device)).toEqual(['one', 'n1']);
    const steps = [...first!.forward, ...first!.reply].flatMap((hop) => hop.steps);
    expect(steps.filter(({ kind }) => kind === 'conntrack' || kind === 'nat')).toEqual([]);
  });

  // the cluster's own records say 5 s, and the cache keeps what there is not 5 s as well; others 30 s at most
  test.each<[string, string, string, number]>([
    ['an answer of the cluster', web, '4s', 1],
    ['an answer of the cluster', web, '6s', 2],
    ['a name that is not there', 'no.default.svc.cluster.local.', '4s', 1],
    ['a name that is not there', 'no.default.svc.cluster.local.', '6s', 2],
    ['an answer from outside', 'db.corp.example.', '29s', 1],
    ['an answer from outside', 'db.corp.example.', '31s', 2],
  ])('keeps %s (%s) as long as it may: after %s %i questions', async (_, name, idle, count) => {
    expect(allQuestions(await ask(name, {}, 'one', `idle ${idle}`))).toHaveLength(count);
  });

  test('keeps as long as is written, and nothing with cache 0', async () => {
    const after = async (seconds: string, cache: string) =>
      allQuestions(await ask('db.corp.example.', { cache }, 'one', `idle ${seconds}`)).length;
    expect(await after('9s', 'node-local-dns { cache 10 }')).toBe(1);
    expect(await after('11s', 'node-local-dns { cache 10 }')).toBe(2);
    const none = await ask('db.corp.example.', { cache: 'node-local-dns { cache 0 }' }, 'one', 'idle 1s');
    expect(serverSteps(none).some((each) => each.includes('kept'))).toBe(false);
  });

  test('answers pods of the node’s own network, where OUTPUT keeps the question away', async () => {
    const more = 'pod agent { hostNetwork true; dnsPolicy ClusterFirstWithHostNet }';
    const trace = await ask(web, { more }, 'agent');
    expect(told(trace)).toBe('172.20.0.7');
    expect(protocols(trace)[0]).toBe('n2 → node-local-dns udp');
    const entries = trace.routes[0]!.forward[0]!.steps.map(({ entry }) => entry);
    expect(entries).toContain('-A OUTPUT -d 172.20.0.10/32 -p udp -m udp --dport 53 -j NOTRACK');
  });

  test('asks nobody where its Service has no endpoint that answers: SERVFAIL', async () => {
    const text = cluster(`walk w from one to dns "${web}" type A`).replace('pod kube-system/coredns', 'pod coredns');
    const { w } = await tracesOf(text);
    expect(told(w!)).toBe('servfail EAI_AGAIN');
  });

  test('takes the Service that is written', async () => {
    const text = cluster(`walk w from one to dns "${web}" type A`).replace(
      'service web',
      'service kube-system/kube-dns-upstream 172.20.9.9 { selector k8s-app=kube-dns; port dns-tcp tcp/53 }\n  service web',
    );
    const { w } = await tracesOf(text);
    expect(serverSteps(w!)).toContain('plugin forward | A web.default.svc.cluster.local: asks 172.20.9.9:53');
  });

  test('has another address where one is written, and its rules name it', async () => {
    const text = cluster('', { cache: 'node-local-dns { address 169.254.25.10 }' });
    expect(await shown(text, 'n1', 'addresses')).toContain(
      'nodelocaldns     DOWN           169.254.25.10/32 172.20.0.10/32',
    );
    const rules = await shown(text, 'n1', 'iptables');
    expect(rules.filter((each) => each.includes('-d 169.254.25.10/32 -p udp'))).toEqual([
      '-A PREROUTING -d 169.254.25.10/32 -p udp -m udp --dport 53 -m comment --comment "NodeLocal DNS Cache: skip conntrack" -j NOTRACK',
      '-A OUTPUT -d 169.254.25.10/32 -p udp -m udp --dport 53 -m comment --comment "NodeLocal DNS Cache: skip conntrack" -j NOTRACK',
      '-A INPUT -d 169.254.25.10/32 -p udp -m udp --dport 53 -m comment --comment "NodeLocal DNS Cache: allow DNS traffic" -j ACCEPT',
    ]);
  });

  test('cannot have the address of the Service with kube-proxy in IPVS mode: pods ask its own', async () => {
    const text = cluster('', { proxy: 'kube-proxy ipvs' });
    expect(await shown(text, 'one', 'resolv')).toContain('nameserver 169.254.20.10');
    expect(await shown(text, 'n1', 'addresses')).toContain('nodelocaldns     DOWN           169.254.20.10/32');
    expect(await shown(cluster(''), 'one', 'resolv')).toContain('nameserver 172.20.0.10');
  });

  test('is nowhere without its line, whatever a daemonset is called, and without the Service of the cluster’s DNS', async () => {
    const tables = async (text: string) => {
      const { network } = createModel((await topologyOf(text)).topology);
      const nodes = [...network.devices.values()].filter(({ kind }) => kind === 'node');
      return nodes.map((node) => [
        node.interfaces.some(({ name }) => name === 'nodelocaldns'),
        showIptables(node).some((line) => line.text.includes('NOTRACK')),
      ]);
    };
    const set = cluster('', { cache: '' }).replace(
      'service web',
      'daemonset node-local-dns { hostNetwork true }\n  service web',
    );
    expect(await tables(set)).toEqual([
      [false, false],
      [false, false],
    ]);
    expect(await tables(cluster('', { dns: false }))).toEqual([
      [false, false],
      [false, false],
    ]);
    expect(await tables(cluster(''))).toEqual([
      [true, true],
      [true, true],
    ]);
  });

  test.each<[string, string, readonly string[]]>([
    [
      'node-local-dns 1.26',
      '',
      ['pods with own security groups do not reach node-local-dns on their node (security groups for pods, strict)'],
    ],
    ['', 'daemonset node-local-dns { hostNetwork true }', []],
    ['node-local-dns 1.26', 'standard', []],
  ])('is not reached by pods with strict groups of their own (NK044): %s %s', async (cache, more, messages) => {
    const mode = more === 'standard' ? 'POD_SECURITY_GROUP_ENFORCING_MODE standard' : '';
    const text = cluster('', { cache: `${cache}\n  cni vpc-cni { ENABLE_POD_ENI true; ${mode} }` }).replace(
      'service web',
      `securitygrouppolicy p { podSelector app=web; security-groups nodes }\n  ${more === 'standard' ? '' : more}\n  service web`,
    );
    const { findings } = createModel((await topologyOf(text)).topology);
    expect(findings.flatMap(({ code, message }) => (code === 'NK044' ? [message] : []))).toEqual(messages);
  });
});
