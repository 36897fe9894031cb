import { createModel, views } from '@netk/engine';
import { describe, expect, test } from 'vitest';
import { topologyOf } from '../src/index.ts';
import { asking } from './balancers/asking.ts';

const file = (walks: string, { version = '1.35.1-gke.1100000', policy = '', more = '' } = {}) => `vpc main on gcp {
  subnet nodes 10.128.0.0/20 { region r1; secondary-range pods 10.8.0.0/14; secondary-range services 10.12.0.0/20 }
  host near 10.128.0.40 in nodes
  firewall-rule inside { ingress 1000 allow all from 10.128.0.0/20 }
}
cluster demo on gke in main {
  kubernetes ${version}
  clusterCIDR pods
  serviceCIDR services
  dataplane v2
  workloadIdentityConfig { workloadPool project.svc.id.goog }
  node n1 10.128.0.11 in nodes { pod client { labels app=client; port 1 } }
  node n2 10.128.0.12 in nodes
  service empty NodePort { selector app=nobody; port 80 -> 8080 nodePort 30517 }
  ${policy}
  ${more}
}
${walks}`;

/** How a walk ends: its verdict, what its client sees, and why. */
async function end(walk: string, options: Parameters<typeof file>[1] = {}): Promise<string> {
  const { errors, traces } = await asking(file(`walk w ${walk}`, options));
  expect(errors).toEqual([]);
  const { verdict, routes } = traces.w!;
  const [first] = routes;
  return [verdict, first?.client, first?.cause, ...(first?.assumes ?? [])].filter((each) => each).join(' ');
}

describe('a Service without an endpoint, in Dataplane V2', () => {
  test.each([
    ['is refused to pods from 1.35 on', 'from client to empty:80', '1.35.0', 'not-delivered refused SVC-NOEP'],
    ['is refused at a node port too', 'from near to n1:30517', '1.35.0', 'not-delivered refused SVC-NOEP'],
    ['has no route for the node itself', 'from n1 to empty:80', '1.35.0', 'not-delivered unreachable SVC-NOEP'],
    [
      'is not known of the builds before',
      'from client to empty:80',
      '1.34.3-gke.1000',
      'undetermined unknown whether Dataplane V2 of GKE before 1.35 drops or refuses a packet to a Service without a backend is not known',
    ],
  ])('%s', async (_, walk, version, said) => {
    expect(await end(walk, { version })).toBe(said);
  });
});

describe("GKE's metadata server, in Dataplane V2", () => {
  const limited = (to: string) => `networkpolicy p { podSelector app=client; egress ${to} }`;
  test('answers pods on their node', async () => {
    expect(await end('from client to 169.254.169.254:80')).toBe('delivered ok');
  });
  test.each([
    ['lets packets to the address that pods ask', 'tcp/80 to 169.254.169.254/32', 'delivered ok'],
    ['does not see the address that it listens on', 'tcp/988 to 169.254.169.252/32', 'not-delivered timeout NP-POL'],
  ])('a policy %s', async (_, to, said) => {
    expect(await end('from client to 169.254.169.254:80', { policy: limited(to) })).toBe(said);
  });
});

describe('NodeLocal DNSCache, in Dataplane V2', () => {
  const dns = `namespace kube-system {
    pod kube-dns-1 on n2 { labels k8s-app=kube-dns; port 53/udp; port 53/tcp }
    service kube-dns 10.12.0.10 { selector k8s-app=kube-dns; port dns 53/udp; port dns-tcp 53/tcp }
  }`;
  const model = async (more: string, options: Parameters<typeof file>[1] = {}) => {
    const { topology } = await topologyOf(file('', { more, ...options }));
    return createModel(topology);
  };
  const caches = async (more: string, options: Parameters<typeof file>[1] = {}): Promise<readonly string[]> =>
    (await model(more, options)).plan.pods
      .filter(({ labels }) => labels['k8s-app'] === 'node-local-dns')
      .map(({ name, address }) => `${name} ${address}`);
  const mapOf = async (more: string, options: Parameters<typeof file>[1] = {}): Promise<readonly string[]> => {
    const { plan, network } = await model(more, options);
    const node = [...network.devices.values()].find(({ name }) => name === 'n1')!;
    const lines = views.find(({ name }) => name === 'ebpf')!.lines(plan, node) ?? [];
    return lines.map(({ text }) => text).filter((text) => text.startsWith('10.12.0.10:53/UDP'));
  };
  const policy = (app: string) =>
    `networkpolicy p { podSelector app=client; egress udp/53, tcp/53 to namespaceSelector kubernetes.io/metadata.name=kube-system podSelector k8s-app=${app} }`;
  const question = 'from client to 10.12.0.10:53 protocol udp';

  test('is a pod on each node, behind the addresses of what is written', async () => {
    expect(await caches(dns)).toEqual(['node-local-dns-1 10.8.0.3', 'node-local-dns-2 10.8.1.3']);
  });
  test.each([
    ['where it is turned off', `${dns}\n  node-local-dns false`],
    ['without the Service that is redirected', ''],
  ])('is no pod %s', async (_, more) => {
    expect(await caches(more)).toEqual([]);
  });
  test('is the pod that the file has', async () => {
    const own = `${dns}\n  namespace kube-system { pod cache 10.8.0.9 on n1 { labels k8s-app=node-local-dns; port 53/udp } }`;
    expect(await caches(own)).toEqual(['cache 10.8.0.9']);
    expect((await mapOf(own))[1]).toBe('10.12.0.10:53/UDP (1) 10.8.0.9:53/UDP (6) (1)');
  });
  test('takes the place of the Service in the map of its node', async () => {
    expect(await mapOf(dns)).toEqual([
      '10.12.0.10:53/UDP (0) 0.0.0.0:0 (6) (0) [LocalRedirect]',
      '10.12.0.10:53/UDP (1) 10.8.0.3:53/UDP (6) (1)',
    ]);
  });
  test('is no way of ports with other names', async () => {
    expect((await mapOf(dns.replace('port dns 53/udp', 'port other 53/udp')))[0]).toContain('ClusterIP');
  });
  test.each([
    ['node-local-dns', 'delivered ok', []],
    ['kube-dns', 'not-delivered timeout DNS-DENY', ['NK101']],
  ])('is whom policies judge: %s', async (app, said, codes) => {
    const own = `${dns}\n  ${policy(app)}`;
    expect(await end(question, { more: own })).toBe(said);
    const { findings } = await model(own);
    expect(findings.map(({ code }) => code).filter((code) => code === 'NK101')).toEqual(codes);
  });
});

describe('the rules of a node of GKE for the addresses of pods', () => {
  const rules = async (line: string): Promise<readonly string[]> => {
    const { topology } = await topologyOf(file('', { more: line }));
    const { plan, network } = createModel(topology);
    const node = [...network.devices.values()].find(({ name }) => name === 'n1')!;
    const lines = views.find(({ name }) => name === 'iptables')!.lines(plan, node) ?? [];
    return lines.map(({ text }) => text).filter((text) => text.startsWith('-A IP-MASQ'));
  };
  test('are those of its start-up, each with its reason', async () => {
    const own = await rules('');
    expect(own.length).toBe(13);
    expect(own.slice(0, 2)).toEqual([
      '-A IP-MASQ -d 169.254.0.0/16 -m comment --comment "ip-masq: local traffic is not subject to MASQUERADE" -j RETURN',
      '-A IP-MASQ -d 10.0.0.0/8 -m comment --comment "ip-masq: RFC 1918 reserved range is not subject to MASQUERADE" -j RETURN',
    ]);
    expect(own.at(-2)).toContain('192.88.99.0/24 -m comment --comment "ip-masq: RFC 7526 reserved range');
  });
  test('are the agent’s in the same chain where there is one', async () => {
    expect(await rules('ip-masq-agent { nonMasqueradeCIDRs 10.0.0.0/8 }')).toEqual([
      '-A IP-MASQ -d 169.254.0.0/16 -m comment --comment "ip-masq-agent: local traffic is not subject to MASQUERADE" -j RETURN',
      '-A IP-MASQ -d 10.0.0.0/8 -m comment --comment "ip-masq-agent: local traffic is not subject to MASQUERADE" -j RETURN',
      '-A IP-MASQ -m comment --comment "ip-masq-agent: outbound traffic is subject to MASQUERADE (must be last in chain)" -j MASQUERADE',
    ]);
  });
  test('are none with disable-default-snat', async () => {
    expect(await rules('disable-default-snat true')).toEqual([]);
  });
});
