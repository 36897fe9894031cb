import { renderTrace, views } from '@netk/engine';
import { describe, expect, test } from 'vitest';
import { topologyOf } from '../src/index.ts';

const file = (cni: string, pod: string) => `vpc lab 172.31.0.0/16 on plain { subnet net 172.31.0.0/20 }
cluster demo on plain in lab {
  cni ${cni}
  node n1 172.31.0.11 in net { pod slow 10.244.0.2 { port 8080; ${pod} }; pod other 10.244.0.3 }
}
walk w from other to slow:8080
`;
const all = 'ingress-bandwidth 8M; egress-bandwidth 1500k';

async function queues(cni: string, pod: string) {
  const { model } = await topologyOf(file(cni, pod));
  const node = [...model.network.devices.values()].find(({ name }) => name === 'n1')!;
  const lines = views.find(({ name }) => name === 'qdisc')!.lines(model.plan, node) ?? [];
  return lines.map(({ text }) => text.replaceAll(/veth\w+|cali\w+/g, 'VETH').replaceAll(/bwp[0-9a-f]{12}\b/g, 'IFB'));
}
const whole = [
  'qdisc tbf 1: dev VETH root rate 8Mbit',
  'qdisc ingress ffff: dev VETH parent ffff:fff1',
  '# all of it: mirred (Egress Redirect to device IFB)',
  'qdisc tbf 1: dev IFB root rate 1500Kbit',
];

describe('the plugin bandwidth', () => {
  test.each(['bridge { plugins portmap, bandwidth }', 'ptp { plugins bandwidth }', 'calico'])(
    'has a bucket for each direction, behind %s',
    async (cni) => {
      expect(await queues(cni, all)).toEqual(whole);
      expect(await queues(cni, 'ingress-bandwidth 8M')).toEqual(whole.slice(0, 1));
      expect(await queues(cni, 'egress-bandwidth 1500k')).toEqual(whole.slice(1));
    },
  );
  test.each(['bridge', 'flannel'])('is not chained by %s, which nobody asked for it', async (cni) => {
    expect(await queues(cni, all)).toEqual([]);
  });
  test('takes quantities between 1k and 1P', async () => {
    const cni = 'bridge { plugins bandwidth }';
    const rates = ['999', '1k', '1Ki', '1.5M', '2G', 'fast', '2P'].map((each) =>
      queues(cni, `ingress-bandwidth ${each}`),
    );
    expect((await Promise.all(rates)).map(([line]) => line?.split(' ').at(-1))).toEqual([
      ...[undefined, '1Kbit', '1024bit', '1500Kbit', '2Gbit', undefined, undefined],
    ]);
  });
  test('changes no way', async () => {
    const told = async (pod: string) => {
      const { model } = await topologyOf(file('bridge { plugins bandwidth }', pod));
      return renderTrace(model.trace(model.topology.walks[0]!.id));
    };
    expect(await told(all)).toBe(await told('ready true'));
  });
});
