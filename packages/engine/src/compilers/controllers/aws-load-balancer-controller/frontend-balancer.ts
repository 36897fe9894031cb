import { isPublic, parseIp } from '../../../base/addr/index.ts';
import type { Listener, PlannedBalancer, Target, TargetGroup } from '../../../plan/balancer.ts';
import type { PlannedSubnet } from '../../../plan/plan.ts';
import { changes } from '../../../plan/versions.ts';
import { type ElementId, elementId } from '../../../topology/id.ts';
import type { Setting } from '../../../topology/setting.ts';
import { balancerNodes } from '../common/balancer-nodes.ts';
import type { Report } from '../common/report.ts';
import { type FrontendListener, frontendListeners } from './frontend-listeners.ts';
import type { IngressMember } from './ingress-groups.ts';
import type { ListenPort } from './listen-ports.ts';
import type { Site } from './site.ts';
import { namedSubnets } from './subnet-choice.ts';

/** What members of a group say of the network load balancer in front of their ALB, before either has addresses. */
export interface Frontend {
  readonly scheme: PlannedBalancer['scheme'];
  /** Undefined: those of the ALB. */
  readonly subnets?: readonly PlannedSubnet[];
  /** Undefined: those of the ALB. */
  readonly securityGroups?: readonly ElementId[];
  readonly listeners: readonly FrontendListener[];
  readonly crossZone: boolean;
  /** Public addresses that are written where the annotation has ids of allocations, which tell none. */
  readonly eips: readonly string[];
}

/** Settings of it that members of a group must not contradict each other in. */
export const frontendExclusive = [
  'enable-frontend-nlb',
  'frontend-nlb-scheme',
  'frontend-nlb-subnets',
  'frontend-nlb-security-groups',
] as const;

/**
 * The network load balancer that is asked for in front of an ALB (`enable-frontend-nlb`; aws-load-balancer-controller 0b36640,
 * pkg/ingress/model_build_frontend_nlb.go): internal if nobody says its scheme, whatever the ALB's is.
 */
export function frontendOf(
  site: Site,
  members: readonly IngressMember[],
  ports: readonly ListenPort[],
  report: Report,
): Frontend | undefined {
  const asked = written(members, 'enable-frontend-nlb');
  if (asked?.values[0] !== 'true') return undefined;
  if (site.flavour.frontend !== 'made') {
    if (site.flavour.frontend === 'unread')
      report.tell(
        'NK086',
        asked.id,
        `${site.flavour.title} makes network load balancers in front of others since ${changes.lbcFrontendNlb.since}`,
      );
    return undefined;
  }
  const scheme = written(members, 'frontend-nlb-scheme');
  const kind = scheme?.values[0] ?? 'internal';
  if (kind !== 'internal' && kind !== 'internet-facing') {
    report.refuse('NK086', scheme!.id, `frontend-nlb-scheme ${kind}: internal or internet-facing`);
    return undefined;
  }
  const subnets = subnetsOf(site, members, report);
  const securityGroups = groupsOf(site, members, report);
  const attributes = new Set(listOf(members, 'frontend-nlb-attributes'));
  const own = listOf(members, 'frontend-nlb-eip-allocations');
  return {
    scheme: kind,
    ...(subnets ? { subnets } : {}),
    ...(securityGroups ? { securityGroups } : {}),
    listeners: frontendListeners(members, ports, report),
    crossZone: attributes.has('load_balancing.cross_zone.enabled=true'),
    eips: own.filter((text) => {
      const ip = parseIp(text);
      return typeof ip === 'number' && isPublic(ip);
    }),
  };
}

/** The balancer itself: each of its groups has the one ALB as its target, which is an address in each zone. */
export function frontendBalancer(
  site: Site,
  frontend: Frontend,
  alb: PlannedBalancer,
  albSubnets: readonly PlannedSubnet[],
  report: Report,
): PlannedBalancer {
  const { scheme, subnets = albSubnets, eips } = frontend;
  const id = elementId(`${alb.id}#frontend-nlb`);
  const vips = eips.map((text) => ({ id, text }));
  const { nodes, full } = balancerNodes(site.view, { id, scheme, vips }, subnets, []);
  for (const each of full)
    report.tell('NK071', alb.id, `the frontend NLB of ingress ${alb.name}: ${each.name} has no free address`);
  const carried = frontend.securityGroups ?? alb.securityGroups;
  return {
    ...{ id, members: alb.members, kind: 'nlb', name: alb.name, controller: alb.controller, cluster: alb.cluster },
    ...(alb.vpc === undefined ? {} : { vpc: alb.vpc }),
    ...{ scheme, nodes, fronts: alb.id, crossZone: frontend.crossZone, hosts: alb.hosts },
    // the attribute's default (Elastic Load Balancing, Network Load Balancers, connection idle timeout)
    idleSeconds: 350,
    listeners: frontend.listeners.map((each) => listenerOf(id, each)),
    groups: frontend.listeners.map((each) => groupOf(alb, each)),
    ...(carried ? { securityGroups: carried } : {}),
  };
}

const groupId = (port: number): string => `frontend:${port}`;

const listenerOf = (id: ElementId, { port }: FrontendListener): Listener => ({
  ...{ id: elementId(`${id}#listener.${port}`), port, protocol: 'TCP', certificates: [], rules: [] },
  otherwise: { kind: 'forward', to: [{ group: groupId(port), weight: 1 }] },
});

/**
 * A group with an ALB as its target has no attributes that could be changed, and those that it has keep the client's address
 * (Elastic Load Balancing, Network Load Balancers, application-load-balancer-target and client-ip-preservation).
 */
function groupOf(
  { nodes, name, id }: PlannedBalancer,
  { port, target, health, source }: FrontendListener,
): TargetGroup {
  return {
    ...{ id: groupId(port), name: `ALB ${name}:${target}`, type: 'alb', protocol: 'TCP', health },
    targets: nodes.map(
      (node): Target => ({
        ...{ id: node.id, name: `ALB ${name}`, address: node.address, port: target },
        ...(node.zone === undefined ? {} : { name: `ALB ${name} ${node.zone}`, zone: node.zone }),
      }),
    ),
    ...{ preserveClientIp: true, proxyProtocol: false, algorithm: 'flow_hash', source: source ?? id },
  };
}

/** The line with a key of the first member that has one. */
const written = (members: readonly IngressMember[], key: string): Setting | undefined =>
  members.map(({ annotations }) => annotations.of(key)).find((each) => each);

const listOf = (members: readonly IngressMember[], key: string): readonly string[] =>
  members.map(({ annotations }) => annotations.list(key)).find((each) => each.length > 0) ?? [];

function subnetsOf(
  { view }: Site,
  members: readonly IngressMember[],
  report: Report,
): readonly PlannedSubnet[] | undefined {
  const line = written(members, 'frontend-nlb-subnets');
  if (!line) return undefined;
  const found = listOf(members, 'frontend-nlb-subnets').map(
    (text) => view.subnets.find(({ name }) => name === text) ?? text,
  );
  const missing = found.find((each) => typeof each === 'string');
  if (missing !== undefined) {
    report.refuse('NK086', line.id, `frontend-nlb-subnets: the VPC has no subnet ${missing}`);
    return undefined;
  }
  const choice = namedSubnets(found as readonly PlannedSubnet[], 1);
  if (choice.refused !== undefined) report.refuse('NK070', line.id, `frontend-nlb-subnets: ${choice.refused}`);
  return choice.chosen;
}

/** The first of those that are written: the controller leaves its loop with it. */
function groupsOf({ view }: Site, members: readonly IngressMember[], report: Report): readonly ElementId[] | undefined {
  const line = written(members, 'frontend-nlb-security-groups');
  if (!line) return undefined;
  const names = listOf(members, 'frontend-nlb-security-groups');
  const ids = names.map((text) => view.vpc?.securityGroups.find(({ name }) => name === text)?.id);
  const missing = names[ids.indexOf(undefined)];
  if (missing !== undefined) {
    report.refuse('NK086', line.id, `frontend-nlb-security-groups: the VPC has no security group ${missing}`);
    return undefined;
  }
  if (names.length > 1)
    report.tell('NK086', line.id, `frontend-nlb-security-groups: the controller takes ${names[0]} alone`);
  return ids[0] === undefined ? undefined : [ids[0]];
}
