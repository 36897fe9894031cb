import { cidr, familyOf, parseCidr, parseIp, widthOf } from '../../../../base/addr/index.ts';
import type { FilterList } from '../../../../network/guard.ts';
import type { Device, Interface, Link, Socket } from '../../../../network/network.ts';
import type { Route } from '../../../../network/route.ts';
import { isGatewayEndpoint, oneAddressOf, type PlannedAmazonService } from '../../../../plan/amazon-services.ts';
import type { Plan } from '../../../../plan/plan.ts';
import type { VpcEndpoint } from '../../../../topology/vpc.ts';
import { baseRules, lo } from '../../../machine.ts';
import { type Joint, type JointKind, wireOf } from './joint.ts';

/** Bytes (AWS PrivateLink guide, Considerations: endpoints take packets of up to 8500 bytes). */
export const endpointMtu = 8500;

/** What a service of AWS listens on. */
const ports = [443, 80];

/**
 * Gateway endpoints: routes to the prefix list of a service lead to it, and it hands packets on to the service, which sees
 * private addresses. Only its own VPC reaches it: what comes over peering, a VPN or a transit gateway is for the VPC's
 * own blocks (AWS PrivateLink guide, Gateway endpoints).
 */
export const gatewayEndpoints: JointKind = {
  of: (plan, vpc) =>
    endpointsIn(plan)
      .filter((each) => each.vpc === vpc)
      .map(
        ({ endpoint: { id, name } }): Joint => ({
          ...{ target: id, name, link: wireOf(id, vpc), device: id, interface: inside, mtu: endpointMtu },
        }),
      ),
  devices: (plan) =>
    endpointsIn(plan).flatMap((each) => [gatewayOf(each.endpoint, each.vpc, each.service), serviceOf(each)]),
  links: (plan) =>
    endpointsIn(plan).map(
      ({ endpoint: { id } }): Link => ({
        ...{ id: lineOf(id), l2: false },
        members: [
          { device: id, interface: outside },
          { device: serviceId(id), interface: 'eth0' },
        ],
      }),
    ),
};

const inside = 'vpc';
const outside = 'service';
const lineOf = (endpoint: string): string => `service ${endpoint}`;
const serviceId = (endpoint: string): string => `${endpoint}#service`;

interface Placed {
  readonly endpoint: VpcEndpoint;
  readonly vpc: Joint['target'];
  readonly service: PlannedAmazonService;
}

function endpointsIn(plan: Plan): readonly Placed[] {
  return plan.topology.vpcs.flatMap(({ id: vpc, endpoints }) =>
    plan.vpcs.some((each) => each.id === vpc && each.cloud === 'aws')
      ? endpoints.filter(isGatewayEndpoint).flatMap((endpoint) => {
          const service = plan.amazon.find((each) => each.service === endpoint.service);
          return service ? [{ endpoint, vpc, service }] : [];
        })
      : [],
  );
}

const anywhere = [cidr('0.0.0.0/0'), cidr('::/0')];

/** It takes TCP and echo requests (Reachability Analyzer, VPCE_GATEWAY_PROTOCOL_RESTRICTION). */
const takes = (endpoint: VpcEndpoint): FilterList => ({
  stage: 'gateway endpoint',
  rules: [
    { protocol: 'tcp', action: 'allow', entry: `${endpoint.name}: TCP`, default: true },
    { protocol: 'icmp', icmp: { type: 8 }, action: 'allow', entry: `${endpoint.name}: ICMP echo`, default: true },
  ],
  otherwise: `${endpoint.name}: a gateway endpoint takes TCP and ICMP echo alone`,
  cause: 'VPCE-PROTO',
  source: endpoint.id,
});

function gatewayOf(endpoint: VpcEndpoint, vpc: string, { blocks, drawn }: PlannedAmazonService): Device {
  const { id, name } = endpoint;
  const side = (at: string, link: string): Interface => ({
    name: at,
    addresses: [],
    answers: [],
    link,
    mtu: endpointMtu,
  });
  const toService = blocks.flatMap((text): Route[] => {
    const to = parseCidr(text)?.cidr;
    return to
      ? [{ to, type: 'unicast', dev: outside, entry: `${drawn ? "AWS's own" : text} of ${endpoint.service}` }]
      : [];
  });
  const back = anywhere.map((to): Route => ({ to, type: 'unicast', dev: inside, entry: 'back to the VPC' }));
  return {
    ...{ id, name, kind: 'vpc-endpoint', source: id },
    interfaces: [side(inside, wireOf(id, vpc as Joint['target'])), side(outside, lineOf(id))],
    rules: [
      { priority: 100, iif: inside, table: outside },
      { priority: 100, iif: outside, table: inside },
    ],
    tables: new Map([
      [outside, toService],
      [inside, back],
    ]),
    filters: new Map([[inside, { receive: takes(endpoint) }]]),
    ...{ neighbours: [], conntrack: false, forwarding: true, sockets: [], rpFilter: {}, silent: true },
    words: { table: () => 'gateway endpoint', noRoute: 'VPC-NOROUTE' },
  };
}

/** The service as this endpoint shows it: it has all addresses of its list. */
function serviceOf({ endpoint: { id }, service: { service, blocks } }: Placed): Device {
  const own = blocks.flatMap((text) => parseCidr(text)?.cidr ?? []);
  const addresses = blocks.flatMap((text) => {
    const ip = parseIp(oneAddressOf(text));
    return ip === undefined ? [] : [{ ip, bits: widthOf(familyOf(ip)) }];
  });
  const nic: Interface = {
    ...{ name: 'eth0', link: lineOf(id), mtu: endpointMtu },
    addresses,
    answers: addresses.map(({ ip }) => ip),
  };
  const local = own.map((to): Route => ({ to, type: 'local', dev: 'eth0', proto: 'kernel', scope: 'host' }));
  return {
    ...{ id: serviceId(id), name: service, kind: 'server', source: id },
    interfaces: [lo, nic],
    rules: baseRules,
    tables: new Map([
      ['local', local],
      ['main', anywhere.map((to): Route => ({ to, type: 'unicast', dev: 'eth0' }))],
    ]),
    sockets: ports.map((port): Socket => ({ protocol: 'tcp', port, owner: service, source: id })),
    ...{ neighbours: [], conntrack: false, forwarding: false, rpFilter: {}, silent: true },
  };
}
