import { describe, expect, test } from 'vitest';
import { topologyOf } from '../../src/index.ts';

const file = (ingress: string, service: string, walk: string) => `vpc main 10.0.0.0/16 on aws {
  internet-gateway igw
  subnet a 10.0.1.0/24 zone az1 { route 0.0.0.0/0 -> igw }
  subnet b 10.0.2.0/24 zone az2 { route 0.0.0.0/0 -> igw }
}
cluster c on eks in main {
  node n m5.large in a { pod web { labels app=web; port 8080 } }
  service web { selector app=web; port 80 -> 8080 }
  service nl LoadBalancer on nlb {
    scheme internet-facing; target-type ip; selector app=web; port 80 -> 8080
    subnet a 10.0.1.50 eip 203.0.113.5
    ${service}
  }
  ingress edge on alb {
    scheme internet-facing; target-type ip; rule host "shop.example" path "/" -> web:80
    subnet a 10.0.1.60 eip 203.0.113.6
    subnet b 10.0.2.60 eip 203.0.113.7
    ${ingress}
  }
}
internet { client laptop 198.51.100.7 }
walk w from laptop to ${walk}
`;

const answer = async (ingress: string, service: string, walk: string) => {
  const { model } = await topologyOf(file(ingress, service, walk));
  const { verdict, routes } = model.trace(model.topology.walks[0]!.id);
  const all = new Set(routes.flatMap(({ assumes = [] }) => assumes));
  // whom a laptop asks for names is another matter
  return [verdict, ...[...all].filter((each) => !/^the resolver of its provider stands nowhere/.test(each))];
};

describe('what a balancer does and netk does not follow', () => {
  test.each([
    ['wafv2-acl-arn "arn:x"'],
    ['mutual-authentication "x"'],
    ['use-regex-path-match true'],
    ['security-group-prefix-lists pl-1'],
    ['target_group_health.unhealthy_state_routing.minimum_healthy_targets.count 2'],
  ])('leaves the answer open, by name and by address: %s', async (line) => {
    const why = `the load balancer of edge has ${line.split(' ')[0]}, which is not modelled yet`;
    for (const to of ['"http://shop.example/"', 'ingress edge', '203.0.113.6:80'])
      expect(await answer(line, '', to)).toEqual(['undetermined', why]);
    // and of no other balancer
    expect(await answer(line, '', 'load-balancer nl:80')).toEqual(['delivered']);
  });

  test.each(['use-regex-path-match false', 'auth-type none', 'load-balancer-name x'])(
    'leaves nothing open where it does nothing to a first packet: %s',
    async (line) => {
      expect(await answer(line, '', '"http://shop.example/"')).toEqual(['delivered']);
    },
  );

  test('is whether a program reads the PROXY header, of requests and not of connections', async () => {
    const line = 'proxy_protocol_v2.enabled true';
    expect(await answer('', line, '203.0.113.5:80')).toEqual(['delivered']);
    expect(await answer('', line, '"http://203.0.113.5/"')).toEqual([
      'undetermined',
      'whether web reads the PROXY header of NLB nl, which is not modelled yet',
    ]);
  });

  test('is whether a program speaks TLS that is asked for it: that is taken for granted, and said', async () => {
    expect(await answer('', '', '"https://203.0.113.5:80/"')).toEqual(['delivered', 'web speaks TLS']);
  });
});
