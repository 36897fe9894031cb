import { topologyOf } from '@netk/language';
import { expect, test, vi } from 'vitest';
import { type Cidr, contains, mask, showCidr } from '../../../src/base/addr/index.ts';
import { vpcCni } from '../../../src/compilers/cnis/vpc-cni/index.ts';
import { createModel, type Network } from '../../../src/index.ts';
import { exampleModel, examples } from '../../support/example.ts';

/** The block of each address of a pod, found by looking at every device. */
function lookedUp({ devices }: Network): ReadonlyMap<number | bigint, string | undefined> {
  const all = [...devices.values()];
  const machines = all.filter(({ kind }) => kind !== 'pod');
  const onInterfaces = machines
    .flatMap(({ interfaces }) => interfaces.flatMap(({ addresses }) => addresses))
    .filter(({ bits }) => bits < 32)
    .map(({ ip, bits }): Cidr => ({ base: mask(ip, bits), bits }));
  // the blocks of nodes whose interfaces have single addresses are where nodes send what is for one
  const inRoutes = machines
    .filter(({ kind }) => kind === 'node')
    .flatMap(({ tables }) => tables.get('main') ?? [])
    .flatMap(({ to }) => (to && to.bits > 0 && to.bits < 32 ? [to] : []));
  const blocks = [...onInterfaces, ...inRoutes].sort((a, b) => b.bits - a.bits);
  const pods = all.filter(({ kind }) => kind === 'pod').flatMap(({ interfaces }) => interfaces);
  return new Map(
    pods
      .filter(({ name }) => name !== 'lo')
      .flatMap(({ name, addresses }) => addresses.map((each) => ({ ...each, name })))
      .map(({ ip, bits, name }) => {
        // where no machine has a block, its own interface says one
        const own = name === 'eth0' && typeof ip === 'number' && bits < 32 ? { base: mask(ip, bits), bits } : undefined;
        const block = blocks.find((each) => contains(each, ip) && each.bits >= (own?.bits ?? 0)) ?? own;
        return [ip, block && showCidr(block)] as const;
      }),
  );
}

test.each(examples)(
  '%s: a pod is in the smallest block of a machine, and translations are those of all devices',
  async (name) => {
    const { network } = await exampleModel(name);
    for (const [ip, block] of lookedUp(network)) {
      const found = network.podBlock(ip as never);
      expect(found && showCidr(found)).toBe(block);
    }
    expect(network.mappings).toEqual([...network.devices.values()].flatMap(({ mapping }) => mapping ?? []));
  },
);

test('the advice of a blocked walk makes no node that the packet does not meet', async () => {
  const text = `vpc v 10.0.0.0/16 on aws {
  security-group nodes { ingress tcp/9 from self }
  subnet a 10.0.0.0/20 zone az1
}
cluster c on eks in v {
  nodegroup n m5.large nodes 40 in a { security-groups nodes }
  deployment d replicas 80 { port 80 }
}
walk w from d-1 to d-2:80
`;
  const { topology } = await topologyOf(text);
  const model = createModel(topology);
  const lowered = vi.spyOn(vpcCni, 'lower');
  const trace = model.trace(topology.walks[0]!.id);
  expect(trace.routes[0]?.blockers?.[0]?.fix).toContain('security-group nodes');
  expect(lowered.mock.calls.length).toBeGreaterThan(0);
  expect(lowered.mock.calls.length).toBeLessThan(5);
  vi.restoreAllMocks();
});
