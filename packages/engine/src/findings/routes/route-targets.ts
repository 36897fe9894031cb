import { cidrFamily, covers, parseCidr } from '../../base/addr/index.ts';
import type { Plan } from '../../plan/plan.ts';
import type { ElementId } from '../../topology/id.ts';
import { settingOf } from '../../topology/setting.ts';
import type { Topology } from '../../topology/topology.ts';
import type { Gateway, Route, Vpc } from '../../topology/vpc.ts';
import { vpcBlocks } from '../addresses/written.ts';
import type { Check } from '../check.ts';
import type { Finding } from '../finding.ts';
import { type Table, tablesOf } from './tables-of.ts';

/**
 * NK017: what a route leads to is of the same VPC, or is joined to it, and takes packets of the destination. Routes to
 * destinations inside of the VPC are judged with their destination. Source: VPC user guide, route table options; VPC
 * peering guide; transit gateway guide.
 */
export const routeTargets: Check = {
  codes: ['NK017'],
  doc: 'The target of a route is of another VPC, or takes no packets of its destination.',
  *run({ plan }) {
    const targets = targetsOf(plan);
    for (const vpc of plan.topology.vpcs) {
      if ((vpc.cloud ?? 'aws') !== 'aws') continue;
      const blocks = vpcBlocks(vpc);
      for (const table of tablesOf(vpc)) {
        for (const route of table.routes) {
          const to = parseCidr(route.destination)?.cidr;
          if (to && blocks.some(({ block }) => covers(block, to))) continue;
          const wrong = whatIsWrong(vpc, route, targets, plan.topology);
          if (wrong) yield refused(route, table, wrong);
        }
      }
    }
  },
};

/** Why a target cannot be, and what it has to do with. */
interface Wrong {
  readonly why: string;
  readonly related: Finding['related'];
}

const refused = ({ id, destination }: Route, { what }: Table, { why, related }: Wrong): Finding => ({
  code: 'NK017',
  severity: 'error',
  about: id,
  message: `route ${destination} of ${what} ${why}`,
  related,
});

/** An element that a route may lead to. */
interface Target {
  readonly what: string;
  readonly vpcs: readonly ElementId[];
  readonly kind?: Gateway['kind'] | 'gateway-endpoint';
  /** Of the service of an endpoint: `us-east-1` of `com.amazonaws.us-east-1.s3`. */
  readonly region?: string;
}

function targetsOf({ topology, nodes, subnets }: Plan): ReadonlyMap<ElementId, Target> {
  const out = new Map<ElementId, Target>();
  for (const { id, gateways, endpoints, hosts } of topology.vpcs) {
    for (const each of gateways) out.set(each.id, { what: `${each.kind} ${each.name}`, vpcs: [id], kind: each.kind });
    for (const each of endpoints)
      out.set(each.id, {
        what: `vpc-endpoint ${each.name}`,
        vpcs: [id],
        ...(each.kind?.toLowerCase() === 'gateway' ? { kind: 'gateway-endpoint' as const } : {}),
        ...regionOf(each.service),
      });
    for (const each of hosts) out.set(each.id, { what: `host ${each.name}`, vpcs: [id] });
  }
  const vpcOf = new Map(subnets.map(({ id, vpc }) => [id, vpc]));
  for (const { id, name, group, subnet } of nodes) {
    const vpc = subnet === undefined ? undefined : vpcOf.get(subnet);
    if (vpc !== undefined) out.set(group ?? id, { what: `node ${name}`, vpcs: [vpc] });
  }
  for (const { id, name, requester, accepter } of topology.peerings)
    out.set(id, { what: `vpc-peering-connection ${name}`, vpcs: [requester, accepter] });
  for (const { id, name, attachments } of topology.transitGateways)
    out.set(id, { what: `transit-gateway ${name}`, vpcs: attachments.map(({ vpc }) => vpc) });
  return out;
}

function regionOf(service: string | undefined): { readonly region?: string } {
  const region = /^com\.amazonaws\.([a-z]+(?:-[a-z]+)+-\d+)\./.exec(service ?? '')?.[1];
  return region === undefined ? {} : { region };
}

function whatIsWrong(
  vpc: Vpc,
  { destination, target }: Route,
  targets: ReadonlyMap<ElementId, Target>,
  topology: Topology,
): Wrong | undefined {
  const to = parseCidr(destination)?.cidr;
  if (target.kind === 'local')
    return { why: `has the target local: that is for the blocks of vpc ${vpc.name}`, related: [about(vpc)] };
  if (target.kind === 'internet')
    return {
      why: 'leads to default-internet-gateway, which is a word of Google Cloud: name the internet-gateway',
      related: [],
    };
  const found = target.kind === 'element' ? targets.get(target.of) : undefined;
  if (!found || target.kind !== 'element') return undefined;
  const { what, vpcs, kind, region } = found;
  const related = [{ about: target.of, message: what }];
  if (!vpcs.includes(vpc.id)) {
    const joined = topology.vpcs.filter(({ id }) => vpcs.includes(id)).map(({ name }) => name);
    const of = joined.length === 0 ? 'no VPC' : `${joined.length === 1 ? 'vpc' : 'the VPCs'} ${joined.join(' and ')}`;
    return { why: `leads to ${what}, which is of ${of}: a target is of vpc ${vpc.name} or joined to it`, related };
  }
  const home = settingOf(vpc.settings, 'region')?.values[0];
  if (kind === 'gateway-endpoint' && region !== undefined && home !== undefined && region !== home)
    return { why: `leads to ${what} of ${region}: a gateway endpoint is for its own region, ${home}`, related };
  if (kind === 'gateway-endpoint' && to)
    return { why: `leads to ${what}: a gateway endpoint takes a prefix list of its service, no block`, related };
  if (kind === 'egress-only-internet-gateway' && to && cidrFamily(to) === 4)
    return { why: `leads to ${what}, which takes IPv6 alone`, related };
  return undefined;
}

const about = ({ id, name }: Vpc): Finding['related'][number] => ({ about: id, message: `vpc ${name}` });
