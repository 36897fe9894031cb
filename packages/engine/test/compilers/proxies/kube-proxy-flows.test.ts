import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareIp, type Ip, ip, parseCidr, parseIp, showIp } from '../../../src/base/addr/index.ts';
import { localTable } from '../../../src/compilers/machine.ts';
import { iptables } from '../../../src/compilers/proxies/iptables/index.ts';
import type { Header, Protocol } from '../../../src/network/header.ts';
import { joinRulesets } from '../../../src/network/netfilter.ts';
import type { Device, Interface, Network } from '../../../src/network/network.ts';
import { nothingForeign } from '../../../src/network/unmodelled.ts';
import type { PlannedService } from '../../../src/plan/plan.ts';
import { elementId } from '../../../src/topology/id.ts';
import { compiledOf } from '../../../src/walk/compiled-device.ts';
import { Decider, nextScript } from '../../../src/walk/decider.ts';
import { iptablesDialect } from '../../../src/walk/dialect.ts';
import { isLocal } from '../../../src/walk/fib.ts';
import { Passage } from '../../../src/walk/passage.ts';
import { PortCuts } from '../../../src/walk/port-draws.ts';
import { runChain } from '../../../src/walk/run-chain.ts';
import { Journey } from '../../../src/walk/travel.ts';

interface Scene {
  readonly cluster: {
    readonly nodeName: string;
    readonly nodeIPs: readonly string[];
    readonly clusterCIDR: string;
    readonly masqueradeAll: boolean;
    readonly localDetector: string;
    readonly nodePortAddresses: readonly string[] | null;
    readonly localhostNodePorts: boolean;
    readonly ipFamily: string;
  };
  readonly services: readonly {
    readonly name: string;
    readonly type: string;
    readonly clusterIP: string;
    readonly ports: readonly {
      readonly name: string;
      readonly port: number;
      readonly targetPort: number;
      readonly protocol: string;
      readonly nodePort: number | null;
    }[];
    readonly externalIPs: readonly string[];
    readonly lbIPs: readonly string[];
    readonly sourceRanges: readonly string[];
    readonly externalTrafficPolicy: 'Cluster' | 'Local';
    readonly internalTrafficPolicy: 'Cluster' | 'Local';
    readonly healthCheckNodePort?: number;
  }[];
  readonly endpoints: readonly {
    readonly service: string;
    readonly portName: string;
    readonly protocol: string;
    readonly ip: string;
    readonly port: number;
    readonly node: string | null;
    readonly ready: boolean;
  }[];
}
interface Flow {
  readonly sourceIP: string;
  readonly sourceType: 'pod' | 'node' | 'external';
  readonly protocol: string;
  readonly destIP: string;
  readonly destPort: number;
}
interface Case {
  readonly id: string;
  readonly scene: number;
  readonly flow: Flow;
  readonly expect: { readonly outcome: string; readonly endpoints: readonly string[]; readonly masquerade: boolean };
}

const { scenes, cases } = JSON.parse(readFileSync(path.join(import.meta.dirname, 'kube-proxy-flows.json'), 'utf8')) as {
  scenes: Scene[];
  cases: Case[];
};

const blocksOf = (text: string) => text.split(',').flatMap((each) => parseCidr(each.trim()) ?? []);

/** The Services of a scene as a plan has them. */
const servicesOf = ({ services, endpoints }: Scene): PlannedService[] =>
  services.map((service): PlannedService => {
    const [namespace, name] = service.name.split('/') as [string, string];
    return {
      id: elementId(service.name),
      name,
      namespace,
      cluster: elementId('c'),
      type: service.type as PlannedService['type'],
      headless: false,
      clusterIp: service.clusterIP,
      clusterIpAssigned: false,
      externalIps: service.externalIPs,
      balancerIps: service.lbIPs,
      sourceRanges: service.sourceRanges,
      ports: service.ports.map((port) => ({
        id: elementId(`${service.name}#${port.name}`),
        name: port.name,
        protocol: port.protocol.toLowerCase(),
        port: port.port,
        target: port.targetPort,
        ...(port.nodePort === null ? {} : { nodePort: port.nodePort }),
      })),
      endpoints: endpoints
        .filter((each) => each.service === service.name)
        .map((each) => ({
          address: each.ip,
          port: each.port,
          servicePort: service.ports.findIndex(
            (port) => port.name === each.portName && port.protocol === each.protocol,
          ),
          name: each.ip,
          ready: each.ready,
          ...(each.node === null ? {} : { node: elementId(each.node) }),
        })),
      externalTrafficPolicy: service.externalTrafficPolicy,
      internalTrafficPolicy: service.internalTrafficPolicy,
      ...(service.healthCheckNodePort === undefined ? {} : { healthCheckNodePort: service.healthCheckNodePort }),
    };
  });

/** A node that has nothing but its addresses and what kube-proxy installs. */
function nodeOf(scene: Scene, family: 4 | 6): Device {
  const { cluster } = scene;
  const own = cluster.nodeIPs
    .flatMap((text) => parseIp(text) ?? [])
    .filter((each) => (typeof each === 'number') === (family === 4));
  const loopback = family === 4 ? ip('127.0.0.1') : ip('::1');
  const eth0: Interface = {
    name: 'eth0',
    addresses: own.map((each) => ({ ip: each, bits: family === 4 ? 24 : 64 })),
    answers: [],
  };
  const pods = blocksOf(cluster.clusterCIDR).find((each) => (typeof each.cidr.base === 'number') === (family === 4));
  const compiled = iptables.compile(servicesOf(scene), {
    family,
    counters: true,
    masqueradeAll: cluster.masqueradeAll,
    localhostNodePorts: cluster.localhostNodePorts,
    ...(cluster.localDetector === 'clusterCIDR' && pods
      ? { detector: { kind: 'cidr' as const, block: `${showIp(pods.cidr.base)}/${pods.cidr.bits}` } }
      : {}),
    ...(cluster.nodePortAddresses === null ? {} : { nodePortAddresses: cluster.nodePortAddresses }),
  });
  const lo: Interface = { name: 'lo', addresses: [{ ip: loopback, bits: family === 4 ? 8 : 128 }], answers: [] };
  return {
    id: cluster.nodeName,
    name: cluster.nodeName,
    kind: 'node',
    interfaces: [lo, eth0],
    rules: [],
    tables: new Map([['local', localTable([lo, eth0])]]),
    neighbours: [],
    ruleset: joinRulesets([compiled.chainsOn({ id: elementId(cluster.nodeName), addresses: own })], compiled.shared),
    conntrack: true,
    forwarding: true,
    sockets: [],
    rpFilter: {},
  };
}

interface Seen {
  readonly outcome: string;
  readonly endpoint?: string;
  readonly masquerade: boolean;
}

/** Pushes the packet through the hooks in the kernel's order, once for every endpoint that could be drawn. */
function run(device: Device, flow: Flow): Seen[] {
  const first: Header = {
    protocol: flow.protocol.toLowerCase() as Protocol,
    src: ip(flow.sourceIP),
    dst: ip(flow.destIP),
    sport: 40000,
    dport: flow.destPort,
    ttl: 64,
    mark: 0,
    flags: 'SYN',
  };
  const out: Seen[] = [];
  for (let script: number[] | undefined = []; script; ) {
    const decider = new Decider(script, []);
    out.push(once(device, first, flow.sourceType === 'node', decider));
    script = nextScript(decider.decisions);
  }
  return out;
}

const nothing: Network = {
  devices: new Map(),
  links: new Map(),
  unmodelled: nothingForeign,
  drawn: new Map(),
  mappings: [],
  podBlock: () => undefined,
};

function once(device: Device, first: Header, own: boolean, decider: Decider): Seen {
  const journey = new Journey(nothing, () => 's', { decider, cuts: new PortCuts(), described: true });
  const passage = new Passage(journey, compiledOf(device), first);
  passage.tracked = passage.connections!.track(first, true);
  // its chains are in the tables of one family whatever it is
  const family = 4;
  if (own) passage.oif = 'eth0';
  else passage.iif = 'eth0';
  const tables: (readonly ['nat' | 'filter', 'PREROUTING' | 'INPUT' | 'FORWARD' | 'OUTPUT' | 'POSTROUTING'])[] = own
    ? [
        ['nat', 'OUTPUT'],
        ['filter', 'OUTPUT'],
      ]
    : [['nat', 'PREROUTING']];
  const local = (address: Ip) => isLocal(compiledOf(device), address);
  const rest = () =>
    local(passage.packet.dst)
      ? ([['filter', 'INPUT']] as const)
      : ([...(own ? [] : ([['filter', 'FORWARD']] as const)), ['nat', 'POSTROUTING']] as const);
  for (const stage of [tables, rest]) {
    for (const [table, hook] of typeof stage === 'function' ? stage() : stage) {
      if (hook === 'FORWARD') passage.oif = 'eth0';
      const chain = passage.compiled.chain(table, hook);
      const stopped = chain && runChain(passage, chain, hook, iptablesDialect(chain, family));
      if (stopped) return { outcome: stopped.kind === 'dropped' ? 'DROP' : 'REJECT', masquerade: false };
    }
  }
  const { packet } = passage;
  const masquerade = packet.src !== first.src || packet.sport !== first.sport;
  if (compareIp(packet.dst, first.dst) !== 0 || packet.dport !== first.dport) {
    const address = showIp(packet.dst);
    return {
      outcome: 'DNAT',
      endpoint: `${address.includes(':') ? `[${address}]` : address}:${packet.dport}`,
      masquerade,
    };
  }
  const accepted = passage.log!.steps.some((step) => step.stage === 'filter INPUT' && step.entry.endsWith('-j ACCEPT'));
  return { outcome: accepted ? 'ACCEPT' : 'PASS', masquerade };
}

describe('kube-proxy decides as its own tests say', () => {
  it('in all 65 flows', () => {
    expect(cases).toHaveLength(65);
  });
  for (const { id, scene, flow, expect: wanted } of cases) {
    it(id, () => {
      const seen = run(nodeOf(scenes[scene]!, flow.destIP.includes(':') ? 6 : 4), flow);
      expect([...new Set(seen.map((each) => each.outcome))]).toEqual([wanted.outcome]);
      expect(seen.flatMap((each) => each.endpoint ?? []).sort()).toEqual([...wanted.endpoints].sort());
      expect([...new Set(seen.map((each) => each.masquerade))]).toEqual([wanted.masquerade]);
    });
  }
});
