import { stateEntryOf, views } from '@netk/engine';
import { describe, expect, test } from 'vitest';
import { topologyOf } from '../../src/index.ts';

const file = (
  cni: string,
  walk: string,
  vpc = 'aws',
  kind = 'eks',
) => `vpc net 10.0.0.0/16 on ${vpc} { subnet a 10.0.1.0/24 zone az1 }
cluster c on ${kind} in net {
  cni ${cni}
  node n1 m5.large 10.0.1.11 in a
  node n2 m5.large 10.0.1.12 in a
  deployment web on n1 { port http 80 }
  deployment agent on n2 { hostNetwork true; port 9100 }
  deployment free on n2 { port 80 }
  pod alone on n2 { labels app=alone; port 80 }
  networkpolicy web { podSelector app=web; ingress tcp/http; egress tcp }
  networkpolicy rest { podSelector app in (agent, alone); policyTypes Ingress, Egress }
  adminnetworkpolicy old { priority 3; subject namespaceSelector; ingress deny from podSelector app=nobody }
}
walk w ${walk}
`;

/** What steps say of policies that nobody asked, forward and back. */
async function skipped(cni: string, walk: string, vpc?: string, kind?: string) {
  const { model } = await topologyOf(file(cni, walk, vpc, kind));
  const { routes, verdict } = model.trace(model.topology.walks[0]!.id);
  const steps = [...routes[0]!.forward, ...routes[0]!.reply].flatMap((hop) =>
    hop.steps.filter(({ policy }) => policy?.verdict === 'skip').map((step) => ({ hop, step })),
  );
  for (const { hop, step } of steps) if (!step.entry.startsWith('-A')) expect(stateEntryOf(hop, step)).toBeUndefined();
  return { verdict, said: steps.map(({ step: { policy } }) => `${policy!.direction}: ${policy!.why}`), steps };
}

const on = 'vpc-cni 1.21 { ENABLE_NETWORK_POLICY true }';
const hostNetwork = 'agent-1 is on the network of its node (host network), where no policy of pods is enforced';
const flow = 'belongs to an allowed flow';

describe('a step says why nobody asks a policy', () => {
  test('of a pod on the network of its node that is asked, and names the policies', async () => {
    const { verdict, said, steps } = await skipped(on, 'from web to agent:9100');
    expect([verdict, said]).toEqual(['delivered', [`ingress: ${hostNetwork}`, `ingress: ${flow}`]]);
    expect(steps[0]!.step.policy!.policies.map(({ text }) => text)).toEqual([
      'adminnetworkpolicy old',
      'networkpolicy default/rest',
    ]);
  });
  test('of a pod on the network of its node that asks', async () => {
    const { said } = await skipped(on, 'from agent to web:80');
    expect(said).toEqual([`egress: ${hostNetwork}`, `egress: ${flow}`]);
  });
  test('of a pod that no controller made', async () => {
    const { said } = await skipped(on, 'from web to alone:80');
    expect(said.slice(0, 1)).toEqual([
      'ingress: pod alone belongs to no workload, and the VPC CNI enforces policies at pods of a controller alone',
    ]);
  });
  test('of a policy that the CNI does not know', async () => {
    const { said } = await skipped(on, 'from web to free:80');
    expect(said).toEqual([
      'ingress: cni vpc-cni does not know adminnetworkpolicy, which clusternetworkpolicy replaced',
      `ingress: ${flow}`,
    ]);
  });
  test.each(['flannel', 'bridge', 'ptp'])('of a CNI that enforces none: %s', async (cni) => {
    const { said } = await skipped(cni, 'from alone to free:80', 'plain', 'plain');
    expect(new Set(said)).toEqual(
      new Set(['ingress', 'egress'].map((way) => `${way}: cni ${cni} enforces no network policies`)),
    );
  });
  test('of what a node sends to its own pods, where Calico enforces, and not of what another node sends', async () => {
    const own = await skipped('calico { encapsulation None }', 'from n1 to web:80', 'plain', 'plain');
    expect(own.said[0]).toBe(
      "ingress: the pod's own node, n1, sends it, and Felix asks in FORWARD, which it does not pass",
    );
    const other = await skipped('calico { encapsulation None }', 'from n2 to web:80', 'plain', 'plain');
    expect(other.said).toEqual([`egress: ${flow}`]);
  });
  test('of nobody where no policy is about the pod', async () => {
    expect((await skipped('flannel', 'from n1 to n2:10250', 'plain', 'plain')).said).toEqual([]);
  });
});

test('`show … policies` lists what nobody asks behind what is asked', async () => {
  const { model } = await topologyOf(file(on, 'from web to alone:80'));
  const view = views.find(({ name }) => name === 'policies')!;
  const id = model.plan.nodes.find(({ name }) => name === 'n2')!.id;
  const lines = view.lines(model.plan, model.network.devices.get(id)!)!.map(({ text }) => text);
  expect(lines.filter((each) => each.includes('skipped')).sort()).toEqual([
    '  adminnetworkpolicy old ingress is skipped: cni vpc-cni does not know adminnetworkpolicy, which clusternetworkpolicy replaced',
    '  adminnetworkpolicy old, networkpolicy default/rest ingress are skipped: pod alone belongs to no workload, and the VPC CNI enforces policies at pods of a controller alone',
    '  networkpolicy default/rest egress is skipped: pod alone belongs to no workload, and the VPC CNI enforces policies at pods of a controller alone',
  ]);
});
