import { describe, expect, test } from 'vitest';
import { topologyOf } from '../src/index.ts';

const file = (walk: string) => `vpc main 10.0.0.0/16 on aws {
  internet-gateway igw
  subnet a 10.0.1.0/24 zone az1 { route 0.0.0.0/0 -> igw; host h 10.0.1.5; nat-gateway nat 10.0.1.8 eip 203.0.113.8 }
  subnet b 10.0.2.0/24 zone az2 { route 0.0.0.0/0 -> nat; host deep 10.0.2.5 }
}
internet { host far 198.51.100.9 { port 443 } }
cluster c on eks in main {
  node n m5.large in b { pod web { labels app=web; port 8080 } }
  service web LoadBalancer on nlb { scheme internal; target-type ip; subnet b 10.0.2.20; port 80 -> 8080 }
  service sh { selector app=web; port 80 -> 8080 }
  ingress edge on alb { scheme internal; target-type ip; subnets a, b; rule host "shop.example" path "/" -> sh:80 }
}
walk w ${walk}
`;

describe('a connection that said nothing for a while', () => {
  test.each([
    ['a NAT gateway forgets it after 350 s', 'from deep to far:443', 350, 'refused', 'NAT-IDLE'],
    ['a network load balancer forgets it after 350 s', 'from h to load-balancer web:80', 350, 'refused', 'LB-TIMEOUT'],
    [
      'an application load balancer closes it after 60 s',
      'from h to "http://shop.example/"',
      60,
      'closed',
      'LB-TIMEOUT',
    ],
  ])('%s, and not before', async (_, walk, seconds, client, cause) => {
    const of = async (idle: number) => {
      const { model } = await topologyOf(file(`${walk} { idle ${idle}s }`));
      const { verdict, routes } = model.trace(model.topology.walks[0]!.id);
      return [verdict, [...new Set(routes.map((route) => `${route.client} ${route.cause}`))]];
    };
    expect(await of(seconds)).toEqual(['delivered', ['ok undefined']]);
    expect(await of(seconds + 1)).toEqual(['not-delivered', [`${client} ${cause}`]]);
  });

  test('asks nothing of flows that are not connections yet', async () => {
    const { model } = await topologyOf(file('from h to 10.0.2.5:53 protocol udp { idle 400s }'));
    expect(model.trace(model.topology.walks[0]!.id).reasons).toEqual(['idle of a walk over udp is not modelled yet']);
  });
});
