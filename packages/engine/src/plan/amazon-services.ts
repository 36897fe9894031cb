import { type Cidr, type Ip, ip, parseCidr, plus, showCidr, showIp } from '../base/addr/index.ts';
import type { ElementId } from '../topology/id.ts';
import { settingOf } from '../topology/setting.ts';
import type { Topology } from '../topology/topology.ts';
import type { PrefixList, Route, Vpc, VpcEndpoint } from '../topology/vpc.ts';

/** A service of AWS in one region, with its public addresses as far as the file has them. */
export interface PlannedAmazonService {
  /** `com.amazonaws.eu-central-1.s3`. */
  readonly service: string;
  readonly blocks: readonly string[];
  /** The file has none of its blocks: netk shows one address in their place. */
  readonly drawn?: true;
  /** The prefix list that has the blocks. */
  readonly source?: ElementId;
}

/** What stands for addresses of AWS's services: of the block for benchmarks, apart from those for machines (RFC 2544). */
const standIns = ip('198.19.64.1');
const mostStandIns = 200;

/** What stands for the addresses of a service that no endpoint of the file is for. */
export const anyAmazonService = showIp(standIns);

/** All that stand for addresses of AWS's services, which the file does not have. */
export const amazonStandIns = ({ amazon }: { readonly amazon: readonly PlannedAmazonService[] }): readonly Ip[] => [
  standIns,
  ...amazon
    .filter(({ drawn }) => drawn)
    .flatMap(({ blocks }) => blocks.flatMap((text) => parseCidr(text)?.cidr.base ?? [])),
];

/** What netk says of them. */
export const amazonAddress = "an address of AWS's own";

/** Services that gateway endpoints are for; where an endpoint does not say what it is, they are (VPC user guide, gateway endpoints). */
const ofGateways = /\.(?:s3|dynamodb)$/;

/** Whether an endpoint is a target of routes, and has no address in the VPC. */
export const isGatewayEndpoint = ({ kind, service }: Pick<VpcEndpoint, 'kind' | 'service'>): boolean =>
  kind === undefined ? ofGateways.test(service ?? '') : kind.toLowerCase() === 'gateway';

/** The blocks of a written list. */
const blocksOf = ({ entries }: PrefixList): string[] =>
  entries.flatMap(({ text }) => {
    const block = parseCidr(text)?.cidr;
    return block ? [showCidr(block)] : [];
  });

/** `prefix-list-name com.amazonaws.eu-central-1.s3`: it is AWS's own list of that service. */
const serviceOf = ({ settings }: PrefixList): string | undefined => settingOf(settings, 'prefix-list-name')?.values[0];

/** The services of AWS that the file speaks of: those of its gateway endpoints and of its prefix lists, sorted. */
export function amazonServices({ vpcs, prefixLists }: Topology): readonly PlannedAmazonService[] {
  const lists = new Map(prefixLists.map((list) => [list.id, list]));
  const found = new Map<string, PrefixList | undefined>();
  const note = (service: string | undefined, list: PrefixList | undefined): void => {
    if (service === undefined) return;
    const known = found.get(service);
    if (known === undefined || blocksOf(known).length === 0) found.set(service, list ?? known);
  };
  for (const list of prefixLists) note(serviceOf(list), list);
  for (const vpc of vpcs)
    for (const endpoint of vpc.endpoints)
      if (isGatewayEndpoint(endpoint)) note(endpoint.service, lists.get(listOf(vpc, endpoint)!));
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([service, list], at) => {
      const blocks = list ? blocksOf(list) : [];
      if (list && blocks.length > 0) return { service, blocks, source: list.id };
      return { service, blocks: [`${showIp(plus(standIns, 1 + (at % mostStandIns)))}/32`], drawn: true };
    });
}

/** The list that an endpoint names, or that a route to it does. */
function listOf({ subnets, routeTables }: Vpc, { id, prefixList }: VpcEndpoint): ElementId | undefined {
  if (prefixList !== undefined) return prefixList;
  const routes = [...subnets, ...routeTables].flatMap((each) => each.routes);
  return routes.find(({ list, target }) => list !== undefined && target.kind === 'element' && target.of === id)?.list;
}

/** An address of a block, and not its first one where it has more. */
export function oneAddressOf(text: string): string {
  const block = parseCidr(text)!.cidr;
  return showIp(block.bits === 32 ? block.base : plus(block.base, 1));
}

/** The blocks of a prefix list, and whether they stand for those that AWS has. */
export interface ListedBlocks {
  readonly blocks: readonly Cidr[];
  readonly drawn: boolean;
}

const asListed = ({ blocks, drawn }: PlannedAmazonService): ListedBlocks => ({
  blocks: blocks.flatMap((text) => parseCidr(text)?.cidr ?? []),
  drawn: drawn === true,
});

/** A list of the file: its entries, or those of the service whose list it is. */
export function listedIn(
  { topology, amazon }: { readonly topology: Topology; readonly amazon: readonly PlannedAmazonService[] },
  id: ElementId,
): ListedBlocks {
  const list = topology.prefixLists.find((each) => each.id === id);
  const own = list ? blocksOf(list) : [];
  const service = list && own.length === 0 ? serviceOf(list) : undefined;
  const known = amazon.find((each) => each.service === service);
  return known ? asListed(known) : { blocks: own.flatMap((text) => parseCidr(text)?.cidr ?? []), drawn: false };
}

/** The blocks of a route to a prefix list; undefined: the file does not say what the list has. */
export function listedBy(
  plan: { readonly topology: Topology; readonly amazon: readonly PlannedAmazonService[] },
  { list, target }: Route,
  endpoint: VpcEndpoint | undefined,
): ListedBlocks | undefined {
  const own = list === undefined ? undefined : listedIn(plan, list);
  if (own && own.blocks.length > 0) return own;
  if (target.kind !== 'element' || !endpoint || !isGatewayEndpoint(endpoint)) return own;
  const known = plan.amazon.find(({ service }) => service === endpoint.service);
  return known && asListed(known);
}
