import { naturalOrder } from '../../base/natural-order.ts';
import { isGatewayEndpoint } from '../../plan/amazon-services.ts';
import type { Plan, PlannedVpc } from '../../plan/plan.ts';
import { premisesLines } from '../../plan/premises.ts';
import type { SceneEdge } from './scene.ts';

/** What stands at the edge of a VPC beside its internet gateway, each with where it leads to. */
export function edgesOf(plan: Plan, { id, cloud }: PlannedVpc): readonly SceneEdge[] {
  if (cloud === 'gcp') return sorted([...natsOf(plan, id), ...peeringsOf(plan, id)]);
  if (cloud !== 'aws') return [];
  const { topology } = plan;
  const lines = (gateway: string): string =>
    premisesLines(plan)
      .filter((line) => line.gateway === gateway)
      .map(({ name, lan }) => `${name} to ${lan.name}`)
      .join(', ');
  const edges: SceneEdge[] = [
    ...peeringsOf(plan, id),
    ...topology.transitGateways
      .filter(({ attachments }) => attachments.some(({ vpc }) => vpc === id))
      .map(({ id: of, name, attachments }) => {
        const others = attachments.flatMap(({ vpc }) => (vpc === id ? [] : [nameOf(plan, vpc)]));
        const leads = [...others.map((each) => `vpc ${each}`), ...(lines(of) === '' ? [] : [lines(of)])].join(', ');
        return { id: of, label: name, kind: 'transit-gateway' as const, leads: `to ${leads}` };
      }),
    ...plan.gateways
      .filter((each) => each.vpc === id && each.kind === 'vpn-gateway')
      .map(({ id: of, name }) => ({ id: of, label: name, kind: 'vpn-gateway' as const, leads: lines(of) })),
    ...plan.gateways
      .filter((each) => each.vpc === id && each.regional)
      .map(({ id: of, name }) => ({ id: of, label: name, kind: 'nat-gateway' as const, leads: 'in all zones' })),
    ...(topology.vpcs.find((each) => each.id === id)?.endpoints ?? [])
      .filter(isGatewayEndpoint)
      .map(({ id: of, name, service = '' }) => ({
        ...{ id: of, label: name, kind: 'vpc-endpoint' as const, leads: `to ${service}` },
      })),
  ];
  return sorted(edges);
}

const sorted = (edges: readonly SceneEdge[]): readonly SceneEdge[] =>
  edges.toSorted((a, b) => naturalOrder(a.label, b.label) || naturalOrder(a.id, b.id));

const nameOf = ({ topology }: Plan, vpc: string): string => topology.vpcs.find((each) => each.id === vpc)?.name ?? vpc;

/** Networks that are joined to one. */
const peeringsOf = (plan: Plan, id: string): readonly SceneEdge[] =>
  plan.topology.peerings
    .filter(({ requester, accepter }) => requester === id || accepter === id)
    .map(({ id: of, name, requester, accepter }) => ({
      ...{ id: of, label: name, kind: 'vpc-peering-connection' as const },
      leads: `to vpc ${nameOf(plan, requester === id ? accepter : requester)}`,
    }));

/** Cloud NAT stands in no subnet. */
const natsOf = ({ gateways }: Plan, vpc: string): readonly SceneEdge[] =>
  gateways
    .filter((each) => each.vpc === vpc && each.kind === 'cloud-nat')
    .map(({ id, name }) => ({ id, label: name, kind: 'nat-gateway' as const, leads: 'to the Internet' }));
