import { describe, expect, test } from 'vitest';
import { answersOf } from './answers.ts';

/** A machine and a cluster of one node and two pods; `more` stands in the cluster, `walks` at the end. */
const cluster = (more: string, walks: string, settings = '') => `vpc net 10.7.0.0/16 on aws {
  internet-gateway out
  subnet work 10.7.1.0/24 zone z1 { route 0.0.0.0/0 -> out }
  security-group any { ingress all from 0.0.0.0/0 }
  host desk 10.7.1.200 in work { security-groups any; eip 203.0.113.200 }
}
cluster c on eks in net {
  ${settings}
  node n1 m5.large in work { security-groups any; eni 0 10.7.1.10; eip 203.0.113.10 }
  pod shop 10.7.1.31 on n1 { labels app=shop; port 8080 }
  pod till 10.7.1.32 on n1 { labels app=till; port 9090 }
  service shop NodePort 172.20.3.3 { port 80 -> 8080 nodePort 30333 }
  ${more}
}
${walks}
`;

const ways = `walk shop from desk to pod shop:8080
walk shop-address from desk to 10.7.1.31:8080
walk till from desk to pod till:9090
walk out from pod shop to 198.51.100.44:443
walk inside from pod till to pod shop:8080
walk host from desk to node n1:10250
walk node-port from desk to node n1:30333
walk node-port-address from desk to 10.7.1.10:30333
walk service from pod till to service shop:80
walk service-address from pod till to 172.20.3.3:80
`;
const delivered = 'delivered, ok';
const abroad = 'delivered to internet, unknown';
const all = {
  ...{ shop: delivered, 'shop-address': delivered, till: delivered, out: abroad, inside: delivered, host: delivered },
  ...{ 'node-port': delivered, 'node-port-address': delivered, service: delivered, 'service-address': delivered },
};
const because = (what: string) => `undetermined: ${what}, which is not modelled yet, unknown`;

describe('what is not modelled makes undetermined the walks that meet it, and no other', () => {
  test('nothing: every walk has its answer', async () => {
    expect((await answersOf(cluster('', ways))).answers).toEqual(all);
  });

  test('policies that the pod network does not enforce: every walk has its answer', async () => {
    const policy = 'networkpolicy shut { podSelector app=shop; policyTypes Ingress, Egress }';
    expect((await answersOf(cluster(policy, ways))).answers).toEqual(all);
    // it enforces them at pods of a controller, and this one has none
    const enforcing = 'cni vpc-cni { ENABLE_NETWORK_POLICY true }';
    expect((await answersOf(cluster(policy, ways, enforcing))).answers).toEqual(all);
  });

  test.each(['nftables', 'ipvs'])('kube-proxy %s: every walk has its answer', async (mode) => {
    expect((await answersOf(cluster('', ways, `kube-proxy ${mode}`))).answers).toEqual(all);
  });

  test('another mode of kube-proxy: addresses of Services, and node ports of the nodes', async () => {
    const why = because('cluster c uses kube-proxy kernelspace');
    expect((await answersOf(cluster('', ways, 'kube-proxy kernelspace'))).answers).toEqual({
      ...all,
      ...{ 'node-port': why, 'node-port-address': why, service: why, 'service-address': why },
    });
  });

  test('security groups for pods are those of branch interfaces', async () => {
    const policy = 'securitygrouppolicy own { podSelector app=shop; security-groups any }';
    const { answers } = await answersOf(cluster(policy, ways, 'cni vpc-cni { ENABLE_POD_ENI true }'));
    // the pod's own interface has no public address
    expect(answers).toEqual({ ...all, out: 'IGW-NOPUB, timeout' });
  });

  test('a port of the node for one of several ports of a pod, and the line does not say which: that port of that node', async () => {
    const more = 'pod door 10.7.1.33 on n1 { port 9443; port 9444; hostPort 8443 }';
    const { answers } = await answersOf(
      cluster(
        more,
        `${ways}walk door from desk to node n1:8443\nwalk other from desk to node n1:8444\nwalk pod from desk to pod door:9443\n`,
      ),
    );
    const rest = { other: 'SVC-TARGETPORT, refused', pod: delivered };
    expect(answers).toEqual({
      ...all,
      ...rest,
      door: 'undetermined: hostPort 8443 of pod door does not say to which of its ports it leads: write it at the port, unknown',
    });
  });

  test.each([
    ['loadBalancerSourceRanges 198.51.100.0/24', [], []],
    ['status.loadBalancer 203.0.113.81', [], []],
    ['allocateLoadBalancerNodePorts false', ['node-port', 'node-port-address'], []],
    ['allocateLoadBalancerNodePorts true', [], []],
    ['ipFamilies IPv4', [], []],
    ['ipFamilies IPv4 IPv6', [], []],
    ['ipFamilyPolicy PreferDualStack', [], []],
    ['ipFamilies IPv6', ['node-port', 'node-port-address', 'service', 'service-address'], []],
    ['trafficDistribution PreferClose', [], []],
  ] as const)('%s of a Service: what kube-proxy does for it, and no other', async (setting, own, more) => {
    const text = cluster('', `${ways}walk balancer from pod till to 203.0.113.81:80\n`)
      .replace('service shop NodePort', 'service shop LoadBalancer')
      .replace('{ port 80 -> 8080 nodePort 30333 }', `{ ${setting}; port 80 -> 8080 nodePort 30333 }`);
    const { answers } = await answersOf(text);
    const why = because(`service shop has ${setting.split(' ')[0]}`);
    const { balancer, ...rest } = answers;
    expect(rest).toEqual({ ...all, ...Object.fromEntries(own.map((name) => [name, why])) });
    expect(balancer?.startsWith('undetermined')).toBe(more.length > 0);
  });

  test('another pod network: everything that its nodes receive or send, behind the security groups', async () => {
    const walks = `walk into from desk to node n1:10250
walk shut from desk to node n2:10250
walk pod from desk to pod shop:8080
walk out from pod shop to 198.51.100.44:443
`;
    const text = `vpc net 10.7.0.0/16 on aws {
  subnet work 10.7.1.0/24 zone z1
  security-group any { ingress all from 0.0.0.0/0 }
  security-group none { }
  host desk 10.7.1.200 in work { security-groups any }
}
cluster c on eks in net {
  cni antrea 2.4
  node n1 m5.large in work { security-groups any; eni 0 10.7.1.10; podCIDR 192.168.4.0/24 }
  node n2 m5.large in work { security-groups none; eni 0 10.7.1.11 }
  pod shop 192.168.4.7 on n1 { labels app=shop; port 8080 }
}
${walks}`;
    const { errors, answers } = await answersOf(text);
    const why = 'undetermined: cluster c uses cni antrea, which is not modelled yet';
    expect(errors).toEqual([]);
    expect(answers).toEqual({
      ...{ into: `${why}, unknown`, shut: 'SG-IN, timeout', pod: 'VPC-NOROUTE, timeout', out: why },
    });
  });

  test('a balancer’s address in the header of its Service is that balancer’s, and the cluster IP is not', async () => {
    const more = `service front LoadBalancer on nlb 10.7.1.80 { scheme internal; selector app=shop; port 80 -> 8080 }
  service open LoadBalancer on nlb 203.0.113.80 { scheme internet-facing; selector app=shop; port 80 -> 8080 }`;
    const { answers } = await answersOf(
      cluster(
        more,
        `walk into from pod till to 10.7.1.80:80\nwalk out from pod till to 203.0.113.80:80\nwalk named from pod till to service front:80\nwalk asked from pod till to load-balancer front:80\n`,
      ),
    );
    // the inner one keeps the asker's address, and passes on to the asker's own node
    expect(answers).toEqual({
      ...{ into: 'LB-HAIRPIN, timeout', asked: 'LB-HAIRPIN, timeout' },
      ...{ named: delivered, out: delivered },
    });
  });
});

describe('endpoints of a VPC', () => {
  const vpc = (routes: string, walks: string) => `vpc net 10.7.0.0/16 on aws {
  internet-gateway out
  subnet work 10.7.1.0/24 zone z1 { ${routes} }
  subnet bare 10.7.2.0/24 zone z1
  vpc-endpoint store gateway { service com.amazonaws.us-east-1.s3 }
  vpc-endpoint audit interface { service com.amazonaws.us-east-1.cloudtrail; subnets work }
  host desk 10.7.1.9 in work { eip 203.0.113.9; port 22 }
  host other 10.7.2.9 in bare
}
internet { host bucket 52.216.9.9 { port 443 } }
${walks}`;
  const listed =
    'undetermined: whether it is an address of com.amazonaws.us-east-1.s3 is not known: write prefix-list pl-store with its entries, unknown';

  test('a route to a prefix list: public destinations of its table, whatever else the table has', async () => {
    const walks =
      'walk far from desk to bucket:443\nwalk near from desk to 10.7.2.9:80\nwalk bare from other to bucket:443\n';
    const alone = await answersOf(vpc('route pl-store -> store', walks));
    expect(alone.answers).toMatchObject({ far: listed, bare: 'VPC-NOROUTE, timeout' });
    const beside = await answersOf(vpc('route 0.0.0.0/0 -> out; route pl-store -> store', walks));
    expect(beside.answers.far).toBe(listed);
    expect(beside.answers.near).not.toContain('prefix');
  });

  test('none of an interface endpoint, which has the lowest free address of its subnets', async () => {
    const walks =
      'walk free from other to 10.7.1.77:443\nwalk taken from other to 10.7.1.9:22\nwalk elsewhere from desk to 10.7.2.77:443\n';
    expect((await answersOf(vpc('', walks))).answers).toEqual({
      free: 'ARP-FAIL, timeout',
      taken: delivered,
      elsewhere: 'ARP-FAIL, timeout',
    });
  });

  test.each([0, 1, 2, 3, 255])('has no address that AWS keeps in its subnet: .%i', async (last) => {
    const { answers, model } = await answersOf(vpc('', `walk kept from other to 10.7.1.${last}:443\n`));
    expect(answers.kept).toBe('ARP-FAIL, timeout');
    if (last !== 1) return;
    const entry = model.trace(model.topology.walks[0]!.id).routes[0]?.forward.at(-1)?.steps.at(-1)?.entry;
    expect(entry).toBe('10.7.1.1 is an address of VPC router itself, which answers nobody');
  });
});
