import type { ElementId } from '../topology/id.ts';
import { type Setting, settingOf } from '../topology/setting.ts';
import type { Plan, PlannedGateway } from './plan.ts';

/** Ports of one address of Cloud NAT, of each protocol: all but the first 1,024 (Google Cloud documentation, Cloud NAT quotas and limits). */
export const portsOfAddress = 64_512;
/** Ports of a machine where nobody writes another number (the same, IP addresses and ports: static port allocation). */
const usualPorts = 64;

const regionOf = (settings: readonly Setting[]): string | undefined => settingOf(settings, 'region')?.values[0];

type Gateway = Pick<PlannedGateway, 'id' | 'vpc'>;

const networkOf = ({ topology }: Pick<Plan, 'topology'>, { vpc }: Gateway) =>
  topology.vpcs.find((each) => each.id === vpc)!;

const writtenOf = (plan: Pick<Plan, 'topology'>, gateway: Gateway) =>
  networkOf(plan, gateway).gateways.find(({ id }) => id === gateway.id)!;

/** Which subnets a Cloud NAT serves: those of the region of its `region` line; without one all, since nothing says otherwise. */
export function servedByCloudNat(plan: Pick<Plan, 'topology'>, gateway: Gateway): (subnet: ElementId) => boolean {
  const region = regionOf(writtenOf(plan, gateway).settings);
  const regions = new Map(networkOf(plan, gateway).subnets.map((each) => [each.id, regionOf(each.settings)]));
  return (subnet) => regions.has(subnet) && (region === undefined || (regions.get(subnet) ?? region) === region);
}

/** How many machines have ports of a Cloud NAT, and how many want some. */
export interface CloudNatRoom {
  readonly line?: Setting;
  /** Of each machine, at least: nodes with a range of pod addresses may have more. */
  readonly ports: number;
  readonly most: number;
  readonly machines: number;
}

/** Undefined where its addresses are Google's to add: none is written. */
export function cloudNatRoom(
  plan: Pick<Plan, 'topology' | 'nodes' | 'hosts'>,
  gateway: Gateway,
): CloudNatRoom | undefined {
  const { addresses, eips, settings } = writtenOf(plan, gateway);
  const own = addresses.length + eips.length;
  const line = settingOf(settings, 'min-ports-per-vm');
  const ports = Number(line?.values[0] ?? usualPorts);
  if (own === 0 || !(ports > 0)) return undefined;
  const serves = servedByCloudNat(plan, gateway);
  const machines = [...plan.nodes, ...plan.hosts].filter(
    ({ subnet, eip }) => subnet !== undefined && eip === undefined && serves(subnet),
  ).length;
  return { ...(line ? { line } : {}), ports, most: Math.floor((own * portsOfAddress) / ports), machines };
}
