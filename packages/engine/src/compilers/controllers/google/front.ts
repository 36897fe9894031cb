import { isPublic, parseIp, showIp } from '../../../base/addr/index.ts';
import type { BalancerNode, PlannedBalancer } from '../../../plan/balancer.ts';
import type { PlannedSubnet } from '../../../plan/plan.ts';
import { type ElementId, elementId } from '../../../topology/id.ts';
import { settingOf } from '../../../topology/setting.ts';
import type { Written } from '../../../topology/vpc.ts';
import { isProxyOnly, proxySubnetIn } from '../../clouds/gcp/proxy-only.ts';
import { askerAddress, frontEnds } from '../../clouds/gcp/ranges.ts';
import { isIn } from '../common/balancer-nodes.ts';
import type { Report } from '../common/report.ts';
import type { View } from '../common/view.ts';

/** Where an Application Load Balancer of Google stands: at Google's edge, or in a region of the network, for the Internet or for the network alone. */
export type Frontage = 'global' | 'global-managed' | 'regional' | 'internal';

/** What a balancer is made of, as far as its address depends on it. */
export interface Fronted {
  readonly id: ElementId;
  /** `ingress shop`. */
  readonly what: string;
  readonly vips: readonly Written[];
  /** Its place among all that Google makes such balancers of. */
  readonly at: number;
  /** Clients of other regions may use an internal one. */
  readonly everywhere?: boolean;
}

type Front = Pick<PlannedBalancer, 'kind' | 'scheme' | 'nodes'>;

const kinds = { global: 'gfe', 'global-managed': 'gfe-managed', regional: 'envoy', internal: 'envoy' } as const;

/** The place of an object among the Ingresses and Gateways of all clusters: what stands for Google's addresses differs by it. */
export function placeOf({ input }: View, id: ElementId): number {
  const all = input.topology.clusters.flatMap(({ ingresses, gateways }) => [...ingresses, ...gateways]);
  return all.findIndex((each) => each.id === id);
}

/** Its kind, and its node with the address that people dial. Without a node the report says why. */
export function frontOf(view: View, frontage: Frontage, of: Fronted, report: Report): Front {
  const scheme = frontage === 'internal' ? 'internal' : 'internet-facing';
  const node = nodeOf(view, frontage, of, report);
  return { kind: kinds[frontage], scheme, nodes: node ? [node] : [] };
}

function nodeOf(view: View, frontage: Frontage, of: Fronted, report: Report): BalancerNode | undefined {
  const { id, what, vips, at } = of;
  const written = vips.flatMap(({ text }) => (typeof parseIp(text) === 'number' ? [parseIp(text)!] : []))[0];
  if (written !== undefined && isPublic(written) !== (frontage !== 'internal')) {
    const why =
      frontage === 'internal'
        ? 'one of the Internet, and its balancer is internal'
        : 'none of the Internet, and its balancer is external';
    report.refuse('NK086', id, `${what}: the address ${showIp(written)} is ${why}`);
    return undefined;
  }
  const vpc = view.vpc!.id;
  const outer = () => ({
    address: written === undefined ? view.input.draw() : showIp(written),
    drawn: written === undefined,
  });
  if (frontage === 'global' || frontage === 'global-managed')
    return {
      ...{ id: elementId(`${id}#gfe`), subnet: frontEnds.segmentIn(vpc), address: frontEnds.address(at) },
      public: outer(),
    };
  const region = regionOf(view);
  const proxies = proxySubnetIn(view.vpc!, region);
  const subnet = proxies && view.subnet(proxies.id);
  if (!subnet) {
    const where = region === undefined ? 'the network' : `region ${region}`;
    report.refuse('NK086', id, `${what}: ${where} has no active proxy-only subnet (purpose REGIONAL_MANAGED_PROXY)`);
    return undefined;
  }
  const dialled = frontage === 'internal' ? innerAddress(view, of, written) : undefined;
  if (frontage === 'internal' && dialled === undefined) {
    report.refuse('NK086', id, `${what}: no subnet has an address for its internal balancer`);
    return undefined;
  }
  const node = elementId(`${id}#envoy`);
  const address = view.input.take(subnet.id, node);
  if (address === undefined) {
    report.refuse('NK086', id, `${what}: proxy-only subnet ${subnet.name} has no free address`);
    return undefined;
  }
  return {
    ...{ id: node, subnet: subnet.id, address, prober: askerAddress(at) },
    ...(dialled === undefined
      ? { public: outer() }
      : {
          dialled,
          clients: clientsOf(view, region, of.everywhere),
          ...(of.everywhere ? { everywhere: true as const } : {}),
        }),
  };
}

/** That of the cluster's nodes. */
function regionOf(view: View): string | undefined {
  const [first] = view.input.nodes;
  return regionOfSubnet(view, first?.subnet);
}

const regionOfSubnet = (view: View, subnet: ElementId | undefined): string | undefined =>
  settingOf(view.vpc?.subnets.find((each) => each.id === subnet)?.settings ?? [], 'region')?.values[0];

/** Of the subnet of the nodes; a written one may be of any that machines may be in. */
function innerAddress(view: View, { id }: Fronted, written: ReturnType<typeof parseIp>): string | undefined {
  const own = (each: PlannedSubnet): boolean => !isProxyOnly(view.vpc!.subnets.find(({ id: of }) => of === each.id));
  if (written !== undefined) {
    const text = showIp(written);
    return view.subnets.some((each) => own(each) && isIn(each, text)) ? text : undefined;
  }
  const [first] = view.input.nodes;
  return first?.subnet === undefined ? undefined : view.input.take(first.subnet, id);
}

/** Clients of other regions need global access; a subnet that names no region is of the same. */
const clientsOf = (view: View, region: string | undefined, everywhere = false): readonly ElementId[] =>
  view.subnets.filter(({ id }) => everywhere || (regionOfSubnet(view, id) ?? region) === region).map(({ id }) => id);
