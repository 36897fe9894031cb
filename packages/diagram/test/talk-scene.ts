import { elementId, type Scene, type SceneHost, type SceneNode, type SceneSubnet } from '@netk/engine';

const vpc = 'main';
const zone = (n: number): string => `main#zone.az${n}`;
const host = (name: string, sub: string, kind: SceneHost['kind'] = 'host'): SceneHost => ({
  ...{ id: elementId(`main/${name}`), label: name, sub, kind },
});

const node = (
  name: string,
  enis: readonly (readonly [string, readonly (readonly [string, string])[]])[],
): SceneNode => ({
  id: elementId(`talk/${name}`),
  label: name,
  machine: 'm5.large',
  used: enis.reduce((sum, [, pods]) => sum + pods.length, 0),
  max: 29,
  enis: enis.map(([address, pods], index) => ({
    id: elementId(`talk/${name}/eni.${index}`),
    label: `eth${index}`,
    address: `192.168.${address}`,
    pods: pods.map(([label, at]) => ({ id: elementId(`talk/${label}`), label, address: `192.168.${at}` })),
  })),
});

const subnet = (
  name: string,
  n: number,
  third: number,
  row: string,
  hosts: readonly SceneHost[] = [],
  nodes: readonly SceneNode[] = [],
): SceneSubnet => ({
  id: elementId(`main/${name}`),
  label: name,
  cidr: `192.168.${third}.0/24`,
  zone: zone(n),
  row,
  table: row === 'public' ? 'rt-pub' : 'rt-work',
  used: 10,
  usable: 251,
  hosts,
  nodes,
});

const endpoints = ['pod71', 'pod81', 'pod371'].map((label) => ({
  pod: elementId(`talk/${label}`),
  label,
  share: '1/3',
}));

const port = (n: number) => ({ id: elementId(`talk/app1-nlb#node.pub-${n}`), address: `192.168.10${n}.20` });

/** The cluster of the talk, with one balancer and one service. */
export const talkScene: Scene = {
  internet: [host('laptop', '198.51.100.7', 'client')],
  names: [],
  lans: [],
  systems: [],
  vpcs: [
    {
      id: elementId(vpc),
      label: vpc,
      cidr: '192.168.0.0/16',
      igw: { id: elementId('main/igw'), label: 'igw' },
      zones: [1, 2, 3].map((n) => ({ id: zone(n), label: `az${n}` })),
      rows: [
        { id: 'public', label: 'public' },
        { id: 'private', label: 'private' },
      ],
      subnets: [
        subnet('pub-1', 1, 101, 'public', [
          host('client', '192.168.101.200'),
          host('nat-1', '192.168.101.99', 'nat-gateway'),
        ]),
        subnet('pub-2', 2, 102, 'public'),
        subnet('pub-3', 3, 103, 'public'),
        subnet(
          'work-1',
          1,
          1,
          'private',
          [],
          [
            node('nA', [
              ['1.50', [['pod51', '1.51']]],
              ['1.60', [['pod61', '1.61']]],
            ]),
            node('nB', [
              ['1.70', [['pod71', '1.71']]],
              [
                '1.80',
                [
                  ['pod81', '1.81'],
                  ['coredns-a', '1.82'],
                ],
              ],
            ]),
          ],
        ),
        subnet('work-2', 2, 2, 'private', [], [node('nD', [['2.70', [['coredns-b', '2.22']]]])]),
        subnet('work-3', 3, 3, 'private', [], [node('nC', [['3.70', [['pod371', '3.71']]]])]),
      ],
      balancers: [
        {
          id: elementId('talk/app1-nlb'),
          label: 'NLB app1',
          row: 'public',
          ...{ listens: 'TCP :80', ends: false },
          ports: { [zone(1)]: port(1), [zone(2)]: port(2), [zone(3)]: port(3) },
        },
      ],
      groups: [],
      services: [{ id: elementId('talk/app1'), label: 'app1', others: [], sub: '10.100.20.30:80 · :31080', endpoints }],
    },
  ],
};
