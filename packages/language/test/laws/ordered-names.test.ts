import { createModel } from '@netk/engine';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withoutNames } from '../../../engine/test/support/same-answer.ts';
import { topologyOf } from '../../src/index.ts';
import { runs } from '../hostile/fuzz.ts';

/** All names of the topology, in an order that is also that of the alphabet. */
const places = [
  'acl',
  'db',
  'desk',
  'gate',
  'group',
  'k',
  'nat',
  'net',
  'one',
  'open',
  'pool',
  'shop',
  'till',
  'two',
  'work',
];

/** A topology in which netk chooses addresses, node ports, nodes of pods and public addresses. */
function text(names: readonly string[]): string {
  const n = (key: string) => names[places.indexOf(key)]!;
  return `vpc ${n('net')} 10.0.0.0/16 on aws {
  internet-gateway ${n('gate')}
  security-group ${n('group')} { ingress all from 0.0.0.0/0 }
  network-acl ${n('acl')} { ingress 1 allow all from 0.0.0.0/0; egress 1 allow all to 0.0.0.0/0 }
  subnet ${n('open')} 10.0.1.0/24 zone z1 { route 0.0.0.0/0 -> ${n('gate')}; map-public-ip-on-launch true; nat-gateway ${n('nat')} eip 203.0.113.4 }
  subnet ${n('work')} 10.0.2.0/24 zone z2 { route 0.0.0.0/0 -> ${n('nat')}; network-acl ${n('acl')} }
  host ${n('db')} in ${n('work')} { security-groups ${n('group')}; port 5432 }
  host ${n('desk')} in ${n('open')} { security-groups ${n('group')}; port 22 }
}
cluster ${n('k')} on eks in ${n('net')} {
  nodegroup ${n('pool')} m5.large nodes 3 in ${n('open')}, ${n('work')} { security-groups ${n('group')} }
  node ${n('one')} m5.large in ${n('open')} { security-groups ${n('group')} }
  deployment ${n('shop')} replicas 4 { labels app=shop; port 8080; expose 80 -> 8080 NodePort }
  pod ${n('till')} { port 9000 }
  service ${n('two')} NodePort { selector app=shop; port 81 -> 8080 }
}
walk w1 from pod ${n('till')} to service ${n('shop')}:80
walk w2 from host ${n('desk')} to node ${n('one')}:30000
walk w3 from pod ${n('till')} to host ${n('db')}:5432
walk w4 from host ${n('desk')} to 198.51.100.9:443
walk w5 from node ${n('one')} to pod ${n('till')}:9000
walk w6 from pod ${n('shop')}-2 to service ${n('two')}:81
`;
}

async function answers(names: readonly string[]) {
  const { topology, diagnostics } = await topologyOf(text(names));
  const model = createModel(topology);
  return {
    errors: diagnostics.filter(({ severity }) => severity === 1).map(({ message }) => message),
    answers: topology.walks.map((walk) => withoutNames(model.trace(walk.id))),
    drawn: [...model.plan.drawn.values()],
  };
}

describe('names that keep the natural order', () => {
  it('change no address, port or place that netk chooses', async () => {
    const wanted = await answers(places);
    expect(wanted.errors).toEqual([]);
    expect(wanted.drawn.length).toBeGreaterThan(2);
    const other = fc.tuple(
      fc.uniqueArray(fc.nat({ max: 99_999 }), { minLength: places.length, maxLength: places.length }),
      fc.constantFrom('x', 'node-', 'subnet', 'web-', 'Z_'),
    );
    await fc.assert(
      fc.asyncProperty(other, async ([numbers, before]) => {
        const names = [...numbers].sort((a, b) => a - b).map((number) => `${before}${number}`);
        expect(await answers(names)).toEqual(wanted);
      }),
      runs(15),
    );
  }, 120_000);
});
