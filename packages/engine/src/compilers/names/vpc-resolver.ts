import { parseCidr, parseIp, showIp } from '../../base/addr/index.ts';
import type { Zone, ZoneRecord } from '../../network/dns.ts';
import type { ResolverStage } from '../../network/resolver.ts';
import type { Plan, PlannedVpc } from '../../plan/plan.ts';
import { domainOf, hasHostnames, hasResolver } from '../../plan/resolv-conf.ts';
import type { ElementId } from '../../topology/id.ts';
import { domainOfService, isAmazons } from './amazon-names.ts';
import type { FileNames } from './internet-names.ts';
import type { NameServer, NameServers } from './name-server.ts';
import { hostnamesFor } from './public-hostnames.ts';
import { addressOf, reverseOf } from './reverse.ts';
import { zoneOfRecords } from './zone-of-records.ts';

/** The resolver of every VPC has a link-local address beside its own (VPC user guide, DNS attributes). */
const linkLocal = parseIp('169.254.169.253')!;

/**
 * The resolver of a VPC, at its base + 2 and at 169.254.169.253: private zones that are associated with the VPC hide public ones, then the
 * VPC's own names of machines, then everything that is public (Route 53 developer guide, private hosted zones).
 */
export const vpcResolver: NameServers = {
  id: 'vpc-resolver',
  doc: 'The Route 53 Resolver of a VPC, at its base + 2.',
  of: (plan, names) =>
    plan.vpcs.flatMap((vpc) =>
      vpc.resolver === undefined || !hasResolver(plan, vpc.id) ? [] : serversOf(plan, names, vpc),
    ),
};

/** What the resolver of a VPC answers from. */
export function vpcStages(plan: Plan, names: FileNames, vpc: PlannedVpc): readonly ResolverStage[] {
  return [
    ...[...names.privateIn(vpc.id), ...endpointZones(plan, vpc.id)]
      .toSorted((a, b) => b.name.length - a.name.length)
      .map((zone): ResolverStage => ({ kind: 'zone', stage: 'private zone', zone, zonal: true })),
    ...[...ownNames(plan, vpc), ...ownAddresses(plan, vpc), ...hostnamesFor(plan, vpc.id)].map(
      (zone): ResolverStage => ({ kind: 'zone', stage: 'VPC resolver', zone }),
    ),
    { kind: 'known', stage: 'VPC resolver', names, mostAliases: 11, zonal: true, source: vpc.id },
  ];
}

/**
 * The zones that AWS hides the names of services by: each has the addresses of an endpoint, for the service's name and all below it (AWS
 * PrivateLink guide, Private DNS).
 */
function endpointZones(plan: Plan, vpc: ElementId): readonly Zone[] {
  return plan.endpoints
    .filter((each) => each.vpc === vpc && each.privateDns && isAmazons(each.service))
    .map(({ id, name, service, nodes }): Zone => {
      const zone = domainOfService(service!);
      return {
        ...{ name: zone, title: `private names of vpc-endpoint ${name}`, servers: [], plain: true, source: id },
        soa: { ttl: 60, minimum: 60 },
        at: (asked) => nodes.map(({ address }) => ({ name: asked, type: 'A', value: address, ttl: 60, source: id })),
      };
    });
}

function serversOf(plan: Plan, names: FileNames, vpc: PlannedVpc): readonly NameServer[] {
  const source = vpc.id;
  const stages = vpcStages(plan, names, vpc);
  const server = { device: `${vpc.id}#router`, port: 53, owner: 'the VPC resolver' };
  const resolver = { kind: 'resolve', name: 'the VPC resolver', stages, source } as const;
  return [parseIp(vpc.resolver!)!, linkLocal].map((address) => ({ ...server, address, resolver }));
}

/** An interface of a machine that is none of EC2 in this account has no such name that is known. */
const isProviders = (of: object): boolean => 'kind' in of && of.kind === 'control-plane';

/** `ip-10-0-1-5.ec2.internal`: names of primary addresses (EC2 user guide, instance hostname types). */
function ownNames(plan: Plan, { id, name }: PlannedVpc): readonly Zone[] {
  const subnets = plan.subnets.filter((each) => each.vpc === id);
  const domains = new Set(subnets.map((subnet) => domainOf(plan, subnet)));
  return [...domains].map((domain) =>
    zoneOfRecords(
      { name: domain, title: `names of vpc ${name}`, servers: [], soa: { ttl: 60, minimum: 60 }, source: id },
      () =>
        [...plan.nodes, ...plan.hosts].flatMap(({ id: machine, address, subnet, ...rest }): readonly ZoneRecord[] => {
          const own = isProviders(rest) ? undefined : subnets.find((each) => each.id === subnet);
          if (!own || address === undefined || domainOf(plan, own) !== domain) return [];
          return [
            {
              name: `ip-${address.replaceAll('.', '-')}.${domain}`,
              type: 'A',
              value: address,
              ttl: 60,
              source: machine,
            },
          ];
        }),
    ),
  );
}

/**
 * Names of the VPC's addresses: those of primary addresses of machines (VPC user guide, DNS attributes). What AWS says of other addresses of
 * its blocks, and without `enable-dns-hostnames`, is not known.
 */
function ownAddresses(plan: Plan, { id, name, cidrs }: PlannedVpc): readonly Zone[] {
  const subnets = new Map(plan.subnets.filter((each) => each.vpc === id).map((each) => [each.id, each]));
  const none = !hasHostnames(plan, id);
  const blocks = cidrs.flatMap((text) => parseCidr(text)?.cidr ?? []).filter(({ base }) => typeof base === 'number');
  const zones = new Set(blocks.map(({ base, bits }) => reverseOf(showIp(base), bits)));
  return [...zones].map(
    (zone): Zone => ({
      ...{ name: zone, title: `addresses of vpc ${name}`, servers: [], plain: true, partial: true, source: id },
      soa: { ttl: 60, minimum: 60 },
      at(asked) {
        const ip = addressOf(asked);
        const machine = [...plan.nodes, ...plan.hosts].find(
          ({ address, subnet, ...rest }) =>
            !isProviders(rest) && ip !== undefined && parseIp(address ?? '') === ip && subnets.has(subnet!),
        );
        if (!machine?.address || none) return undefined;
        const domain = domainOf(plan, subnets.get(machine.subnet!)!);
        const value = `ip-${machine.address.replaceAll('.', '-')}.${domain}`;
        return [{ name: asked, type: 'PTR', value, ttl: 60, source: machine.id }];
      },
    }),
  );
}
