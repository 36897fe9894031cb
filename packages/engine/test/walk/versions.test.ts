import { topologyOf } from '@netk/language';
import { describe, expect, test } from 'vitest';
import type { Branch } from '../../src/trace/trace.ts';

const text = (cluster: string) => `
vpc main 10.0.0.0/16 on aws {
  internet-gateway igw
  subnet a 10.0.1.0/24 zone az1 { route 0.0.0.0/0 -> igw }
  security-group open { ingress all from 0.0.0.0/0 }
  host db 10.0.1.200 in a { port 5432; security-groups open }
}
internet { host web 93.184.216.34 { port 443 }; host mirror 93.184.217.5 { port 443 } }
cluster c on eks in main {
  ${cluster}
  node n1 m5.large in a {
    security-groups open
    eip 203.0.113.10
    eni 0 10.0.1.10
    eni 1 10.0.1.60
    pod near 10.0.1.11 eni 0 { labels app=near; port 8080 }
    pod second 10.0.1.61 eni 1 { labels app=second; port 8080 }
  }
  service app NodePort { selector app=second; port 80 -> 8080 nodePort 31080 }
  service out { port 443; endpoint 93.184.217.5 }
}
walk net from near to host web:443
walk net-second from second to host web:443
walk mirror from second to host mirror:443
walk node-net from node n1 to host web:443
walk node-port from web to 203.0.113.10:31080
walk vpc from second to host db:5432
walk pod from near to pod second:8080
walk service from near to service app:80
walk service-out from second to service out:443
`;

/** What became of the packet and its answer, whatever rules were looked at on the way. */
const fateOf = ({ probability, verdict, client, cause, forward, reply }: Branch) => ({
  ...{ probability, verdict, client, cause },
  hops: [...forward, ...(reply ?? [])].map(({ id, steps }) => ({
    id,
    steps: steps
      .filter(({ kind }) => kind === 'send' || kind === 'receive' || kind === 'nat' || kind === 'route')
      .map(({ kind, stage, entry, after }) => ({ kind, stage, entry, after })),
  })),
});

/** The fate of every walk; an undetermined one has its reason. */
async function answers(cluster: string): Promise<Readonly<Record<string, string>>> {
  const { model } = await topologyOf(text(cluster));
  const errors = model.findings.filter(({ severity }) => severity === 'error');
  expect(errors).toEqual([]);
  return Object.fromEntries(
    model.topology.walks.map(({ id, name = '' }) => {
      const { verdict, routes } = model.trace(id);
      if (verdict === 'undetermined') return [name, `? ${routes.flatMap(({ assumes = [] }) => assumes).join()}`];
      return [name, JSON.stringify(routes.map(fateOf))];
    }),
  );
}

const image = (name: string) => `ami-type ${name}_x86_64`;
const al2023 = 'ami-type AL2023_x86_64_STANDARD';

describe('what a version does that is not modelled', () => {
  test.each([
    ['before VPC CNI 1.8', image('AL2'), 'kubernetes 1.32', '1.7.10', ['net', 'net-second', 'mirror', 'service-out']],
    ['not from 1.23.0 on Amazon Linux 2023, in nftables', al2023, 'kubernetes 1.32', '1.23.0', []],
    ['not from 1.23.0 on Bottlerocket for 1.34', image('BOTTLEROCKET'), 'kubernetes 1.34', '1.23', []],
    ['not in versions behind, where a mark has no other bits', al2023, 'kubernetes 1.34', '1.24.0', []],
    ['not on Bottlerocket before, in iptables', image('BOTTLEROCKET'), 'kubernetes 1.33', '1.23.1', []],
    [
      'from 1.23.0 on an image that nobody described',
      'ami-type CUSTOM',
      'kubernetes 1.33',
      '1.23',
      ['net', 'net-second', 'mirror'],
    ],
    ['not on Amazon Linux 2', image('AL2'), 'kubernetes 1.32', '1.23.1', []],
    ['not in 1.22', al2023, 'kubernetes 1.34', '1.22.4', []],
  ] as const)(
    '%s is undetermined for pods that leave the VPC, and all else is as ever',
    async (_, ami, kubernetes, version, open) => {
      const now = await answers(`${kubernetes}; ${ami}; cni vpc-cni ${version}`);
      const ever = await answers(`${kubernetes}; ${ami}; cni vpc-cni 1.20`);
      expect(Object.values(ever).filter((each) => each.startsWith('?'))).toEqual([]);
      expect(Object.keys(now).filter((name) => now[name]!.startsWith('?'))).toEqual(open);
      for (const name of open) expect(now[name]).toContain(`cluster c uses VPC CNI ${version}`);
      const certain = Object.keys(now).filter((name) => !(open as readonly string[]).includes(name));
      for (const name of certain) expect(now[name], name).toBe(ever[name]);
    },
  );

  test('is nothing with external SNAT, and not for blocks that keep the address of the pod', async () => {
    const cluster = `kubernetes 1.32; ${image('AL2')}; cni vpc-cni 1.7.10`;
    const external = await answers(`${cluster} { AWS_VPC_K8S_CNI_EXTERNALSNAT true }`);
    expect(Object.values(external).filter((each) => each.startsWith('?'))).toEqual([]);
    const kept = await answers(`${cluster} { AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS 93.184.217.0/24 }`);
    expect(Object.keys(kept).filter((name) => kept[name]!.startsWith('?'))).toEqual(['net', 'net-second']);
  });
});
