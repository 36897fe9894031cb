import { cidr } from '../../../base/addr/index.ts';
import { type Chain, joinRulesets } from '../../../network/netfilter.ts';
import type { AddressMapping, Device } from '../../../network/network.ts';
import { type ElementId, elementId } from '../../../topology/id.ts';
import { localTable } from '../../machine.ts';
import { translatingBorder } from '../translating-border.ts';
import { type GcpNetwork, type Nat, single } from './network.ts';
import { edgeLink, natLink } from './router.ts';

const inside = 'vpc';
export const outside = 'internet';

export const borderId = ({ id }: Pick<GcpNetwork, 'id'>): ElementId => elementId(`${id}#internet-gateway`);

/** Google's autonomous system (peeringdb.com, AS15169). */
export const google = { number: 15169, name: 'Google' };

/** Bytes of the largest packet towards the Internet. */
const outerMtu = 1500;

/** The border of a network: external addresses stand for those of their machines, one to one and without a memory. */
export function internetBorder(network: GcpNetwork, world: string): Device {
  // what a NAT has translated leaves as it is
  const own = network.nats.map(({ address, gateway }) => [address, { public: address, source: gateway.id }] as const);
  const mapping: AddressMapping = {
    ...{ inside, outside, stage: 'external address', cause: 'IGW-NOPUB' },
    pairs: new Map([...network.external, ...own]),
    // what a machine answers in the place of a balancer leaves with the balancer's address
    kept: network.passed.flatMap(({ address, inside: internal }) => (internal ? [] : [single(address)])),
  };
  const device = {
    id: borderId(network),
    name: 'default internet gateway',
    source: network.id,
    interfaces: [
      { name: inside, addresses: [], answers: [], link: edgeLink(network), mtu: network.mtu },
      {
        ...{ name: outside, addresses: [], link: world, mtu: outerMtu },
        answers: [...mapping.pairs.values()].map((pair) => pair.public),
      },
    ],
  };
  return translatingBorder(device, mapping);
}

/** Google says how many ports a machine has, and not which of them a connection gets. */
const drawsAlike = 'Cloud NAT draws each source port of 1024-65535 alike';

/**
 * Cloud NAT: what has no external address leaves with that of the NAT and a port that it keeps for the machine, 64 of them unless it says otherwise (Cloud NAT
 * documentation, addresses and ports); nothing comes in that is no answer.
 */
export function cloudNat(nat: Nat, mtu: number): Device {
  const { gateway, address } = nat;
  const nic = { name: 'nic0', addresses: [{ ip: address, bits: 32 }], answers: [address], link: natLink(nat), mtu };
  const { name, id: source } = gateway;
  const chains: Chain[] = [
    {
      ...{ table: 'filter', name: 'INPUT', policy: 'DROP', stage: 'Cloud NAT', rules: [], source },
      refusal: { entry: `${name}: no connection of it has this packet as an answer`, cause: 'NAT-IN' },
    },
    {
      ...{ table: 'nat', name: 'POSTROUTING', policy: 'ACCEPT', stage: 'Cloud NAT' },
      rules: [
        {
          matches: [{ kind: 'src', block: single(address), not: true }],
          target: { kind: 'snat', to: address, ports: { kind: 'random', fully: true, assumes: drawsAlike } },
          entry: `${name}: source becomes its address and a free port`,
          source,
        },
      ],
    },
  ];
  return {
    id: gateway.id,
    name,
    kind: 'nat-gateway',
    source,
    interfaces: [nic],
    rules: [
      { priority: 0, table: 'local' },
      { priority: 32766, table: 'main' },
    ],
    tables: new Map([
      ['local', localTable([nic]).filter((route) => route.dev !== 'lo')],
      ['main', [{ to: cidr('0.0.0.0/0'), type: 'unicast', dev: nic.name, entry: `${name}: back to the network` }]],
    ]),
    neighbours: [],
    ruleset: joinRulesets([chains]),
    conntrack: true,
    // TCP established idle timeout, UDP mapping idle timeout (Cloud NAT documentation, timeouts)
    forgets: { seconds: 1200, datagrams: 30, cause: 'NAT-IDLE', source },
    forwarding: true,
    sockets: [],
    rpFilter: {},
    silent: true,
    words: { table: () => 'Cloud NAT', noRoute: 'VPC-NOROUTE' },
  };
}
