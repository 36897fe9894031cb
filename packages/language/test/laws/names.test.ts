import { createModel } from '@netk/engine';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withoutNames } from '../../../engine/test/support/same-answer.ts';
import { topologyOf } from '../../src/index.ts';
import { runs } from '../hostile/fuzz.ts';

/** What is named, by the scope in which names must differ: kinds share a scope only where a reference could mean both. */
const kinds = {
  vpc: ['v', 'w'],
  gateway: ['igw', 'nat'],
  table: ['rt'],
  subnet: ['a', 'b', 'pub'],
  group: ['sg', 'tight'],
  acl: ['acl'],
  machine: ['h', 'far', 'server'],
  cluster: ['k'],
  node: ['n1', 'n2'],
  namespace: ['ns'],
  pod: ['p', 'q', 'r'],
  service: ['s', 't'],
  key: ['app'],
  value: ['x', 'y'],
} as const;
type Names = Readonly<Record<string, string>>;

/** Keywords, netk's own words for what it makes itself, properties of every object, and what people write. */
const pool = [
  ...[
    'main',
    'local',
    'edge',
    'igw',
    'subnets',
    'default',
    'router',
    'internet-gateway',
    'vpc',
    'subnet',
    'node',
    'pod',
  ],
  ...[
    'service',
    'host',
    'cluster',
    'route',
    'table',
    'all',
    'self',
    'none',
    'eth0',
    'lo',
    'world',
    'unspec',
    'nat',
    'filter',
  ],
  ...[
    'constructor',
    'toString',
    '__proto__',
    'hasOwnProperty',
    'length',
    'web',
    'api',
    'shop',
    'a.b',
    'x-1',
    'eni',
    'kubelet',
  ],
];

/** Words that mean something of their own where a route or a line of a security group names its target. */
const taken: Readonly<Record<string, readonly string[]>> = { gateway: ['local', 'blackhole'], group: ['self'] };

/** Names for everything: different inside a kind, drawn alike for all kinds, so that they often meet across kinds. */
const names: fc.Arbitrary<Names> = fc
  .tuple(
    ...Object.entries(kinds).map(([kind, list]) =>
      fc.shuffledSubarray(
        pool.filter((each) => !taken[kind]?.includes(each)),
        { minLength: list.length, maxLength: list.length },
      ),
    ),
  )
  .map((drawn) =>
    Object.fromEntries(
      Object.entries(kinds).flatMap(([kind, list], i) => list.map((each, j) => [`${kind}.${each}`, drawn[i]![j]!])),
    ),
  );

const plain: Names = Object.fromEntries(
  Object.entries(kinds).flatMap(([kind, list]) => list.map((each) => [`${kind}.${each}`, `${kind}-${each}`])),
);

/** A topology in which every address, node port and place is written. */
function text(of: Names): string {
  const n = (key: string) => of[key]!;
  return `vpc ${n('vpc.v')} 10.0.0.0/16 on aws {
  internet-gateway ${n('gateway.igw')}
  route-table ${n('table.rt')} { route 0.0.0.0/0 -> ${n('gateway.nat')} }
  security-group ${n('group.sg')} { ingress all from 10.0.0.0/8; ingress all from 198.51.100.0/24 }
  security-group ${n('group.tight')} { ingress tcp/8080 from ${n('group.sg')}; egress all to 0.0.0.0/0 }
  network-acl ${n('acl.acl')} { ingress 100 allow all from 10.0.0.0/16; ingress 200 allow tcp/32768-49151 from 0.0.0.0/0; egress 100 allow all to 0.0.0.0/0 }
  subnet ${n('subnet.a')} 10.0.1.0/24 zone z1 { route-table ${n('table.rt')} }
  subnet ${n('subnet.b')} 10.0.2.0/24 zone z2 { route-table ${n('table.rt')}; network-acl ${n('acl.acl')} }
  subnet ${n('subnet.pub')} 10.0.9.0/24 zone z1 { route 0.0.0.0/0 -> ${n('gateway.igw')}; nat-gateway ${n('gateway.nat')} 10.0.9.9 eip 203.0.113.9 }
  host ${n('machine.h')} 10.0.9.20 in ${n('subnet.pub')} { eip 203.0.113.20; security-groups ${n('group.sg')}; port 5432 }
}
vpc ${n('vpc.w')} 10.1.0.0/16 on aws {
  subnet ${n('subnet.a')} 10.1.1.0/24 zone z1
  host ${n('machine.far')} 10.1.1.5 in ${n('subnet.a')}
}
internet { host ${n('machine.server')} 198.51.100.7 { port 443 } }
cluster ${n('cluster.k')} on eks in ${n('vpc.v')} {
  node ${n('node.n1')} m5.large in ${n('subnet.a')} { eni 0 10.0.1.10; security-groups ${n('group.sg')} }
  node ${n('node.n2')} m5.large in ${n('subnet.b')} { eni 0 10.0.2.10; security-groups ${n('group.tight')} }
  namespace ${n('namespace.ns')} {
    pod ${n('pod.p')} 10.0.1.21 on ${n('node.n1')} { labels ${n('key.app')}=${n('value.x')}; port 8080 }
    pod ${n('pod.q')} 10.0.2.21 on ${n('node.n2')} { labels ${n('key.app')}=${n('value.x')}; port 8080 }
    pod ${n('pod.r')} 10.0.2.22 on ${n('node.n2')} { labels ${n('key.app')}=${n('value.y')}; port 53/udp }
    service ${n('service.s')} NodePort 172.20.1.1 { selector ${n('key.app')}=${n('value.x')}; port 80 -> 8080 nodePort 31000 }
    service ${n('service.t')} 172.20.1.2 { externalTrafficPolicy Local; selector ${n('key.app')}=${n('value.y')}; port 53/udp }
  }
}
walk w1 from pod ${n('pod.p')} to service ${n('service.s')}:80
walk w2 from pod ${n('pod.p')} to pod ${n('pod.q')}:8080
walk w3 from pod ${n('pod.q')} to host ${n('machine.server')}:443
walk w4 from host ${n('machine.h')} to node ${n('node.n1')}:31000
walk w5 from host ${n('machine.server')} to host ${n('machine.h')}:5432
walk w6 from node ${n('node.n2')} to service ${n('service.t')}:53 protocol UDP
walk w7 from host ${n('machine.far')} to host ${n('machine.h')}:5432
walk w8 from pod ${n('pod.r')} to pod ${n('pod.p')}:8080
walk w9 from host ${n('machine.h')} to 203.0.113.77:80
walk w10 from pod ${n('pod.p')} to service ${n('service.s')}:80 { choose endpoint pod ${n('pod.q')} at ${n('node.n1')} }
`;
}

async function answers(of: Names) {
  const { topology, diagnostics } = await topologyOf(text(of));
  const errors = diagnostics.filter(({ severity }) => severity === 1).map(({ message }) => message);
  const model = createModel(topology);
  return { errors, answers: topology.walks.map((walk) => withoutNames(model.trace(walk.id))) };
}

describe('names of elements', () => {
  it('change the names in the answers, and nothing else', async () => {
    const wanted = await answers(plain);
    expect(wanted.errors).toEqual([]);
    expect(wanted.answers.map(({ verdict }) => verdict)).toMatchSnapshot();
    await fc.assert(
      fc.asyncProperty(names, async (drawn) => {
        expect(await answers(drawn)).toEqual(wanted);
      }),
      runs(40),
    );
  }, 120_000);
});
