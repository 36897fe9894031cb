import { topologyOf } from '@netk/language';
import { describe, expect, test } from 'vitest';
import { createModel } from '../../../src/index.ts';

const file = (rules: string, asks: string) => `vpc main on gcp {
  subnet a 10.0.1.0/24 { region r1 }
  subnet b 10.0.2.0/24 { region r2 }
  host web 10.0.1.5 in a { tags web; port 80; port 25 }
  host db 10.0.2.5 in b { tags db; service-account store; port 5432 }
  host plain 10.0.1.9 in a { port 80 }
  cloud-nat nat 203.0.113.9 { region r1 }
  ${rules}
}
internet { host server 93.184.216.34 { port 443; port 25 } }
${asks}
`;

/** How the first route of each walk ends: its cause, or `ok`, and what its decision says. */
async function ends(rules: string, ...asks: readonly string[]): Promise<readonly string[]> {
  const { topology } = await topologyOf(file(rules, asks.map((ask) => `walk ${ask}`).join('\n')));
  const model = createModel(topology);
  return topology.walks.map((walk) => {
    const [route] = model.trace(walk.id).routes;
    return route!.cause ?? (route!.client as string);
  });
}

const toWeb = 'w from db to web:80';

describe('the firewall of a network of Google Cloud', () => {
  test('lets nothing in that no rule allows, and everything out', async () => {
    expect(await ends('', toWeb, 'x from web to server:443')).toEqual(['GKE-FW', 'ok']);
  });
  test.each([
    [
      'a rule without targets is about every machine',
      'firewall-rule f { ingress 1000 allow tcp/80 from 10.0.0.0/8 }',
      'ok',
    ],
    [
      'the lowest number decides',
      'firewall-rule f { ingress 900 deny tcp/80 from 10.0.2.0/24 }\n  firewall-rule g { ingress 1000 allow all from 10.0.0.0/8 }',
      'GKE-FW',
    ],
    [
      'a higher number that denies decides nothing',
      'firewall-rule f { ingress 1100 deny tcp/80 from 10.0.2.0/24 }\n  firewall-rule g { ingress 1000 allow all from 10.0.0.0/8 }',
      'ok',
    ],
    [
      'at equal numbers one that denies decides',
      'firewall-rule f { ingress 1000 allow all from 10.0.0.0/8 }\n  firewall-rule g { ingress 1000 deny tcp/80 from 10.0.2.0/24 }',
      'GKE-FW',
    ],
    [
      'targets are machines with a tag',
      'firewall-rule f { ingress 1000 allow tcp/80 from 10.0.0.0/8; target-tags web }',
      'ok',
    ],
    [
      'other machines are none',
      'firewall-rule f { ingress 1000 allow tcp/80 from 10.0.0.0/8; target-tags db }',
      'GKE-FW',
    ],
    ['sources may be machines with a tag', 'firewall-rule f { ingress 1000 allow tcp/80; source-tags db }', 'ok'],
    ['others are not meant', 'firewall-rule f { ingress 1000 allow tcp/80; source-tags web }', 'GKE-FW'],
    ['or with an account', 'firewall-rule f { ingress 1000 allow tcp/80; source-service-accounts store }', 'ok'],
    [
      'addresses and tags are alternatives',
      'firewall-rule f { ingress 1000 allow tcp/80 from 192.0.2.0/24; source-tags db }',
      'ok',
    ],
    [
      'a rule that is off is none',
      'firewall-rule f { ingress 1000 allow tcp/80 from 10.0.0.0/8; disabled true }',
      'GKE-FW',
    ],
    [
      'what is not let out does not leave',
      'firewall-rule f { ingress 1000 allow all from 10.0.0.0/8; egress 900 deny tcp/80 to 10.0.1.0/24 }',
      'GKE-FW',
    ],
  ])('%s', async (_, rules, end) => {
    expect(await ends(rules, toWeb)).toEqual([end]);
  });
  test('lets answers back in', async () => {
    const rule = 'firewall-rule f { ingress 1000 allow tcp/80 from 10.0.2.5/32; target-tags web }';
    expect(await ends(rule, toWeb, 'x from web to db:5432')).toEqual(['ok', 'GKE-FW']);
  });
  test('never lets mail out to the Internet', async () => {
    const rule = 'firewall-rule f { ingress 1000 allow all from 10.0.0.0/8 }';
    expect(await ends(rule, 'x from web to server:25', 'y from plain to web:25')).toEqual(['GKE-FW', 'ok']);
  });
});

describe('the way out of a network of Google Cloud', () => {
  test('is the NAT of the region; where there is none nothing leaves', async () => {
    expect(await ends('', 'x from web to server:443', 'y from db to server:443')).toEqual(['ok', 'IGW-NOPUB']);
  });
  test('a machine has an address of 32 bits and hands everything to the gateway', async () => {
    const { topology } = await topologyOf(file('', 'walk w from plain to web:80'));
    const { network } = createModel(topology);
    const web = [...network.devices.values()].find(({ name }) => name === 'web')!;
    expect(web.interfaces.find(({ name }) => name === 'eth0')).toMatchObject({
      mac: '42:01:0a:00:01:05',
      addresses: [{ bits: 32 }],
      mtu: 1460,
    });
    expect(web.tables.get('main')).toMatchObject([
      { to: { bits: 0 }, dev: 'eth0' },
      { to: { bits: 32 }, dev: 'eth0', scope: 'link' },
    ]);
  });
});

describe('what is not modelled of a network of Google Cloud', () => {
  const answer = async (text: string): Promise<string> => {
    const { topology } = await topologyOf(text);
    const { verdict, routes } = createModel(topology).trace(topology.walks[0]!.id);
    return `${verdict}: ${routes[0]?.assumes?.join() ?? ''}`;
  };
  const one = (vpc: string, subnet: string, walk: string, more = '') => `vpc main on gcp {
  subnet a 10.0.1.0/24 { ${subnet} }
  host h 10.0.1.5 in a
  ${vpc}
}
${more}
internet { host far 93.184.216.34 { port 443 } }
walk w from h to ${walk}
`;
  test.each([
    ['names, which the metadata server answers', one('', '', 'dns "example.org" type A'), /169\.254\.169\.254/],
    ['a route of a subnet', one('', 'route 10.9.0.0/16 -> blackhole', '10.9.0.1:80'), /route 10\.9\.0\.0\/16/],
    [
      'which of two routes that are alike a flow takes',
      one('route 10.9.0.0/16 -> h; route 10.9.0.0/16 -> blackhole', '', '10.9.0.1:80'),
      /which of 2 routes/,
    ],
    ["Google's own services", one('', 'private-ip-google-access true', '142.250.1.1:443'), /private-ip-google-access/],
  ])('leaves a walk open that needs it: %s', async (_, text, why) => {
    expect(await answer(text)).toMatch(/^undetermined/);
    expect(await answer(text)).toMatch(why);
  });
});

describe('a node of GKE', () => {
  test.each([
    [undefined, 24],
    [8, 28],
    [32, 26],
    [256, 23],
  ])('with room for %s pods has a block of %s bits', async (pods, bits) => {
    const { topology } = await topologyOf(`vpc main on gcp { subnet a 10.0.1.0/24 { secondary-range pods 10.8.0.0/14 } }
cluster c on gke in main { clusterCIDR pods; ${pods === undefined ? '' : `max-pods ${pods}; `}node n 10.0.1.5 in a }
`);
    expect(createModel(topology).plan.nodes[0]!.podCidr).toBe(`10.8.0.0/${bits}`);
  });
});

describe('a secondary range', () => {
  const cluster = (pods: string) => `vpc main on gcp {
  subnet a 10.0.1.0/24 { region r1; secondary-range pods 10.8.0.0/16; secondary-range services 10.12.0.0/20 }
  cloud-nat nat 203.0.113.9 { region r1 }
}
cluster c on gke in main {
  clusterCIDR ${pods}
  serviceCIDR services
  node n 10.0.1.5 in a zone r1-a { podCIDR 10.8.1.0/24; pod p 10.8.1.5 }
}
walk w from p to 10.8.77.1:80
walk x from p to 10.12.9.9:80
`;
  test.each(['pods', '10.8.0.0/16'])(
    'is a route of the network: what nobody has of it goes to no NAT, with clusterCIDR %s',
    async (pods) => {
      const { topology } = await topologyOf(cluster(pods));
      const model = createModel(topology);
      for (const { id } of topology.walks) {
        const [route] = model.trace(id).routes;
        expect([route!.cause, route!.forward.at(-1)!.kind]).toEqual(['ARP-FAIL', 'router']);
      }
    },
  );
});
