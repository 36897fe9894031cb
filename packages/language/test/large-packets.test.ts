import { describe, expect, test } from 'vitest';
import { topologyOf } from '../src/index.ts';

const file = (cni: string, cloud = 'plain') => `vpc dc 10.0.0.0/16 on ${cloud} { subnet a 10.0.1.0/24 zone z }
cluster c on plain in dc {
  cni ${cni}
  node n1 ${cloud === 'aws' ? 'm5.large ' : ''}10.0.1.11 in a { pod p }
  node n2 ${cloud === 'aws' ? 'm5.large ' : ''}10.0.1.12 in a
}
`;

const told = async (cni: string, cloud?: string) => {
  const { model } = await topologyOf(file(cni, cloud));
  return model.findings.filter(({ code }) => code === 'NK064').map(({ fixes }) => fixes![0]!.edits[0]!.text);
};
/** MTUs of the interfaces of n1 and of its pod. */
const mtus = async (cni: string) => {
  const { model } = await topologyOf(file(cni));
  const of = (name: string) => [...model.network.devices.values()].find((each) => each.name === name)!.interfaces;
  const known = ['eth0', 'tunl0', 'vxlan.calico', 'flannel.1'];
  return [...of('n1').filter(({ name }) => known.includes(name)), ...of('p').slice(-1)].map(({ mtu }) => mtu);
};

describe('packets of pods that are larger than the network carries', () => {
  test.each([
    ['calico { encapsulation IPIP; mtu 1500 }', 'mtu 1480'],
    ['calico { encapsulation VXLANCrossSubnet; mtu 1460 }', 'mtu 1450'],
    ['calico { encapsulation None; mtu 1501 }', 'mtu 1500'],
    ['flannel { backend vxlan { MTU 9001 } }', 'MTU 1500'],
    ['bridge { mtu 9001 }', 'mtu 1500'],
    ['ptp { mtu 9001 }', 'mtu 1500'],
  ])('are told of %s, and mended by what fits', async (cni, fits) => {
    expect(await told(cni)).toEqual([fits]);
    expect(await told(cni.replace(/mtu \d+|MTU \d+/, fits))).toEqual([]);
  });
  test.each(['calico', 'flannel', 'bridge', 'ptp', 'flannel { backend host-gw }', 'bridge { mtu many }'])(
    'are none of %s, which takes what there is',
    async (cni) => {
      expect(await told(cni)).toEqual([]);
    },
  );
  test('are other ones where the network carries more', async () => {
    expect(await told('bridge { mtu 9001 }', 'aws')).toEqual([]);
    expect(await told('calico { encapsulation VXLAN; mtu 8981 }', 'aws')).toEqual(['mtu 8951']);
    expect(await told('vpc-cni { POD_MTU 9001; AWS_VPC_ENI_MTU 1500 }', 'aws')).toEqual(['POD_MTU 1500']);
  });
});

test('a written size is that of pods and of IP in IP; the kernel makes VXLAN no larger than fits', async () => {
  expect(await mtus('calico')).toEqual([1500, 1480, 1480]);
  expect(await mtus('calico { mtu 1400 }')).toEqual([1500, 1400, 1400]);
  expect(await mtus('calico { mtu 1500 }')).toEqual([1500, 1500, 1500]);
  expect(await mtus('calico { encapsulation VXLAN; mtu 1500 }')).toEqual([1500, 1450, 1500]);
  expect(await mtus('flannel { backend vxlan { MTU 1400 } }')).toEqual([1500, 1350, 1350]);
  expect(await mtus('flannel { backend vxlan { MTU 9001 } }')).toEqual([1500, 1450, 8951]);
});
