import { createModel } from '@netk/engine';
import { expect, test } from 'vitest';
import { topologyOf } from '../../src/index.ts';

const web = 'ec2-203-0-113-25.eu-central-1.compute.amazonaws.com';

interface File {
  readonly peering?: string;
  readonly a?: string;
  readonly b?: string;
}

const names = 'enable-dns-hostnames true';

const file = ({ peering = '', a = names, b = names }: File): string => `vpc a 10.0.0.0/16 on aws {
  region eu-central-1
  ${a}
  internet-gateway igw-a
  route-table pub { route 0.0.0.0/0 -> igw-a; route 10.1.0.0/16 -> pcx }
  subnet s 10.0.1.0/24 zone eu-central-1a { route-table pub }
  security-group open { ingress all from 0.0.0.0/0; egress all to 0.0.0.0/0 }
  host web 10.0.1.10 in s { eip 203.0.113.25; port 80; security-groups open }
  host near 10.0.1.11 in s { security-groups open }
}
vpc b 10.1.0.0/16 on aws {
  region eu-central-1
  ${b}
  internet-gateway igw-b
  route-table pub { route 0.0.0.0/0 -> igw-b; route 10.0.0.0/16 -> pcx }
  subnet t 10.1.1.0/24 zone eu-central-1a { route-table pub }
  security-group open { ingress all from 0.0.0.0/0; egress all to 0.0.0.0/0 }
  host far 10.1.1.10 in t { eip 203.0.113.26; security-groups open }
}
vpc-peering-connection pcx from b to a { ${peering} }
walk near from near to "http://${web}/"
walk far from far to "http://${web}/"
walk out from internet to "http://${web}/"
`;

/** Which address each walk dials, and what came of it. */
async function dialled(of: File): Promise<Readonly<Record<string, string>>> {
  const { topology, diagnostics } = await topologyOf(file(of));
  expect(diagnostics.filter(({ code, severity }) => severity === 1 || code === 'NK006')).toEqual([]);
  const model = createModel(topology);
  return Object.fromEntries(
    topology.walks.map(({ id, name = '' }) => {
      const [route] = model.trace(id).routes;
      const first = route?.forward[0]?.steps.find(({ after }) => after)?.after;
      return [name, `${first?.dst} ${route?.verdict}`];
    }),
  );
}

test('the public name of a machine is its private address in its own VPC, and its public one elsewhere', async () => {
  expect(await dialled({})).toEqual({
    near: '10.0.1.10 delivered',
    far: '203.0.113.25 delivered',
    out: '203.0.113.25 delivered',
  });
});

test('a side of a peering connection lets the other one know private addresses', async () => {
  const accepter = await dialled({ peering: 'accepter.allow-remote-vpc-dns-resolution true' });
  expect(accepter.far).toBe('10.0.1.10 delivered');
  const requester = await dialled({ peering: 'requester.allow-remote-vpc-dns-resolution true' });
  expect(requester.far).toBe('203.0.113.25 delivered');
  const without = await dialled({ peering: 'accepter.allow-remote-vpc-dns-resolution true', b: '' });
  expect(without.far).toBe('203.0.113.25 delivered');
});

test('where its VPC gives no names, nobody knows one of the machine', async () => {
  const { near, out } = await dialled({ a: '' });
  expect([near, out].every((each) => each?.endsWith('undetermined'))).toBe(true);
});
