import { topologyOf } from '@netk/language';
import { expect, test } from 'vitest';
import { createModel, sceneOf } from '../../../src/index.ts';

test('the picture of a network of Google Cloud has a lane for each region, its gateway, and groups by their names', async () => {
  const { topology } = await topologyOf(`vpc main on gcp {
  subnet west 10.138.0.0/20 { region us-west1 }
  subnet nodes 10.128.0.0/20 { region us-central1; secondary-range pods 10.8.0.0/14 }
}
cluster demo on gke in main {
  kubernetes 1.37.0
  clusterCIDR pods
  node a in nodes zone us-central1-a { pod web { labels app=web; port 8080 } }
  node b in nodes zone us-central1-b
  service web NodePort { selector app=web; port 80 -> 8080 nodePort 30517 }
  service open LoadBalancer on passthrough 203.0.113.210 { selector app=web; port 80 -> 8080 }
  ingress old on gce 203.0.113.200 { backend instance-group; default-backend web:80 }
  ingress new on gce 203.0.113.201 { default-backend web:80 }
}`);
  const [vpc] = sceneOf(createModel(topology).plan).vpcs;
  expect(vpc?.zones.map(({ label }) => label)).toEqual(['us-central1', 'us-west1']);
  expect(vpc?.subnets.flatMap(({ nodes }) => nodes.map(({ label, machine }) => `${label} ${machine}`))).toEqual([
    'a us-central1-a',
    'b us-central1-b',
  ]);
  expect(vpc?.igw).toMatchObject({ label: 'internet gateway', short: 'gateway' });
  expect(vpc?.groups.map(({ of, sub }) => `${of}: ${sub}`).sort()).toEqual([
    'GFE new: HTTP · NEG',
    'GFE old: HTTP · instance group',
    'passthrough open: TCP · NEG',
  ]);
});
