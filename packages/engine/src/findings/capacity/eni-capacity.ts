import { cloudOf } from '../../compilers/clouds/index.ts';
import { cniModeOf } from '../../plan/capacity/cni-mode.ts';
import { podAddressesOf, podAddressesText, podsThatFit } from '../../plan/capacity/pod-addresses.ts';
import { cardOf } from '../../plan/network-cards.ts';
import type { Plan, PlannedCluster, PlannedNode } from '../../plan/plan.ts';
import { itemOf } from '../../plan/plan-index.ts';
import { isPrefixed } from '../../plan/prefix-of.ts';
import type { Cluster, Pod } from '../../topology/cluster.ts';
import type { ElementId } from '../../topology/id.ts';
import { settingOf } from '../../topology/setting.ts';
import type { Check } from '../check.ts';
import type { Finding } from '../finding.ts';
import { fittingType } from './fix-machine.ts';
import { moreRoom, roomFor } from './fix-room.ts';

/** NK035: an instance type carries only so many ENIs and addresses. NK036: and so many pods. NK037 and NK038: a pod finds no address, or no whole prefix. */
export const eniCapacity: Check = {
  codes: ['NK035', 'NK036', 'NK037', 'NK038', 'NK121'],
  doc: 'A node has more ENIs, addresses or pods than its instance type carries, or a pod finds no address.',
  *run({ plan }) {
    const byId = <T extends { readonly id: ElementId }>(list: readonly T[]) =>
      new Map(list.map((each) => [each.id, each]));
    const pods = byId<Pod>(plan.topology.clusters.flatMap((cluster) => cluster.pods));
    for (const node of plan.nodes) {
      yield* tooManyEnis(node);
      yield* missingEnis(node, pods, plan);
      yield* tooManyPods(node, plan.topology.clusters);
    }
    yield* aboveTheRoom(plan);
    yield* unknownTypes(plan);
    for (const problem of plan.problems) {
      const { code, about, message, related } = problem;
      if (!eniCapacity.codes.includes(code)) continue;
      const severity = code === 'NK121' ? 'error' : 'warning';
      yield { code, severity, about, message, related, fixes: roomFor(plan, problem) };
    }
  },
};

const placeOf = (node: PlannedNode): ElementId => node.group ?? node.id;

function* tooManyEnis(node: PlannedNode): Generator<Finding> {
  const { limits, machine, name } = node;
  if (!limits) return;
  const { enis, addressesPerEni } = limits;
  const sentence = `${machine} carries ${enis} ENIs with ${addressesPerEni} IPv4 addresses each`;
  const related = [{ about: placeOf(node), message: `node ${name} ${machine}` }];
  const cards = cloudOf('aws')?.machineTypes.get(machine ?? '')?.networkCards ?? 1;
  for (const eni of node.enis) {
    if (eni.written && cardOf(eni) >= cards) {
      const has = cards === 1 ? 'one network card' : `${cards} network cards, so the last index is ${cards - 1}`;
      const message = `eni ${eni.index} of node ${name} is on network card ${cardOf(eni)}: ${machine} has ${has}`;
      const fixes = fittingType(node, (type) => (type.networkCards ?? 1) > cardOf(eni));
      yield { code: 'NK035', severity: 'error', about: eni.id, message, related, fixes };
    } else if (eni.written && eni.index >= enis) {
      const message = `eni ${eni.index} of node ${name}: ${sentence}, so the last index is ${enis - 1}`;
      const fixes = fittingType(node, (type) => (type.limits?.enis ?? 0) > eni.index);
      yield { code: 'NK035', severity: 'error', about: eni.id, message, related, fixes };
    }
    const prefixes = eni.prefixes?.length ?? 0;
    const pods = eni.secondaries.filter((each) => !isPrefixed(eni, each)).length;
    const used = 1 + prefixes + pods;
    if (used > addressesPerEni) {
      const message =
        prefixes === 0
          ? `eni ${eni.index} of node ${name} has ${used} addresses (its own and ${pods} of pods); ${sentence}, so at most ${addressesPerEni - 1} pods`
          : `eni ${eni.index} of node ${name} needs ${used} slots (1 for its own address, ${prefixes} for prefixes, ${pods} for single addresses of pods); ${sentence}, so at most ${addressesPerEni - 1} prefixes`;
      const fixes = fittingType(
        node,
        ({ limits }) => (limits?.addressesPerEni ?? 0) >= used && (limits?.enis ?? 0) >= node.enis.length,
      );
      const about = eni.written ? eni.id : placeOf(node);
      yield { code: 'NK035', severity: 'error', about, message, related, fixes };
    }
  }
}

/** Pods that are pinned to an ENI that their node does not have. */
function* missingEnis(node: PlannedNode, written: ReadonlyMap<ElementId, Pod>, { pods }: Plan): Generator<Finding> {
  for (const id of node.pods) {
    const eni = written.get(id)?.eni;
    const pod = itemOf(pods, id);
    if (eni === undefined || pod === undefined || pod.eni === eni || pod.hostNetwork) continue;
    if (node.enis.some(({ index }) => index === eni)) continue;
    const has = node.enis.map((each) => each.index).join(', ');
    const message = `pod ${pod.name} is pinned to eni ${eni}, which node ${node.name} does not have (it has ${has})`;
    yield {
      code: 'NK035',
      severity: 'error',
      about: id,
      message,
      related: [{ about: placeOf(node), message: `node ${node.name}` }],
    };
  }
}

function* tooManyPods(node: PlannedNode, clusters: readonly Cluster[]): Generator<Finding> {
  const { maxPods, name } = node;
  const count = node.pods.length;
  if (maxPods === undefined || count <= maxPods) return;
  const message = `${count} pods on node ${name}, at most ${maxPods} fit (${node.podLimit?.why ?? `max-pods ${maxPods}`})`;
  if (node.podLimit?.rule === 'max-pods') {
    yield { code: 'NK036', severity: 'warning', about: placeOf(node), message, related: [] };
    return;
  }
  const cluster = clusters.find((each) => each.id === node.cluster)!;
  const fixes = moreRoom(node, cluster, count);
  yield { code: 'NK036', severity: 'warning', about: placeOf(node), message, related: [], fixes };
}

/** A `max-pods` that lets pods be scheduled for which the interfaces have no address, whether such pods are written or not. */
function* aboveTheRoom({ nodes, pods, topology, clusters }: Plan): Generator<Finding> {
  const hosted = new Set(pods.filter((pod) => pod.hostNetwork).map((pod) => pod.id));
  const seen = new Set<ElementId>();
  for (const node of nodes) {
    const place = placeOf(node);
    const source = topology.clusters.find((each) => each.id === node.cluster);
    const cluster = clusters.find((each) => each.id === node.cluster);
    if (!source || !cluster || seen.has(place) || node.podLimit?.rule !== 'max-pods') continue;
    const mode = cniModeOf(source);
    const addresses = podAddressesOf(node, cluster, mode);
    if (addresses === undefined || node.maxPods === undefined) continue;
    const most = podsThatFit(addresses, node.pods.filter((id) => hosted.has(id)).length);
    if (node.maxPods <= most) continue;
    seen.add(place);
    const owner = [...source.nodes, ...source.nodeGroups].find((each) => each.id === place);
    const setting = owner && settingOf(owner.settings, 'max-pods');
    yield {
      code: 'NK036',
      severity: 'warning',
      about: setting?.id ?? place,
      message: `max-pods ${node.maxPods} of ${node.group === undefined ? 'node' : 'nodegroup'} ${owner?.name ?? node.name} is above its room: ${node.machine} has ${podAddressesText(node, mode)}, so at most ${most} pods run, ${most - addresses} of them with the host network`,
      related: [],
      ...(setting
        ? { fixes: [{ title: `Set max-pods ${most}`, edits: [{ about: setting.id, text: `max-pods ${most}` }] }] }
        : {}),
    };
  }
}

const cloudHas = (plan: Plan, { vpc }: PlannedCluster, machine: string): boolean =>
  cloudOf(plan.vpcs.find((each) => each.id === vpc)?.cloud ?? 'aws')?.machineTypes.has(machine) ?? false;

/** An unknown type and a type without published limits are different answers. */
function* unknownTypes(plan: Plan): Generator<Finding> {
  const seen = new Set<ElementId>();
  for (const node of plan.nodes) {
    const about = placeOf(node);
    if (node.limits || node.machine === undefined || seen.has(about)) continue;
    seen.add(about);
    const cluster = plan.clusters.find((each) => each.id === node.cluster);
    // whose pods have addresses of their own, how many an interface has is nothing to them
    if (cluster?.podsApart && cloudHas(plan, cluster, node.machine)) continue;
    const cloud = plan.vpcs.find((each) => each.id === cluster?.vpc)?.cloud ?? 'aws';
    // a cloud without a table of types says nothing of their limits
    if (cloudOf(cloud)?.machineTypes.size === 0) continue;
    const known = cloudOf(cloud)?.machineTypes.has(node.machine) ?? false;
    const message = known
      ? `${node.machine} exists, but ${cloud} publishes no ENI limits for it: capacity of ${node.name} is undetermined`
      : `${node.machine} is no instance type that netk knows of ${cloud}: capacity of ${node.name} is undetermined`;
    yield { code: 'NK035', severity: known ? 'information' : 'warning', about, message, related: [] };
  }
}
