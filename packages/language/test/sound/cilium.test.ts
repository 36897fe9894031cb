import { createModel } from '@netk/engine';
import { expect, test } from 'vitest';
import { topologyOf } from '../../src/index.ts';

const file = (cni: string, more = ''): string => `vpc net 10.40.0.0/16 on plain {
  subnet a 10.40.0.0/24 { route 203.0.113.80/32 -> n1 }
  host desk 10.40.0.90 in a { port 5432 }
}
cluster c on plain in net {
  clusterCIDR 10.244.0.0/16
  ${cni}
  node n1 10.40.0.20 in a { pod client { port 9 }; pod w { labels app=web; port 8080 } }
  node n2 10.40.0.21 in a { pod v { labels app=web; port 8080 }; pod other { port 8080 } }
  service web LoadBalancer 10.96.0.80 { selector app=web; status.loadBalancer 203.0.113.80; port 80 -> 8080 nodePort 30080 }
  ${more}
}
walk inside from client to 10.96.0.80:80
walk direct from client to other:8080
walk outside from desk to 10.40.0.20:30080
walk other-port from desk to 203.0.113.80:81
walk leaves from client to desk:5432
`;

async function answersOf(cni: string, more?: string): Promise<Readonly<Record<string, string>>> {
  const { topology } = await topologyOf(file(cni, more));
  const model = createModel(topology);
  return Object.fromEntries(
    topology.walks.map(({ id, name = '' }) => {
      const { verdict, routes } = model.trace(id);
      const why = routes.flatMap(({ assumes = [] }) => assumes)[0];
      return [name, verdict === 'undetermined' || verdict === 'mixed' ? `${verdict}: ${why}` : verdict];
    }),
  );
}

const delivered = { inside: 'delivered', direct: 'delivered', outside: 'delivered', leaves: 'delivered' };
const older = { ...delivered, 'other-port': 'not-delivered' };

test('Cilium in the place of kube-proxy answers what kube-proxy does', async () => {
  expect(await answersOf('cni cilium 1.18 { kubeProxyReplacement true }')).toEqual(older);
  expect(await answersOf('cni cilium 1.18')).toEqual(older);
});

test('what is not followed leaves a walk open that meets it, and no other', async () => {
  const maglev = await answersOf('cni cilium 1.18 { kubeProxyReplacement true; loadBalancer.algorithm maglev }');
  const why = 'undetermined: loadBalancer.algorithm maglev of Cilium, which is not modelled yet';
  expect(maglev).toEqual({ ...older, outside: why });
  const newer = await answersOf('cni cilium 1.19 { kubeProxyReplacement true }');
  expect(newer).toEqual({
    ...delivered,
    'other-port': 'undetermined: what Cilium of 1.19 and later does with a port that a Service lacks is not known',
  });
});

test('policies shut what they are about, and those that may be read leave it open', async () => {
  const namespaced = 'networkpolicy shut { podSelector app=web; ingress tcp/8080 from podSelector app=none }';
  const replaces = '{ kubeProxyReplacement true }';
  expect(await answersOf(`cni cilium 1.18 ${replaces}`, namespaced)).toEqual({
    ...older,
    ...{ inside: 'not-delivered', outside: 'not-delivered' },
  });
  const never = '{ kubeProxyReplacement true; policyEnforcementMode never }';
  expect(await answersOf(`cni cilium 1.18 ${never}`, namespaced)).toEqual(older);
  const cluster =
    'clusternetworkpolicy shut { tier Admin; priority 1; subject podSelector app=web; ingress deny from namespaceSelector }';
  expect(await answersOf(`cni cilium 1.18 ${replaces}`, cluster)).toEqual(older);
  const unknown = await answersOf(`cni cilium 1.20 ${replaces}`, cluster);
  expect(unknown.inside).toMatch(/^undetermined: what Cilium 1.20 makes of clusternetworkpolicy shut/);
  expect(unknown).toMatchObject({ direct: 'delivered', leaves: 'delivered' });
  const ranged = namespaced.replace('tcp/8080', 'tcp/8000-9000');
  expect((await answersOf(`cni cilium 1.15 ${replaces}`, ranged)).inside).toMatch(/^undetermined: the range of ports/);
  expect((await answersOf(`cni cilium 1.16 ${replaces}`, ranged)).inside).toBe('not-delivered');
});

test.each([
  ['encryption.enabled true', 'encryption.enabled true of Cilium, which is not modelled yet'],
  ['ipam.mode eni', 'ipam.mode eni of Cilium, which is not modelled yet'],
  [
    'loadBalancer.mode dsr',
    'Cilium does not start: loadBalancer.mode dsr in a tunnel needs loadBalancer.dsrDispatch geneve',
  ],
  ['autoDirectNodeRoutes true', 'Cilium does not start: autoDirectNodeRoutes needs routingMode native'],
  [
    'routingMode native',
    'Cilium does not start: routingMode native with enableIPv4Masquerade needs ipv4NativeRoutingCIDR',
  ],
])('%s: nothing is known of what the nodes do', async (setting, why) => {
  const answers = await answersOf(`cni cilium 1.18 { kubeProxyReplacement true; ${setting} }`);
  for (const name of ['direct', 'outside', 'leaves']) expect(answers[name], name).toBe(`undetermined: ${why}`);
});

test('without a CNI that replaces kube-proxy nobody knows who serves Services', async () => {
  const { inside, direct } = await answersOf('cni flannel\n  kube-proxy ebpf');
  expect(inside).toBe(
    'undetermined: cluster c uses kube-proxy ebpf, and no CNI that replaces it, which is not modelled yet',
  );
  expect(direct).toBe('delivered');
});

test('its ports, its sizes and its bare addresses are checked on AWS', async () => {
  const { topology } = await topologyOf(`vpc v 10.7.0.0/16 on aws {
  subnet a 10.7.1.0/24 zone z1
  security-group g { ingress tcp/22 from 0.0.0.0/0 }
}
cluster c on plain in v {
  clusterCIDR 10.244.0.0/16
  cni cilium 1.18 { tunnelProtocol geneve; MTU 9100 }
  node n1 m5.large 10.7.1.10 in a { security-groups g; forwardPolicy drop; pod p }
  node n2 m5.large 10.7.1.11 in a { security-groups g; pod q }
}
cluster d on plain in v {
  clusterCIDR 10.245.0.0/16
  cni cilium 1.18 { routingMode native; ipv4NativeRoutingCIDR 10.245.0.0/16 }
  node m1 m5.large 10.7.1.12 in a { pod r }
}
`);
  const codes = createModel(topology).findings.map(({ code }) => code);
  expect(codes.filter((code) => /^NK06/.test(code)).sort()).toEqual(['NK061', 'NK063', 'NK064']);
});
