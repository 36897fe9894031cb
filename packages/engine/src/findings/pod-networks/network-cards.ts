import { cloudOf } from '../../compilers/clouds/index.ts';
import { asksForCards, givesCards } from '../../plan/network-cards.ts';
import type { Plan, PlannedNode, PlannedPod } from '../../plan/plan.ts';
import { podsOfWorkload } from '../../plan/plan-index.ts';
import { changes, hasChange, versionOf } from '../../plan/versions.ts';
import type { Cluster, Pod, Workload } from '../../topology/cluster.ts';
import type { ElementId } from '../../topology/id.ts';
import { settingOf } from '../../topology/setting.ts';
import { fittingType } from '../capacity/fix-machine.ts';
import type { Check } from '../check.ts';
import type { Finding } from '../finding.ts';

/** NK065: a pod asks for an interface of each network card of its node, and has one all the same, or it is not known what it has. */
export const networkCards: Check = {
  codes: ['NK065'],
  doc: 'A pod asks for interfaces of several network cards, and does not get them.',
  *run({ plan }) {
    for (const cluster of plan.topology.clusters)
      for (const asking of [...cluster.pods, ...cluster.workloads])
        if (asksForCards(asking)) yield* unanswered(plan, cluster, asking);
  },
};

function* unanswered(plan: Plan, cluster: Cluster, asking: Pod | Workload): Generator<Finding> {
  const about = settingOf(asking.settings, 'nicConfig')!.id;
  const planned = plan.clusters.find(({ id }) => id === cluster.id);
  const pods = plan.pods.filter(({ id }) => id === asking.id);
  const own = (pods.length > 0 ? pods : podsOfWorkload(plan, asking.id)).filter(({ hostNetwork }) => !hostNetwork);
  const [first] = own;
  if (!planned || !first) return;
  const tell = (why: string, fixes?: Finding['fixes']): Finding => ({
    ...{ code: 'NK065', severity: 'warning', about, message: `pod ${first.name} ${why}`, related: [] },
    ...(fixes ? { fixes } : {}),
  });
  const version = versionOf(cluster, 'vpc-cni');
  const cni = settingOf(cluster.settings, 'cni');
  if (planned.cni !== 'vpc-cni') yield tell(`has one interface: cni ${planned.cni} does not read nicConfig`);
  else if (!hasChange(version, 'multiNic'))
    yield tell(
      `has one interface: the VPC CNI reads nicConfig since ${changes.multiNic.since}, and this is ${version}`,
    );
  else if (!givesCards(cluster))
    yield tell(
      'is not given interfaces of several network cards: ENABLE_MULTI_NIC of the VPC CNI is not true',
      cni && switchedOn(cni),
    );
  else yield* ofNodes(plan, own, tell);
}

/** The setting as it should be: written over, or added. */
function switchedOn(cni: Cluster['settings'][number]): Finding['fixes'] {
  const text = 'ENABLE_MULTI_NIC true';
  const written = settingOf(cni.settings, 'ENABLE_MULTI_NIC');
  const edit = written ? { about: written.id, text } : { about: cni.id, text, inside: true as const };
  return [{ title: `Set ${text}`, edits: [edit] }];
}

function* ofNodes(
  plan: Plan,
  pods: readonly PlannedPod[],
  tell: (why: string, fixes?: Finding['fixes']) => Finding,
): Generator<Finding> {
  const branched = pods.find(({ branch }) => branch);
  if (branched) {
    const policy = plan.topology.clusters
      .flatMap(({ securityGroupPolicies }) => securityGroupPolicies)
      .find(({ id }) => id === branched.branch?.policy);
    yield tell(
      `has one interface: securitygrouppolicy ${policy?.name} gives it a branch interface, which is the only one`,
    );
    return;
  }
  const told = new Set<ElementId>();
  for (const pod of pods) {
    const node = plan.nodes.find(({ id }) => id === pod.node);
    if (!node || pod.address === undefined || pod.attachments || pod.unclearCards !== undefined) continue;
    if (told.has(node.group ?? node.id)) continue;
    told.add(node.group ?? node.id);
    yield tell(
      whyOne(plan, node),
      fittingType(node, (type) => (type.networkCards ?? 1) > 1),
    );
  }
}

/** A machine has one network card, or those besides have no interface that has an address. */
function whyOne(plan: Plan, { name, machine = '', cluster }: PlannedNode): string {
  const vpc = plan.clusters.find(({ id }) => id === cluster)?.vpc;
  const cloud = plan.vpcs.find(({ id }) => id === vpc)?.cloud ?? 'aws';
  const cards = cloudOf(cloud)?.machineTypes.get(machine)?.networkCards ?? 1;
  return cards > 1
    ? `has one interface: all other network cards of node ${name} have EFA-only interfaces alone`
    : `has one interface: node ${name}${machine === '' ? '' : ` (${machine})`} has one network card`;
}
