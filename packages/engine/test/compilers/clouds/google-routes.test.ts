import { topologyOf } from '@netk/language';
import { describe, expect, test } from 'vitest';
import { createModel } from '../../../src/index.ts';

const end = async (vpc: string, walk: string, more = ''): Promise<string> => {
  const { topology, diagnostics } = await topologyOf(`vpc main on gcp {
  subnet a 10.0.1.0/24 { secondary-range pods 10.8.0.0/14 }
  firewall-rule all { ingress 1000 allow all from 10.0.0.0/8 }
  host h 10.0.1.5 in a { tags web }
  host k 10.0.1.6 in a
  ${vpc}
}
cluster c on gke in main {
  clusterCIDR pods
  node n 10.0.1.11 in a { podCIDR 10.8.1.0/24; external-ip 203.0.113.11; can-ip-forward true; pod p 10.8.1.5 { port 80 } }
}
${more}
internet { host far 93.184.216.34 { port 443 } }
walk w ${walk}
`);
  expect(diagnostics.filter(({ severity, code }) => severity === 1 && code !== 'NK120')).toEqual([]);
  const { verdict, routes } = createModel(topology).trace(topology.walks[0]!.id);
  const [first] = routes;
  return [verdict, first?.cause, ...(first?.forward.map(({ device }) => device) ?? [])]
    .filter((each) => each)
    .join(' ');
};

describe('the routes of a network of Google Cloud', () => {
  test.each([
    [
      'a route to a machine with a lower number wins, for that machine too: its packets go round',
      'route 0.0.0.0/0 -> n { priority 900 }',
      'from k to far:443',
      'not-delivered MARTIAN k VPC network n VPC network n',
    ],
    [
      'a route with a higher number is never taken',
      'route 0.0.0.0/0 -> n { priority 1100 }',
      'from k to far:443',
      'not-delivered IGW-NOPUB k VPC network default',
    ],
    [
      'a longer prefix wins, whatever its number',
      'route 93.184.0.0/16 -> n { priority 65000 }',
      'from k to far:443',
      'not-delivered MARTIAN k VPC network n VPC network n',
    ],
    [
      'a longer one to the Internet wins too',
      'route 0.0.0.0/0 -> n { priority 1 }; route 93.184.0.0/16 -> default-internet-gateway',
      'from k to far:443',
      'not-delivered IGW-NOPUB k',
    ],
    [
      'without the first one nothing leads out',
      'delete-default-routes-on-create true',
      'from k to far:443',
      'not-delivered VPC-NOROUTE k VPC network',
    ],
    [
      'a subnet is never overridden',
      'route 10.0.0.0/8 -> blackhole { priority 0 }',
      'from k to p:80',
      'delivered k VPC network n p',
    ],
    [
      'a route with a tag is for others',
      'route 0.0.0.0/0 -> n { tags web; priority 1 }',
      'from k to far:443',
      'not-delivered IGW-NOPUB k',
    ],
    [
      'and for those who have it',
      'route 0.0.0.0/0 -> n { tags web; priority 1 }',
      'from h to far:443',
      'delivered h VPC network n VPC network',
    ],
  ])('%s', async (_, vpc, walk, fate) => {
    expect((await end(vpc, walk)).startsWith(fate)).toBe(true);
  });
  const other = (
    settings: string,
  ) => `vpc other on gcp { subnet b 10.1.1.0/24 { host o 10.1.1.5 }; firewall-rule all { ingress 1000 allow all from 10.0.0.0/8 } }
vpc-peering-connection p1 from main to other { ${settings} }`;
  test.each([
    ['export-custom-routes main; import-custom-routes other', 'not-delivered VPC-BLACKHOLE'],
    ['export-custom-routes true; import-custom-routes true', 'not-delivered VPC-BLACKHOLE'],
    ['export-custom-routes main', 'not-delivered IGW-NOPUB'],
    ['export-custom-routes other; import-custom-routes main', 'not-delivered IGW-NOPUB'],
  ])('are told to a joined network where both say so: %s', async (settings, fate) => {
    const route = 'route 10.77.0.0/16 -> blackhole';
    expect((await end(route, 'from o to 10.77.0.1:80', other(settings))).startsWith(fate)).toBe(true);
  });
  test('of a joined network lead to its subnets and no further', async () => {
    const settings = 'export-custom-routes main; import-custom-routes other';
    const lead = await end('route 10.78.0.0/16 -> n', 'from o to 10.78.0.1:80', other(settings));
    // told, and forwarded by the machine, which has no other way than back
    expect(lead.startsWith('not-delivered')).toBe(true);
  });
});
