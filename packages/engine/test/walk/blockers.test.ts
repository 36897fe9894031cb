import { topologyOf } from '@netk/language';
import { describe, expect, test } from 'vitest';
import { createModel } from '../../src/index.ts';

const text = (group: string, acl: string, out: string, port: string): string => `vpc v 10.0.0.0/16 {
  network-acl strict { ${acl}; egress 100 allow all to 0.0.0.0/0 }
  security-group sg { ${group}; egress all to 0.0.0.0/0 }
  security-group own { ${out} }
  subnet a 10.0.1.0/24 zone az1 { host x 10.0.1.10 { security-groups own } }
  subnet b 10.0.2.0/24 zone az1 { network-acl strict; host y 10.0.2.10 { security-groups sg; port ${port} } }
}
walk w from x to y:80
`;
const open = [
  'ingress tcp/80 from 0.0.0.0/0',
  'ingress 100 allow all from 0.0.0.0/0',
  'egress all to 0.0.0.0/0',
  '80',
] as const;
const closed = [
  'ingress tcp/81 from 0.0.0.0/0',
  'ingress 100 deny all from 0.0.0.0/0',
  'egress tcp/443 to 0.0.0.0/0',
  '81',
] as const;

async function blockers(...parts: readonly [string, string, string, string]) {
  const { topology, diagnostics } = await topologyOf(text(...parts));
  expect(diagnostics.filter(({ severity }) => severity === 1)).toEqual([]);
  const [route] = createModel(topology).trace(topology.walks[0]!.id).routes;
  return {
    verdict: route!.verdict,
    causes: (route!.blockers ?? []).map(({ cause, direction }) => `${direction} ${cause}`),
  };
}

describe('a walk that is stopped', () => {
  test('names everything that would stop it, in order, each found by lifting the ones before', async () => {
    expect(await blockers(...closed)).toEqual({
      verdict: 'not-delivered',
      causes: ['forward SG-OUT', 'forward NACL-IN', 'forward SG-IN', 'forward SVC-TARGETPORT'],
    });
  });

  test('is delivered once each of them is mended, and not before', async () => {
    const mended = [...closed] as [string, string, string, string];
    const order = [2, 1, 0, 3];
    for (const [done, at] of order.entries()) {
      expect((await blockers(...mended)).causes).toHaveLength(order.length - done);
      mended[at] = open[at]!;
    }
    expect(await blockers(...mended)).toEqual({ verdict: 'delivered', causes: [] });
  });

  test('by its answer alone names the way of the answer', async () => {
    const { topology } = await topologyOf(
      text(...open).replace('egress 100 allow all to 0.0.0.0/0', 'egress 100 deny all to 0.0.0.0/0'),
    );
    const [route] = createModel(topology).trace(topology.walks[0]!.id).routes;
    expect(route!.blockers?.map(({ cause, direction }) => `${direction} ${cause}`)).toEqual(['reply NACL-OUT']);
  });
});
