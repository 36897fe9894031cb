import { readFileSync } from 'node:fs';
import { topologyOf } from '@netk/language';
import { describe, expect, it } from 'vitest';
import { type Blocker, createModel, explainOutcome } from '../../../src/index.ts';

const talk = readFileSync(new URL('../../../../../examples/eks-talk.netk', import.meta.url), 'utf8');
const bare = talk.slice(0, talk.indexOf('walk W07'));

type Edits = readonly (readonly [from: string, to: string])[];

/** The first stop of a walk on the talk's network, after changes of its text, and what the outcome says to change. */
async function stop(
  edits: Edits,
  walk: string,
  inside = '',
): Promise<{ readonly blocker: Blocker | undefined; readonly change: string | undefined }> {
  let text = bare;
  for (const [from, to] of edits) {
    expect(text).toContain(from);
    text = text.replaceAll(from, to);
  }
  const { topology } = await topologyOf(`${text}\nwalk X ${walk} { ${inside} }\n`);
  const trace = createModel(topology).trace(topology.walks.at(-1)!.id);
  const branch = trace.routes[0]!;
  expect(trace.reasons ?? []).toEqual([]);
  return { blocker: branch.blockers?.[0], change: explainOutcome(trace, branch).change };
}

/** An advice as the `given` lines of a walk; undefined for one that is no statement of one element. */
function givenOf(advice: string): string | undefined {
  const line = /^Add (.+) to (security-group|network-acl) (\S+)\.$/.exec(advice);
  if (line) return `given ${line[2]} ${line[3]} { ${line[1]} }`;
  const setting = /^Set (\S+ \S+) in cni vpc-cni of the cluster\.$/.exec(advice);
  return setting ? `given cluster talk { cni vpc-cni { ${setting[1]} } }` : undefined;
}

const cni = (line: string): Edits[number] => ['cni vpc-cni 1.20', `cni vpc-cni 1.20 { ${line} }`];
const noNodePorts = cni('AWS_VPC_CNI_NODE_PORT_SUPPORT false');
const closed: Edits[number] = ['ingress tcp/8080 from sg-lb, 192.168.0.0/16', 'ingress tcp/8080 from sg-lb'];
const notSelf: Edits[number] = ['ingress all from self, sg-cluster', 'ingress all from sg-cluster'];
const acl: Edits[number] = ['ingress 100 allow all from 0.0.0.0/0', ''];

const advices: readonly (readonly [what: string, edits: Edits, walk: string, advice: string])[] = [
  [
    'a pod that calls a database of another group: by its group',
    [],
    'from pod51 to rds:3306',
    'Add ingress tcp/3306 from sg-node to security-group sg-rds.',
  ],
  [
    'a pod that calls a pod under the same group: by self',
    [notSelf, closed],
    'from pod51 to pod371:8080',
    'Add ingress tcp/8080 from self to security-group sg-node.',
  ],
  [
    'a host without a group of its own: by its address, which it keeps',
    [],
    'from client to rds:5433',
    'Add ingress tcp/5433 from 192.168.101.200/32 to security-group sg-rds.',
  ],
  [
    'a way out to a pod: by the group of the pod',
    [['security-group sg-rds {', 'security-group sg-rds { egress tcp/443 to 0.0.0.0/0;']],
    'from rds to pod71:8080',
    'Add egress tcp/8080 to sg-node to security-group sg-rds.',
  ],
  [
    'pods whose nodes have no group of their own: by the block of their subnet',
    [['    security-groups sg-node\n', '']],
    'from pod51 to rds:3306',
    'Add ingress tcp/3306 from 192.168.1.0/24 to security-group sg-rds.',
  ],
  [
    'an ACL without a line: with a number that is free',
    [acl],
    'from client to rds:5432',
    'Add ingress 100 allow tcp/5432 from 192.168.101.200/32 to network-acl open.',
  ],
  [
    'an ACL that denies: before the line that does, at a number that is free',
    [['ingress 100 allow all from', 'ingress 89 allow tcp/1 from 10.0.0.0/8; ingress 90 deny all from']],
    'from client to rds:5432',
    'Add ingress 88 allow tcp/5432 from 192.168.101.200/32 to network-acl open.',
  ],
  [
    'a node port for a pod of a secondary interface (RPF): the switch of the plugin',
    [noNodePorts],
    'from client to nB:31080 { choose endpoint pod81 }',
    'Set AWS_VPC_CNI_NODE_PORT_SUPPORT true in cni vpc-cni of the cluster.',
  ],
  [
    'a Service whose endpoint is outside of the VPC (SRCDST): the switch of the plugin',
    [],
    'from pod61 to legacy:443',
    'Set AWS_EXTERNAL_SERVICE_CIDRS 172.20.5.10/32 in cni vpc-cni of the cluster.',
  ],
  [
    'a pod under its own address at the internet gateway, from a node with a public one: the switch of the plugin',
    [
      cni('AWS_VPC_K8S_CNI_EXTERNALSNAT true'),
      ['route 0.0.0.0/0 -> nat-1', 'route 0.0.0.0/0 -> igw'],
      ['eni 0 192.168.1.50', 'eip 203.0.113.50\n    eni 0 192.168.1.50'],
    ],
    'from pod51 to server:443',
    'Set AWS_VPC_K8S_CNI_EXTERNALSNAT false in cni vpc-cni of the cluster.',
  ],
];

/** `choose` lines stand in the block of the walk. */
const parts = (walk: string): readonly [string, string] => {
  const [head = '', block = ''] = walk.split(/ \{ | \}/);
  return [head, block];
};

describe('an advice is one that can be walked: with it as `given`, the stop is gone', () => {
  it.each(advices)('%s', async (_what, edits, walk, advice) => {
    const [head, block] = parts(walk);
    const before = await stop(edits, head, block);
    expect(before.blocker?.fix).toBe(advice);
    expect(before.change).toBe(advice);
    const given = givenOf(advice);
    expect(given).toBeDefined();
    const after = await stop(edits, head, `${block}; ${given}`.replace(/^; /, ''));
    const place = (blocker: Blocker | undefined) =>
      blocker && [blocker.direction, blocker.id, blocker.stage, blocker.cause];
    expect(place(after.blocker)).not.toEqual(place(before.blocker));
  });
});

describe('an advice that cannot be written is not given', () => {
  it('no line for a group that AWS makes by itself, which is in no file', async () => {
    const { blocker } = await stop([['security-groups sg-rds }', '}']], 'from pod51 to rds:5432');
    expect(blocker?.cause).toBe('SG-IN');
    expect(blocker?.fix).not.toMatch(/security-group/);
  });
  it('no switch of the plugin for a pod of a node that has no public address either', async () => {
    const edits: Edits = [
      cni('AWS_VPC_K8S_CNI_EXTERNALSNAT true'),
      ['route 0.0.0.0/0 -> nat-1', 'route 0.0.0.0/0 -> igw'],
    ];
    const { blocker } = await stop(edits, 'from pod51 to server:443');
    expect([blocker?.cause, blocker?.fix]).toEqual([
      'IGW-NOPUB',
      'Give it an elastic address, or route through a NAT gateway.',
    ]);
  });
});
