import { describe, expect, test } from 'vitest';
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
