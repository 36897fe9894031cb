import { createModel } from '@netk/engine';
import { describe, expect, test } from 'vitest';
import { topologyOf } from '../../src/index.ts';
import { asking } from './asking.ts';

const proxies = 'subnet proxies 10.129.0.0/23 { region r1; purpose REGIONAL_MANAGED_PROXY }';
const file = (ingress: string, walks = '', { subnets = proxies, service = '' } = {}) => `vpc main on gcp {
  subnet nodes 10.128.0.0/20 { region r1; secondary-range pods 10.8.0.0/14 }
  ${subnets}
  host near 10.128.0.40 in nodes
}
cluster c on gke in main {
  clusterCIDR pods
  node n 10.128.0.11 in nodes { external-ip 203.0.113.11; pod p { labels app=web; port 8080 } }
  service web { ${service}; selector app=web; port 80 -> 8080 }
  ingress i ${ingress}
}
internet { client laptop 198.51.100.7 }
${walks}
`;

const planned = async (ingress: string, more: Parameters<typeof file>[2] = {}) => {
  const { topology } = await topologyOf(file(ingress, '', more));
  const { plan } = createModel(topology);
  return { balancer: plan.balancers[0], problems: plan.problems.map(({ message }) => message), filters: plan.filters };
};

const back = '{ default-backend web:80 }';

describe('a regional Application Load Balancer of Google', () => {
  test.each([
    ['on gce', 'gfe', 'internet-facing'],
    ['', 'gfe', 'internet-facing'],
    ['on gce-regional-external', 'envoy', 'internet-facing'],
    ['on gce-internal', 'envoy', 'internal'],
  ])('is made by the class: "%s" is %s, %s', async (words, kind, scheme) => {
    expect((await planned(`${words} ${back}`)).balancer).toMatchObject({ kind, scheme });
  });
  test('is made by the annotation before the word, and not of a class of Kubernetes alone', async () => {
    const lines = (more: string) => `{ ${more}; default-backend web:80 }`;
    expect((await planned(lines('ingress.class gce-internal'))).balancer?.scheme).toBe('internal');
    expect((await planned(lines('ingress.class other'))).balancer).toBeUndefined();
    expect((await planned(lines('ingressClassName gce'))).balancer).toBeUndefined();
    expect((await planned(lines('ingress.class gce; ingressClassName x'))).balancer?.kind).toBe('gfe');
  });
  test.each([
    ['no subnet', ''],
    ['one of another region', 'subnet proxies 10.129.0.0/23 { region r2; purpose REGIONAL_MANAGED_PROXY }'],
    ['one that is kept', 'subnet proxies 10.129.0.0/23 { region r1; purpose REGIONAL_MANAGED_PROXY; role BACKUP }'],
  ])('is not made with %s for its proxies', async (_, subnets) => {
    const { balancer, problems } = await planned(`on gce-internal ${back}`, { subnets });
    const why = 'ingress i: region r1 has no active proxy-only subnet (purpose REGIONAL_MANAGED_PROXY)';
    expect([balancer?.refused, ...problems]).toEqual([why, why]);
  });
  test('asks from its subnet, which one rule lets in beside the checks; both addresses stand in X-Forwarded-For', async () => {
    const { traces } = await asking(file(`on gce-internal 10.128.0.60 ${back}`, 'walk w from near to ingress i'));
    const [route] = traces.w!.routes;
    expect(route!.client).toBe('ok');
    expect(route!.forward.at(-1)!.steps[0]!.after!.src).toBe('10.129.0.2');
    expect(route!.legs!.at(-1)).toMatchObject({
      request: { headers: { 'x-forwarded-for': '10.128.0.40, 10.128.0.60' } },
    });
    const { filters } = await planned(`on gce-internal ${back}`);
    const peers = filters.groups[0]!.lines[0]!.peers.map((each) => each.kind === 'cidr' && each.cidr);
    expect(peers).toEqual(['130.211.0.0/22', '35.191.0.0/16', '10.129.0.0/23']);
  });
  test.each([
    ['on gce-internal 203.0.113.9', 'one of the Internet'],
    ['on gce-regional-external 10.128.0.9', 'none of the Internet'],
    ['on gce-internal 10.129.0.9', 'no subnet has an address'],
  ])('"%s" is refused: its address is %s', async (words, why) => {
    expect((await planned(`${words} ${back}`)).balancer?.refused).toContain(why);
  });
  test('has groups of pods as backends, and no instance groups', async () => {
    const lines = '{ backend instance-group; default-backend web:80 }';
    expect((await planned(`on gce-internal ${lines}`)).balancer?.refused).toContain('no instance groups');
  });
  test('answers 503 with nobody healthy', async () => {
    const text = file(`on gce-internal ${back}`, 'walk w from near to ingress i').replace(
      'port 8080 }',
      'port 8080; response "/*" 500 }',
    );
    const { traces } = await asking(text);
    expect(traces.w!.routes[0]).toMatchObject({ client: 'http-503', cause: 'GKE-READY' });
  });
});

describe('what an Ingress of GKE listens on', () => {
  const ports = async (lines: string, words = 'on gce') =>
    (await planned(`${words} { ${lines}; default-backend web:80 }`)).balancer!;
  const seen = ({ listeners }: Awaited<ReturnType<typeof ports>>) =>
    listeners.map(({ port, certificates }) => [port, ...certificates]);
  test('is port 80, and port 443 with certificates: those of Google Cloud first, then Secrets', async () => {
    expect(seen(await ports('neg true'))).toEqual([[80]]);
    const all = 'tls secret { hosts "a.example" }; managed-certificates b; pre-shared-cert "c, d"';
    expect(seen(await ports(all))).toEqual([[80], [443, 'c', 'd', 'b', 'secret']]);
    expect(seen(await ports('tls secret; ingress.allow-http false'))).toEqual([[443, 'secret']]);
  });
  test('is nothing without HTTP and without a certificate', async () => {
    expect((await ports('ingress.allow-http false')).refused).toContain('nothing is left to listen on');
  });
  test('is both at an internal address only where it is reserved', async () => {
    expect((await ports('tls secret', 'on gce-internal')).refused).toContain('only where it is reserved');
    expect(seen(await ports('tls secret', 'on gce-internal 10.128.0.60'))).toEqual([[80], [443, 'secret']]);
    expect((await ports('managed-certificates m', 'on gce-regional-external')).refused).toContain('ManagedCertificate');
  });
  test.each([
    ['enabled true', 301],
    ['enabled true; responseCodeName FOUND', 302],
    ['enabled true; responseCodeName PERMANENT_REDIRECT', 308],
    ['enabled false', undefined],
  ])('redirects port 80 where a FrontendConfig says so: %s', async (lines, status) => {
    const { listeners } = await ports(`tls secret; frontendConfig { redirectToHttps { ${lines} } }`);
    const { otherwise } = listeners[0]!;
    expect(otherwise.kind === 'redirect' ? otherwise.status : undefined).toBe(status);
  });
});

test('front ends of several clusters of a network have addresses of their own', async () => {
  const cluster = (name: string, last: number) => `cluster ${name} on gke in main {
    clusterCIDR 10.${last}.0.0/16
    node n-${name} 10.128.0.${last} in nodes { pod p-${name} { labels app=web; port 8080 } }
    service web-${name} { selector app=web; port 80 -> 8080 }
    ingress i-${name} on gce { default-backend web-${name}:80 }
  }`;
  const { topology } = await topologyOf(
    `vpc main on gcp { subnet nodes 10.128.0.0/20 }\n${cluster('a', 20)}\n${cluster('b', 21)}\n`,
  );
  const addresses = createModel(topology).plan.balancers.map(({ nodes }) => nodes[0]!.address);
  expect(new Set(addresses).size).toBe(2);
});
