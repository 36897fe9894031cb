import { createModel } from '@netk/engine';
import { expect, test } from 'vitest';
import { resolvConfOf } from '../../../engine/src/plan/resolv-conf.ts';
import { topologyOf } from '../../src/index.ts';

test.each([
  ['eu-west-1a', '', 'eu-west-1.compute.internal'],
  ['us-east-1a', '', 'ec2.internal'],
  ['az1', 'region eu-west-1', 'eu-west-1.compute.internal'],
  ['az1', 'region us-east-1', 'ec2.internal'],
  ['az1', '', 'ec2.internal'],
])('a machine in zone %s of a VPC with "%s" searches %s', async (zone, region, domain) => {
  const { topology } = await topologyOf(
    `vpc main 10.0.0.0/16 on aws { ${region}\n subnet a 10.0.1.0/24 zone ${zone} { host h 10.0.1.5 } }\n`,
  );
  const { plan } = createModel(topology);
  expect(resolvConfOf(plan, plan.hosts[0]!.id)?.search).toEqual([domain]);
});
