import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createModel, renderTrace } from '@netk/engine';
import { describe, expect, test } from 'vitest';
import { topologyOf } from '../../src/index.ts';
import { asking, picked, shares } from './asking.ts';

const file = (service: string, walks: string, more = '') => `vpc main on gcp {
  subnet nodes 10.128.0.0/20 { region r1; secondary-range pods 10.8.0.0/14 }
  subnet west 10.138.0.0/20 { region r2; host far 10.138.0.40 }
  host near 10.128.0.40 in nodes
  ${more}
}
cluster c on gke in main {
  kubernetes 1.33.2-gke.1111000
  clusterCIDR pods
  node n1 10.128.0.11 in nodes { external-ip 203.0.113.11; pod p1 { labels app=web; port 8080/tcp; port 5353/udp } }
  node n2 10.128.0.12 in nodes
  service web LoadBalancer on passthrough ${service}
}
internet { client laptop 198.51.100.7 }
${walks}
`;

const end = async (service: string, walk: string, more = ''): Promise<string> => {
  const { errors, traces } = await asking(file(service, `walk w ${walk}`, more));
  expect(errors).toEqual([]);
  const { verdict, routes } = traces.w!;
  const [first] = routes;
  return [verdict, first?.client, first?.cause, ...(first?.assumes ?? [])].filter((each) => each).join(' ');
};

const outer = '203.0.113.210 { selector app=web; port 80 -> 8080 }';

describe('a passthrough balancer of Google', () => {
  test('gives each healthy node an even share, whether it has an endpoint or not', async () => {
    const { traces } = await asking(file(outer, 'walk w from laptop to web:80'));
    expect(shares(traces.w!, (way) => picked(way, 'target'))).toEqual({ n1: 0.5, n2: 0.5 });
  });
  test('with the policy Local gives it to nodes with an endpoint alone, and the pod sees its client', async () => {
    const { traces } = await asking(
      file(
        '203.0.113.210 { externalTrafficPolicy Local; selector app=web; port 80 -> 8080 }',
        'walk w from laptop to web:80',
      ),
    );
    expect(traces.w!.routes).toHaveLength(1);
    expect(traces.w!.routes[0]!.forward.at(-1)!.steps[0]!.after!.src).toBe('198.51.100.7');
  });
  test('changes neither address, and is not on the way back', async () => {
    const { traces } = await asking(file(outer, 'walk w from laptop to web:80 { choose target n2 }'));
    const { forward, reply } = traces.w!.routes[0]!;
    const to = forward.find(({ device }) => device === 'n2')!.steps[0]!.after!;
    expect([to.src, to.dst, to.dport]).toEqual(['198.51.100.7', '203.0.113.210', 80]);
    expect(reply.map(({ device }) => device)).not.toContain('passthrough web');
    const back = reply.at(-1)!.steps[0]!.after!;
    expect([back.src, back.sport]).toEqual(['203.0.113.210', 80]);
  });
  test('is reached at an address that Google draws, which no rule for some of the Internet is known to mean', async () => {
    const drawn = '{ selector app=web; port 80 -> 8080 }';
    expect(await end(drawn, 'from laptop to web:80')).toBe('delivered ok');
    const out = 'firewall-rule out { egress 900 deny all to 34.0.0.0/8 }\n  cloud-nat nat 203.0.113.9 { region r1 }';
    expect(await end(drawn, 'from near to load-balancer web:80', out)).toMatch(/^undetermined unknown whether 34/);
  });
  test('passes datagrams on too', async () => {
    const service = '203.0.113.210 { selector app=web; port 53/udp -> 5353 }';
    expect(await end(service, 'from laptop to web:53 protocol udp')).toBe('delivered ok');
  });
  test('has no forwarding rule for other ports, other protocols, or the node port', async () => {
    for (const walk of [
      '203.0.113.210:81',
      '203.0.113.210:80 protocol udp',
      '203.0.113.210:30000',
      '203.0.113.210 protocol icmp',
    ])
      expect(await end(outer, `from laptop to ${walk}`), walk).toBe('not-delivered timeout SVC-PORT');
  });
  test('a rule for its address opens no port of a node', async () => {
    expect(await end(outer, 'from laptop to 203.0.113.11:80')).toBe('not-delivered timeout GKE-FW');
  });
  test('with no check let in takes every node as a last resort', async () => {
    const deny = 'firewall-rule no { ingress 900 deny all from 35.191.0.0/16 }';
    expect(await end(outer, 'from laptop to web:80', deny)).toBe('delivered ok');
  });
  test('without any backend is undetermined', async () => {
    const service = `203.0.113.210 {
    loadBalancerClass networking.gke.io/l4-regional-external
    externalTrafficPolicy Local
    selector app=none
    port 80
  }`;
    expect(await end(service, 'from laptop to web:80')).toMatch(
      /^undetermined unknown what passthrough web does .* no backend/,
    );
  });
  test('an internal one serves machines of its region, and with global access those of others', async () => {
    const inner = (more: string) =>
      `10.128.0.50 { load-balancer-type Internal${more}; selector app=web; port 80 -> 8080 }`;
    expect(await end(inner(''), 'from near to 10.128.0.50:80')).toBe('delivered ok');
    expect(await end(inner(''), 'from far to 10.128.0.50:80')).toBe('not-delivered timeout LB-SCHEME');
    const open = inner('; internal-load-balancer-allow-global-access true');
    expect(await end(open, 'from far to 10.128.0.50:80')).toBe('delivered ok');
  });
  test('pods and nodes of the cluster do not leave their node for it', async () => {
    const { traces } = await asking(
      file(outer, 'walk p from p1 to 203.0.113.210:80\nwalk n from n2 to 203.0.113.210:80'),
    );
    for (const trace of [traces.p!, traces.n!]) {
      expect(trace.verdict).toBe('delivered');
      expect(trace.routes[0]!.forward.map(({ device }) => device)).not.toContain('passthrough web');
    }
  });
  test('what is for its address and no port of the Service has an end that depends on the image of the node', async () => {
    const why = 'whether a node takes a packet to the address of web for its own depends on its image';
    expect(await end(outer, 'from p1 to 203.0.113.210:10250')).toBe(`undetermined unknown ${why}`);
    expect(await end('203.0.113.210 { selector app=none; port 80 }', 'from laptop to web:80')).toBe(
      `undetermined unknown ${why}`,
    );
  });
  test('of nodes with Ubuntu it is known, and is refused with the address as the source', async () => {
    const text = file('203.0.113.210 { selector app=none; port 80 }', 'walk w from laptop to web:80').replace(
      'clusterCIDR pods',
      'clusterCIDR pods; image-type UBUNTU_CONTAINERD',
    );
    const { errors, traces } = await asking(text);
    expect(errors).toEqual([]);
    const [route] = traces.w!.routes;
    expect(`${route!.client} ${route!.cause}`).toBe('refused SVC-NOEP');
    expect(route!.reply[0]!.steps[0]!.after!.src).toBe('203.0.113.210');
  });
  test('a node has the address in its table local, by the number of the guest agent', async () => {
    const { topology } = await topologyOf(file(outer, ''));
    const { network } = createModel(topology);
    const node = [...network.devices.values()].find(({ name }) => name === 'n1')!;
    expect(node.tables.get('local')).toContainEqual({
      ...{ to: { base: 0xcb0071d2, bits: 32 }, type: 'local', dev: 'eth0', proto: '66', scope: 'host' },
    });
  });
});

describe('the way by a passthrough balancer', () => {
  const text = file(outer, 'walk w from laptop to 203.0.113.210:80 { choose target n2 }');
  const rendered = async (changed: string): Promise<string> => {
    const { errors, traces } = await asking(changed);
    expect(errors).toEqual([]);
    return renderTrace(traces.w!);
  };
  test('is the same beside balancers that it does not pass', async () => {
    const more = 'service alpha LoadBalancer on passthrough 203.0.113.222 { selector app=web; port 80 -> 8080 }';
    const walked = (await rendered(text)).replace(/sport=\d+|:\d+|dport=\d+/g, '');
    const beside = await rendered(text.replace('  service web', `  ${more}\n  service web`));
    expect(beside.replace(/sport=\d+|:\d+|dport=\d+/g, '')).toBe(walked);
  });
  test('does not mind what a subnet is called', async () => {
    for (const name of ['eth0', 'lo', 'main', 'local'])
      expect(await rendered(text.replaceAll(/\bnodes\b/g, name))).toMatch(/^verdict: delivered$/m);
  });
});

describe('a walk in Google Cloud', () => {
  const walks = path.resolve(import.meta.dirname, '../walks');
  test.each(['gke', 'passthrough'])('says nothing of Amazon: %s', (folder) => {
    for (const name of readdirSync(path.join(walks, folder)))
      expect(readFileSync(path.join(walks, folder, name), 'utf8'), name).not.toMatch(
        /\b(aws|amazon|eni\w*|sg-|elb|ec2|nlb|alb)\b/i,
      );
  });
});
