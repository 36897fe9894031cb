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

  test('is not followed where a node has forgotten how it translated it, and where a machine is too new to be known', async () => {
    const nodes = `vpc main 10.0.0.0/16 on aws { subnet a 10.0.1.0/24 zone az1 }
cluster c on eks in main {
  node n m5.large in a { pod asks; pod web { labels app=web; port 8080 } }
  node x x9.large in a { eni 0 10.0.1.99; pod far 10.0.1.98 { port 8080 } }
  service web { selector app=web; port 80 -> 8080 }
}
`;
    const of = async (walk: string) => {
      const { model } = await topologyOf(`${nodes}walk w ${walk}\n`);
      const { routes } = model.trace(model.topology.walks[0]!.id);
      return [...new Set(routes.map(({ verdict, assumes }) => [verdict, ...(assumes ?? [])].join(': ')))];
    };
    expect(await of('from asks to web:80 { idle 24h }')).toEqual(['delivered']);
    expect(await of('from asks to web:80 { idle 25h }')).toEqual([
      'undetermined: n forgets a connection after 86400 s: how it translates what comes of it later is not modelled yet',
    ]);
    expect(await of('from asks to pod web:8080 { idle 25h }')).toEqual(['delivered']);
    expect(await of('from asks to far:8080 { idle 350s }')).toEqual(['delivered']);
    expect(await of('from asks to far:8080 { idle 351s }')).toEqual([
      'undetermined: for how long an interface of x9.large tracks a connection is not known',
    ]);
  });
});

/** Two nodes, and a Service of which one endpoint terminates. */
const graceful = (
  proxy: string,
  walk: string,
  serving = 'true',
) => `vpc dc 10.0.0.0/16 on plain { subnet a 10.0.1.0/24 }
cluster c on plain in dc {
  cni flannel { backend host-gw }
  kube-proxy ${proxy}
  node n1 10.0.1.11 in a { pod client; pod stays { port 8080; labels app=web } }
  node n2 10.0.1.12 in a { pod goes { port 8080; labels app=web; terminating true; serving ${serving} } }
  service web { selector app=web; port 80 -> 8080 }
}
walk w from client to web:80 ${walk}
`;

describe.each(['iptables', 'nftables', 'ipvs'])('a pod that is terminating, with kube-proxy in %s mode', (proxy) => {
  const ends = async (walk: string, serving?: string) => {
    const { model } = await topologyOf(graceful(proxy, walk, serving));
    const { routes } = model.trace(model.topology.walks[0]!.id);
    return routes.map(({ verdict, probability, forward }) => [verdict, forward.at(-1)!.device, probability]);
  };
  test('gets no new connection while another is ready', async () => {
    expect(await ends('{}')).toEqual([['delivered', 'stays', 1]]);
  });
  test('keeps what was opened before it began to', async () => {
    expect(await ends('{ idle 5s }')).toEqual([
      ['delivered', 'stays', 0.5],
      ['delivered', 'goes', 0.5],
    ]);
    expect(await ends('{ choose endpoint goes; idle 5s }')).toEqual([['delivered', 'goes', 0.5]]);
  });
  test('is not told of where it serves no more', async () => {
    expect(await ends('{ idle 5s }', 'false')).toEqual([['delivered', 'stays', 1]]);
  });
});

test('in IPVS mode its server has the weight 0', async () => {
  const { model } = await topologyOf(graceful('ipvs', '{ choose endpoint goes; idle 5s }'));
  const steps = model.trace(model.topology.walks[0]!.id).routes[0]!.forward.flatMap((hop) => hop.steps);
  expect(steps.filter(({ stage }) => stage === 'ipvs').map(({ entry }) => entry)).toEqual([
    'known connection: to tcp 10.244.1.2:8080, whose weight is 0: it gets no other',
  ]);
});
