import { describe, expect, it } from 'vitest';
import { createModel } from '../../../src/model.ts';
import { capacityOf } from '../../../src/plan/capacity/index.ts';
import type { Cluster, NodeGroup } from '../../../src/topology/cluster.ts';
import { cluster, id, node, setting, subnet, topology, vpc } from '../../support/build.ts';

const cni = (on: Readonly<Record<string, string>>) => ({
  ...setting('c', 'cni', 'vpc-cni'),
  settings: Object.entries(on).map(([key, value]) => setting('c#cni', key, value)),
});

/** One node, and as many replicas as are asked for. */
function modelOf(
  on: Readonly<Record<string, string>>,
  machine: string,
  maxPods: number,
  replicas = 0,
  more: Partial<Cluster> = {},
) {
  const web = {
    id: id('c/default/web'),
    kind: 'deployment' as const,
    name: 'web',
    namespace: 'default',
    replicas,
    on: [],
    expose: [],
    labels: {},
    containers: [],
    ports: [],
    settings: [],
  };
  return createModel(
    topology({
      vpcs: [
        vpc('10.0.0.0/16', [subnet('s', '10.0.0.0/17', { zone: 'z' }), subnet('p', '10.0.128.0/17', { zone: 'z' })]),
      ],
      clusters: [
        cluster([node('n', machine, 's', { settings: [setting('c/n', 'max-pods', String(maxPods))] })], [], {
          settings: [cni(on)],
          workloads: replicas > 0 ? [web] : [],
          eniConfigs: [
            { id: id('c/default#eniconfig'), name: 'default', subnet: id('v/p'), securityGroups: [], settings: [] },
          ],
          ...more,
        }),
      ],
    }),
  );
}

const custom = { AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: 'true' };
const prefix = { ENABLE_PREFIX_DELEGATION: 'true' };

/** Mode, type, pod addresses, and how the message counts them. */
const modes: readonly (readonly [string, Readonly<Record<string, string>>, string, number, string])[] = [
  ['single addresses', {}, 'm5.large', 27, '3 ENIs × 9 = 27'],
  ['custom networking', custom, 't3.2xlarge', 42, '3 ENIs × 14 = 42'],
  ['MAX_ENI', { MAX_ENI: '2' }, 'm5.large', 18, '2 ENIs × 9 = 18'],
  ['custom networking under MAX_ENI', { ...custom, MAX_ENI: '2' }, 'm5.large', 9, '1 ENIs × 9 = 9'],
  ['prefixes', prefix, 't3.small', 144, '3 ENIs × 3 × 16 = 144'],
  ['prefixes and custom networking', { ...prefix, ...custom }, 't3.small', 96, '2 ENIs × 3 × 16 = 96'],
];

describe('max-pods above the room for addresses', () => {
  it.each(modes)('is said before a pod is written, with %s', (_, on, machine, room, sum) => {
    const said = (maxPods: number) => modelOf(on, machine, maxPods).findings.filter(({ code }) => code === 'NK036');
    // the two pods with the host network that every node runs need none
    expect(said(room + 2)).toEqual([]);
    const [finding, ...more] = said(room + 3);
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ severity: 'warning', about: 'c/n#max-pods' });
    expect(finding!.message).toBe(
      `max-pods ${room + 3} of node n is above its room: ${machine} has ${sum} pod addresses, so at most ${room + 2} pods run, 2 of them with the host network`,
    );
    expect(finding!.fixes?.[0]?.edits).toEqual([{ about: 'c/n#max-pods', text: `max-pods ${room + 2}` }]);
  });
  it.each(modes)(
    'capacity counts the pods without an address that the checks name, with %s',
    (_, on, machine, room) => {
      const model = modelOf(on, machine, room + 20, room + 5);
      const [of] = capacityOf(model.plan).nodes;
      expect(of).toMatchObject({ pods: room + 5, maxPods: room + 20, podAddresses: room, podsWithoutAddress: 5 });
      expect(model.findings.filter(({ code }) => code === 'NK037' || code === 'NK038')).toHaveLength(5);
    },
  );
  it('is said once for a node group', () => {
    const group: NodeGroup = {
      ...{ id: id('c/g'), name: 'g', machine: 'm5.large', count: 3, subnets: [id('v/s')], labels: {} },
      settings: [setting('c/g', 'max-pods', '40')],
    };
    const { findings } = modelOf({}, 'm5.large', 29, 0, { nodes: [], nodeGroups: [group] });
    expect(findings.map(({ code, about }) => `${code} ${about}`)).toEqual(['NK036 c/g#max-pods']);
    expect(findings[0]!.message).toContain('max-pods 40 of nodegroup g is above its room');
  });
  it('is nothing that another pod network would mind', () => {
    const settings = [setting('c', 'cni', 'bridge'), setting('c', 'clusterCIDR', '172.30.0.0/16')];
    const model = modelOf({}, 'm5.large', 250, 0, { settings });
    expect(model.findings.filter(({ code }) => code === 'NK036')).toEqual([]);
    expect(capacityOf(model.plan).nodes[0]!.podAddresses).toBeUndefined();
  });
});
