import { createModel, showIptables } from '@netk/engine';
import { describe, expect, test } from 'vitest';
import { topologyOf } from '../src/index.ts';
import { answersOf } from './sound/answers.ts';

const cluster = (pods: string, walks = '', cni = 'bridge') => `vpc lab 172.31.0.0/16 on plain {
  subnet net 172.31.0.0/20
  host outside 172.31.0.99 in net
}
cluster demo on plain in lab {
  cni ${cni}
  node n1 172.31.0.11 in net { podCIDR 10.244.1.0/24 }
  node n2 172.31.0.12 in net { podCIDR 10.244.2.0/24 }
  ${pods}
}
${walks}`;

async function modelOf(text: string) {
  const { topology, diagnostics } = await topologyOf(text);
  expect(
    diagnostics.filter(({ severity, code }) => severity === 1 && code !== 'NK045').map(({ message }) => message),
  ).toEqual([]);
  return createModel(topology);
}

/** The lines of a node's `iptables-save` that are the plugins', each drawn name and id as a letter. */
async function pluginLines(text: string, node = 'n1'): Promise<string[]> {
  const model = await modelOf(text);
  const device = [...model.network.devices.values()].find(({ name }) => name === node)!;
  const lines = showIptables(device).flatMap(({ text: line }) => (/CNI-/.test(line) ? [line] : []));
  return lines.map((line) => line.replace(/\b[0-9a-f]{64}\b/, 'ID').replace(/(CNI-DN-)[0-9a-f]{21}\b/g, '$1X'));
}

describe('hostPort', () => {
  test('is the rules that the plugin portmap 1.1.1 was seen to write', async () => {
    expect(await pluginLines(cluster('pod web 10.244.1.2 on n1 { port 80 hostPort 8080 }'))).toEqual([
      ':CNI-DN-X - [0:0]',
      ':CNI-HOSTPORT-DNAT - [0:0]',
      ':CNI-HOSTPORT-MASQ - [0:0]',
      ':CNI-HOSTPORT-SETMARK - [0:0]',
      '-A PREROUTING -m addrtype --dst-type LOCAL -j CNI-HOSTPORT-DNAT',
      '-A OUTPUT -m addrtype --dst-type LOCAL -j CNI-HOSTPORT-DNAT',
      '-A POSTROUTING -m comment --comment "CNI portfwd requiring masquerade" -j CNI-HOSTPORT-MASQ',
      '-A CNI-DN-X -s 10.244.1.0/24 -p tcp -m tcp --dport 8080 -j CNI-HOSTPORT-SETMARK',
      '-A CNI-DN-X -s 127.0.0.1/32 -p tcp -m tcp --dport 8080 -j CNI-HOSTPORT-SETMARK',
      '-A CNI-DN-X -p tcp -m tcp --dport 8080 -j DNAT --to-destination 10.244.1.2:80',
      '-A CNI-HOSTPORT-DNAT -p tcp -m comment --comment "dnat name: \\"netk\\" id: \\"ID\\"" -m multiport --dports 8080 -j CNI-DN-X',
      '-A CNI-HOSTPORT-MASQ -m mark --mark 0x2000/0x2000 -j MASQUERADE',
      '-A CNI-HOSTPORT-SETMARK -m comment --comment "CNI portfwd masquerade mark" -j MARK --set-xmark 0x2000/0x2000',
    ]);
  });

  test('with a hostIP asks for the address in the chain of the pod alone', async () => {
    const lines = await pluginLines(cluster('pod web on n1 { port 80 hostPort 8080 hostIP 172.31.0.11 }'));
    expect(lines.filter((line) => line.includes('172.31.0.11'))).toEqual([
      '-A CNI-DN-X -s 10.244.1.0/24 -d 172.31.0.11/32 -p tcp -m tcp --dport 8080 -j CNI-HOSTPORT-SETMARK',
      '-A CNI-DN-X -s 127.0.0.1/32 -d 172.31.0.11/32 -p tcp -m tcp --dport 8080 -j CNI-HOSTPORT-SETMARK',
      '-A CNI-DN-X -d 172.31.0.11/32 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 10.244.1.2:80',
    ]);
  });

  test('is nothing on a node without a pod that asks for one, and behind no plugin', async () => {
    const pods = 'pod web on n1 { port 80 hostPort 8080 }';
    expect(await pluginLines(cluster(pods), 'n2')).toEqual([]);
    expect(await pluginLines(cluster(pods, '', 'bridge { plugins none }'))).toEqual([]);
  });

  test('opens the interface to the pod for 127.0.0.0/8, and no other', async () => {
    const { network } = await modelOf(cluster('pod web on n1 { port 80 hostPort 8080 }; pod other on n2'));
    const open = [...network.devices.values()].flatMap(({ name, interfaces }) =>
      interfaces.flatMap((each) => (each.routeLocalnet ? [`${name} ${each.name}`] : [])),
    );
    expect(open).toEqual(['n1 cni0']);
  });

  test('as a line of the pod means its port of that number, or its only one', async () => {
    const walks = `walk same from host outside to 172.31.0.11:80 { expect delivered to two }
walk only from host outside to 172.31.0.11:99 { expect delivered to one }
`;
    const pods = 'pod two on n1 { port 80; port 81; hostPort 80 }; pod one on n1 { port 8080; hostPort 99 }';
    expect((await answersOf(cluster(pods, walks))).answers).toEqual({ same: 'delivered, ok', only: 'delivered, ok' });
  });
});

describe('two pods with one port of a node', () => {
  const found = async (pods: string) =>
    (await modelOf(cluster(pods))).findings.flatMap(({ code, message }) =>
      code === 'NK045' || code === 'NK036' ? [message] : [],
    );

  test('are an error where both are bound to it', async () => {
    const pods = 'pod a on n1 { port 1 hostPort 80 }; pod b on n1 { port 2 hostPort 80 }';
    expect(await found(pods)).toEqual([
      'pods a and b both want port tcp/80 of node n1: only one of them can run there',
    ]);
  });

  test('are an error where one of them has the network of the node', async () => {
    const pods = 'pod a on n1 { port 1 hostPort 80 }; pod b on n1 { hostNetwork true; port 80 }';
    expect(await found(pods)).toEqual([
      'pods a and b both want port tcp/80 of node n1: only one of them can run there',
    ]);
  });

  test('are none with different protocols, addresses or nodes', async () => {
    expect(
      await found(`pod a on n1 { port 1 hostPort 80 hostIP 127.0.0.1; port 2 hostPort 81 }
  pod b on n1 { port 1 hostPort 80 hostIP 172.31.0.11; port udp/2 hostPort 81 }
  pod c on n2 { port 1 hostPort 80 }`),
    ).toEqual([]);
  });

  test('go to different nodes where they are not bound; who finds none stays without', async () => {
    const text = cluster('pod a on n2; pod b on n2; pod c on n2; deployment web replicas 3 { port 80 hostPort 80 }');
    const { plan, findings } = await modelOf(text);
    const name = new Map(plan.nodes.map((node) => [node.id, node.name]));
    expect(plan.pods.flatMap((pod) => (pod.workload ? [pod.node && name.get(pod.node)] : []))).toEqual([
      'n1',
      'n2',
      undefined,
    ]);
    expect(findings.filter(({ code }) => code === 'NK036').map(({ message }) => message)).toEqual([
      '1 of 3 replicas of web find no node with room whose host port is free',
    ]);
  });
});

test('the creation of a pod writes its rules of portmap and firewall, and none of others', async () => {
  const pods = 'pod a 10.244.1.2 on n1 { port 80 hostPort 80 }; pod b 10.244.1.3 on n1 { port 80 hostPort 81 }';
  const text = cluster(pods, 'walk w from node n1 to cni-add b\n', 'bridge { plugins portmap, firewall }');
  const model = await modelOf(text);
  const trace = model.trace(model.topology.walks[0]!.id);
  const lines = trace.routes[0]!.forward.flatMap(({ steps }) =>
    steps.flatMap((step) => ('entry' in step && /CNI-/.test(step.entry) ? [step.entry] : [])),
  );
  expect(lines.map((line) => line.replace(/(CNI-DN-)[0-9a-f]{21}\b/g, '$1X'))).toEqual([
    '-A CNI-FORWARD -d 10.244.1.3/32 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
    '-A CNI-FORWARD -s 10.244.1.3/32 -j ACCEPT',
    '-A CNI-HOSTPORT-DNAT -p tcp -m multiport --dports 81 -j CNI-DN-X',
    '-A CNI-DN-X -s 10.244.1.0/24 -p tcp -m tcp --dport 81 -j CNI-HOSTPORT-SETMARK',
    '-A CNI-DN-X -s 127.0.0.1/32 -p tcp -m tcp --dport 81 -j CNI-HOSTPORT-SETMARK',
    '-A CNI-DN-X -p tcp -m tcp --dport 81 -j DNAT --to-destination 10.244.1.3:80',
  ]);
});
