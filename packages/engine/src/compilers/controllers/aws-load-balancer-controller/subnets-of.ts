import { parseIp } from '../../../base/addr/index.ts';
import type { PlannedSubnet } from '../../../plan/plan.ts';
import { hasChange, versionOf } from '../../../plan/versions.ts';
import type { Placement } from '../../../topology/cluster.ts';
import type { ElementId } from '../../../topology/id.ts';
import type { Written } from '../../../topology/vpc.ts';
import { isIn } from '../common/balancer-nodes.ts';
import type { Report } from '../common/report.ts';
import type { Site } from './site.ts';
import { discoverSubnets, namedSubnets } from './subnet-choice.ts';

/** The subnets of a balancer: those that the author names, or those that are found. */
export function subnetsOf(
  site: Site,
  about: { readonly id: ElementId; readonly what: string },
  written: {
    readonly placements: readonly Placement[];
    readonly subnets: readonly ElementId[];
    readonly vips?: readonly Written[];
  },
  search: { readonly scheme: 'internal' | 'internet-facing'; readonly zones: 1 | 2 },
  report: Report,
): readonly PlannedSubnet[] {
  const { view, flavour } = site;
  const { cluster } = view.input;
  // who writes an address of a subnet has chosen the subnet
  const chosen = (written.vips ?? []).flatMap(({ text }) => {
    if (typeof parseIp(text) !== 'number') return [];
    return view.subnets.find((subnet) => isIn(subnet, text))?.id ?? [];
  });
  const named = [...new Set([...written.subnets, ...written.placements.map(({ subnet }) => subnet), ...chosen])];
  const foreign = named.filter((id) => !view.subnet(id));
  if (foreign.length > 0) {
    const message = `${about.what}: a subnet is outside of the VPC of cluster ${cluster.name}`;
    report.refuse(
      'NK086',
      about.id,
      message,
      foreign.map((id) => ({ about: id, message: 'this subnet' })),
    );
    return [];
  }
  const choice =
    named.length > 0
      ? namedSubnets(
          named.map((id) => view.subnet(id)!),
          search.zones,
        )
      : discoverSubnets(view.subnets, (id) => view.tags(id), {
          ...search,
          cluster: cluster.name,
          byReachability:
            flavour.byReachability && hasChange(versionOf(cluster, 'aws-load-balancer-controller'), 'lbcReachability'),
        });
  if (choice.refused !== undefined) {
    const related = choice.rejected.map(({ subnet, why }) => ({ about: subnet, message: why }));
    const code = named.length > 0 || choice.chosen.length > 0 ? 'NK070' : 'NK086';
    report.refuse(code, about.id, `${about.what}: ${choice.refused}`, related);
    return [];
  }
  if (named.length === 0) {
    const names = choice.chosen.map(({ name }) => name).join(', ');
    view.input.supply(about.id, names, `${flavour.title}: subnets of an ${search.scheme} balancer, discovered.`);
  }
  return choice.chosen;
}
