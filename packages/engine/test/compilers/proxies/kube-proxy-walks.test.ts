import { topologyOf } from '@netk/language';
import { describe, expect, it } from 'vitest';
import { ask } from '../../../src/ask/ask.ts';
import type { Branch, Model } from '../../../src/index.ts';
import type { Device } from '../../../src/network/network.ts';
import type { Walk } from '../../../src/topology/question.ts';

/** Two nodes of one cluster in one subnet, with lines of the cluster and a walk. */
async function asked(line: string, ...lines: readonly string[]): Promise<Model> {
  const { model, diagnostics } = await topologyOf(`
vpc net 10.40.0.0/16 on aws {
  subnet flat 10.40.8.0/24 zone z {
    host caller 10.40.8.99 { security-groups all }
  }
  security-group all { ingress all from 0.0.0.0/0 }
}
cluster k on eks in net {
  node one m5.large in flat { security-groups all; eni 0 10.40.8.10 }
  node two m5.large in flat { security-groups all; eni 0 10.40.8.11 }
${lines.map((each) => `  ${each}\n`).join('')}}
walk ${line}
`);
  expect(diagnostics.filter(({ severity }) => severity === 1)).toEqual([]);
  return model;
}

const question = (model: Model): Walk => model.topology.walks[0]!;

async function walk(line: string, ...lines: readonly string[]): Promise<readonly Branch[]> {
  const model = await asked(line, ...lines);
  return model.trace(question(model).id).routes;
}

const told = (routes: readonly Branch[]): string[] =>
  routes.map(({ verdict, forward, cause, client, fraction }) =>
    verdict === 'delivered' ? `${fraction} ${forward.at(-1)!.device}` : `${fraction} ${cause} ${client}`,
  );

/** A pod of the Service, in one of the states that an endpoint can be in. */
const states = {
  ready: '',
  waiting: '; ready false',
  draining: '; ready false; serving true; terminating true',
  gone: '; ready false; serving false; terminating true',
} as const;
type State = keyof typeof states;
const pod = (name: string, node: string, last: number, state: State): string =>
  `pod ${name} 10.40.8.${last} on ${node} { labels app=s; port 80${states[state]} }`;

const service = (type: string, ...settings: readonly string[]): string =>
  `service s ${type} 172.20.4.4 { selector app=s; port 80${type === 'NodePort' ? ' nodePort 31400' : ''}${settings.map((each) => `; ${each}`).join('')} }`;

describe('a Service whose traffic stays on the node', () => {
  // local endpoint, endpoint elsewhere → from outside to the node port, and by the cluster IP under each policy
  const table: readonly (readonly [State, State, string, string])[] = [
    ['ready', 'ready', '1 here', '1 here'],
    ['ready', 'draining', '1 here', '1 here'],
    ['ready', 'gone', '1 here', '1 here'],
    ['draining', 'ready', '1 here', '1 here'],
    ['draining', 'draining', '1 here', '1 here'],
    ['draining', 'gone', '1 here', '1 here'],
    ['waiting', 'ready', '1 SVC-NOLOCAL timeout', '1 SVC-NOLOCAL timeout'],
    ['gone', 'draining', '1 SVC-NOLOCAL timeout', '1 SVC-NOLOCAL timeout'],
    ['gone', 'gone', '1 SVC-NOEP refused', '1 SVC-NOEP refused'],
    ['waiting', 'waiting', '1 SVC-NOEP refused', '1 SVC-NOEP refused'],
  ];
  it.each(table)(
    'finds with a local endpoint that is %s and another that is %s: %s',
    async (here, there, outside, inside) => {
      const pods = [pod('here', 'one', 20, here), pod('there', 'two', 21, there), 'pod asks 10.40.8.30 on one'];
      const external = service('NodePort', 'externalTrafficPolicy Local');
      expect(told(await walk('from caller to node one:31400', ...pods, external))).toEqual([outside]);
      for (const type of ['ClusterIP', 'NodePort']) {
        const internal = service(type, 'internalTrafficPolicy Local');
        expect(told(await walk('from asks to 172.20.4.4:80', ...pods, internal)), type).toEqual([inside]);
      }
    },
  );
  it('sends what the node itself asks of its node port to ready endpoints of the whole cluster', async () => {
    const pods = [pod('here', 'one', 20, 'draining'), pod('there', 'two', 21, 'ready')];
    const external = service('NodePort', 'externalTrafficPolicy Local');
    expect(told(await walk('from node one to node one:31400', ...pods, external))).toEqual(['1 there']);
  });
});

describe('endpoints', () => {
  it('are drawn in the order of their text, address and port', async () => {
    const pods = [9, 101, 100, 20].map((last) => pod(`p${last}`, 'one', last, 'ready'));
    const routes = await walk('from caller to node one:31400', ...pods, service('NodePort'));
    expect(told(routes)).toEqual(['1/4 p100', '1/4 p101', '1/4 p20', '1/4 p9']);
  });
});

describe('a node port on 127.0.0.1', () => {
  const pods = [pod('here', 'one', 20, 'ready')];
  const dial = (proxy: string) => walk('from node one to 127.0.0.1:31400', proxy, ...pods, service('NodePort'));
  it('answers, because kube-proxy switches route_localnet on', async () => {
    expect(told(await dial('kube-proxy iptables'))).toEqual(['1 here']);
    expect(told(await dial('kube-proxy iptables { nodePortAddresses 127.0.0.0/8 }'))).toEqual(['1 here']);
  });
  it('is nowhere to be reached where somebody switches it off again: the rules are there, the kernel does not send', async () => {
    const model = await asked('from node one to 127.0.0.1:31400', ...pods, service('NodePort'));
    const { devices } = model.network;
    const off = new Map<string, Device>();
    // a device makes its rules when they are asked for
    for (const [id, device] of devices)
      off.set(id, Object.create(device, { routeLocalnet: { value: false } }) as Device);
    const { routes } = ask(model.plan, { ...model.network, devices: off }, question(model));
    expect(told(routes)).toEqual(['1 MARTIAN timeout']);
    expect(routes[0]!.forward.at(-1)!.steps.at(-1)!.entry).toMatch(
      /^martian source 127\.0\.0\.1: net\.ipv4\.conf\.eni\w+\.route_localnet = 0$/,
    );
  });
  it.each(['localhostNodePorts false', 'nodePortAddresses 10.40.0.0/16', 'nodePortAddresses primary'])(
    'does not with %s: nothing sends the packet to a pod, and nobody listens',
    async (setting) => {
      expect(told(await dial(`kube-proxy iptables { ${setting} }`))).toEqual(['1 SVC-TARGETPORT refused']);
    },
  );
});
