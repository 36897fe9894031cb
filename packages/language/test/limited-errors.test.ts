import { explainOutcome } from '@netk/engine';
import { expect, test } from 'vitest';
import { topologyOf } from '../src/index.ts';

const text = (cni: string) => `vpc dc 10.0.0.0/16 on plain {
  subnet rack 10.0.1.0/24 { route 10.244.0.0/24 -> n1 }
  host desk 10.0.1.50
}
cluster c on plain in dc {
  clusterCIDR 10.244.0.0/16
  ${cni}
  node n1 10.0.1.11 in rack
  pod caller on n1 { port 9 }
  service nobody { selector app=nobody; port 80 }
}
walk refused from pod caller to service nobody:80
walk lost from desk to 203.0.113.9:80
walk own from caller to 203.0.113.9:80
`;

/** What the client of each walk sees, by the walk's name. */
async function seen(cni: string): Promise<ReadonlyMap<string | undefined, string>> {
  const { topology, model } = await topologyOf(text(cni));
  return new Map(
    topology.walks.map(({ id, name }) => {
      const trace = model.trace(id);
      return [name, explainOutcome(trace, trace.routes[0]!).clientSees] as const;
    }),
  );
}

test('how often a client is told depends on who tells it: netfilter, the routing, or a program of eBPF', async () => {
  const [bridge, cilium] = [
    await seen('cni bridge'),
    await seen('cni cilium 1.18 { routingMode native; ipv4NativeRoutingCIDR 10.244.0.0/16 }'),
  ];
  expect(bridge.get('refused')).toContain('from the seventh quick try on only after a second');
  expect(cilium.get('refused')).toBe('connection refused, at once');
  for (const each of [bridge, cilium])
    expect(each.get('lost')).toMatch(/^host unreachable, at once \(of quick tries the first two,/);
});
