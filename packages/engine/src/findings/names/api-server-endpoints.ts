import { contains, parseCidr, parseIp } from '../../base/addr/index.ts';
import type { Plan, PlannedApiServer, PlannedNode } from '../../plan/plan.ts';
import { routesOf } from '../../plan/subnet-routes.ts';
import type { ElementId } from '../../topology/id.ts';
import { settingOf } from '../../topology/setting.ts';
import type { Vpc } from '../../topology/vpc.ts';
import type { Check } from '../check.ts';
import type { Finding, Fix } from '../finding.ts';

/** NK093: a private endpoint in a VPC without its DNS attributes. NK094: nodes that do not reach the API server. */
export const apiServerEndpoints: Check = {
  codes: ['NK093', 'NK094'],
  doc: 'The nodes of a cluster find its API server, and are let in.',
  *run({ plan }) {
    for (const server of plan.apiServers) {
      const vpc = vpcOf(plan, server);
      if (!vpc) continue;
      if (server.isPrivate && !server.hasZone) yield withoutZone(plan, server, vpc);
      if (!server.isPrivate) yield* shutOut(plan, server, vpc);
    }
  },
};

function vpcOf({ clusters, topology }: Plan, { cluster }: PlannedApiServer): Vpc | undefined {
  const of = clusters.find(({ id }) => id === cluster)?.vpc;
  return topology.vpcs.find(({ id }) => id === of);
}

/** The line of the control plane that says something, or its block. */
function lineOf({ topology }: Plan, { cluster, id }: PlannedApiServer, key: string): ElementId {
  const plane = topology.clusters.find((each) => each.id === cluster)?.controlPlane;
  return settingOf(plane?.settings ?? [], key)?.id ?? id;
}

function withoutZone(plan: Plan, server: PlannedApiServer, { id, name, settings }: Vpc): Finding {
  const wanted = ['enable-dns-support', 'enable-dns-hostnames'] as const;
  const usual = { 'enable-dns-support': 'true', 'enable-dns-hostnames': 'false' };
  const off = wanted.filter((key) => (settingOf(settings, key)?.values[0] ?? usual[key]) !== 'true');
  const fixes = off.map((key): Fix => {
    const text = `${key} true`;
    const written = settingOf(settings, key);
    const edit = written ? { about: written.id, text } : { about: id, text, inside: true as const };
    return { title: `Set ${text}`, edits: [edit] };
  });
  const instead = server.isPublic ? 'the name leads to the public endpoint' : 'EKS does not make the endpoint';
  return {
    ...{ code: 'NK093', severity: 'warning', about: lineOf(plan, server, 'endpointPrivateAccess') },
    message: `the private endpoint needs ${off.join(' and ')} of vpc ${name}: without, ${instead}`,
    related: [{ about: id, message: `vpc ${name}` }],
    fixes,
  };
}

/** With which address the nodes of a subnet ask on the Internet; undefined: their routes do not say it; `none`: they have no way out. */
function outsideOf(plan: Plan, vpc: Vpc, { subnet: of, eip }: PlannedNode): string | undefined {
  const subnet = vpc.subnets.find(({ id }) => id === of);
  if (!subnet) return undefined;
  const target = routesOf(vpc, subnet).routes.find(({ destination }) => destination === '0.0.0.0/0')?.target;
  if (!target || target.kind === 'blackhole') return 'none';
  const gateway = target.kind === 'element' ? plan.gateways.find(({ id }) => id === target.of) : undefined;
  if (gateway?.kind === 'nat-gateway') return gateway.eip;
  return gateway?.kind === 'internet-gateway' ? eip : undefined;
}

function* shutOut(plan: Plan, server: PlannedApiServer, vpc: Vpc): Generator<Finding> {
  const admits = plan.hosts.find(({ id }) => id === server.outside)?.admits;
  const blocks = (admits?.blocks ?? []).flatMap((text) => parseCidr(text)?.cidr ?? []);
  const told = new Set<string>();
  for (const node of plan.nodes) {
    if (node.cluster !== server.cluster) continue;
    const address = outsideOf(plan, vpc, node);
    const ip = parseIp(address ?? '');
    const key = `${node.subnet} ${address}`;
    const isShut = ip !== undefined && admits !== undefined && !blocks.some((block) => contains(block, ip));
    if (told.has(key) || (address !== 'none' && !isShut)) continue;
    told.add(key);
    const where = plan.subnets.find(({ id }) => id === node.subnet)?.name;
    const why =
      address === 'none'
        ? `subnet ${where} has no way to the Internet, where the only endpoint of the API server is`
        : `nodes of subnet ${where} ask the API server from ${address}, which publicAccessCidrs does not have`;
    const block = { about: server.id, text: 'endpointPrivateAccess true', inside: true as const };
    const list = isShut ? `publicAccessCidrs ${[...(admits?.blocks ?? []), `${address}/32`].join(', ')}` : undefined;
    yield {
      ...{ code: 'NK094', severity: 'warning', about: lineOf(plan, server, 'publicAccessCidrs') },
      message: `${why}: they cannot join the cluster`,
      related: [{ about: node.group ?? node.id, message: `node ${node.name}` }],
      fixes: [
        ...(settingIn(plan, server, 'endpointPrivateAccess')
          ? []
          : [{ title: 'Switch the private endpoint on', edits: [block] }]),
        ...(list && admits ? [{ title: `Let ${address} in`, edits: [{ about: admits.source, text: list }] }] : []),
      ],
    };
  }
}

const settingIn = ({ topology }: Plan, { cluster }: PlannedApiServer, key: string): boolean =>
  settingOf(topology.clusters.find(({ id }) => id === cluster)?.controlPlane?.settings ?? [], key) !== undefined;
