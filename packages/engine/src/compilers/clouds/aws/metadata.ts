import { contains, type Ip, parseCidr, parseIp } from '../../../base/addr/index.ts';
import { once } from '../../../base/memo.ts';
import type { Socket } from '../../../network/network.ts';
import type { Plan } from '../../../plan/plan.ts';
import type { ElementId } from '../../../topology/id.ts';
import { settingOf } from '../../../topology/setting.ts';

/** What machines have where nothing is written: Amazon Linux 2023 and managed node groups ask for it (EC2 user guide, IMDS options; EKS user guide, launch templates). */
const usual = 2;

/**
 * The instance metadata service: every machine reaches it at one address, and answers that carry a token go no further than its hop limit
 * says. A pod is one hop behind its node (EC2 user guide, use IMDSv2).
 */
export function metadataService(plan: Plan, vpc: ElementId): Socket {
  const limits = once(() => limitsOf(plan));
  return {
    ...{ protocol: 'tcp', port: 80, address: parseIp('169.254.169.254')!, owner: 'the instance metadata service' },
    ttlFor: (client) => limits()(client),
    source: vpc,
  };
}

/** The hop limit of the machine that has an address. */
function limitsOf(plan: Plan): (client: Ip) => number {
  const written = new Map<ElementId, number>();
  const note = ({
    id,
    settings,
  }: {
    readonly id: ElementId;
    readonly settings: Parameters<typeof settingOf>[0];
  }): void => {
    const limit = Number(settingOf(settings, 'imds-hop-limit')?.values[0] ?? Number.NaN);
    if (Number.isInteger(limit) && limit >= 1 && limit <= 64) written.set(id, limit);
  };
  for (const { nodes, nodeGroups } of plan.topology.clusters) {
    for (const each of [...nodes, ...nodeGroups]) note(each);
    for (const group of nodeGroups) for (const [id, { settings }] of group.exceptions ?? []) note({ id, settings });
  }
  for (const { hosts } of plan.topology.vpcs) for (const each of hosts) note(each);
  return (client) => {
    const host = plan.hosts.find(({ address }) => address !== undefined && parseIp(address) === client);
    const node = plan.nodes.find(({ enis }) =>
      enis.some(
        ({ primary, secondaries, prefixes = [] }) =>
          [primary, ...secondaries].some((each) => parseIp(each) === client) ||
          prefixes.some((each) => contains(parseCidr(each)!.cidr, client)),
      ),
    );
    const own = host?.id ?? node?.id;
    return (own && written.get(own)) ?? (node?.group && written.get(node.group)) ?? usual;
  };
}
