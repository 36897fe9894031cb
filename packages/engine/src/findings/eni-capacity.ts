import { cloudOf } from '../clouds/index.ts';
import type { Plan, PlannedNode } from '../plan/plan.ts';
import type { ElementId } from '../topology/id.ts';
import type { Check } from './check.ts';
import type { Finding } from './finding.ts';

/** NK035: an instance type carries only so many ENIs and addresses. NK036: and so many pods. NK037: a pod finds no address. */
export const eniCapacity: Check = {
  codes: ['NK035', 'NK036', 'NK037'],
  doc: 'A node has more ENIs, addresses or pods than its instance type carries, or a pod finds no address.',
  *run({ plan }) {
    for (const node of plan.nodes) {
      yield* limits(plan, node);
      yield* pods(plan, node);
    }
    yield* unknownTypes(plan);
    for (const { code, about, message, related } of plan.problems)
      yield { code, severity: code === 'NK121' ? 'error' : 'warning', about, message, related };
  },
};

const placeOf = (node: PlannedNode): ElementId => node.group ?? node.id;

function* limits(plan: Plan, node: PlannedNode): Generator<Finding> {
  const { limits: carries } = node;
  if (!carries) return;
  const { enis, addressesPerEni } = carries;
  const sentence = `${node.machine} carries ${enis} ENIs with ${addressesPerEni} IPv4 addresses each`;
  const related = [{ about: placeOf(node), message: `node ${node.name} ${node.machine}` }];
  for (const eni of node.enis) {
    if (eni.written && eni.index >= enis)
      yield {
        code: 'NK035',
        severity: 'error',
        about: eni.id,
        message: `eni ${eni.index} of node ${node.name}: ${sentence}, so the last index is ${enis - 1}`,
        related,
      };
    const used = eni.secondaries.length + 1;
    if (used > addressesPerEni)
      yield {
        code: 'NK035',
        severity: 'error',
        about: eni.written ? eni.id : placeOf(node),
        message: `eni ${eni.index} of node ${node.name} has ${used} addresses (its own and ${eni.secondaries.length} of pods); ${sentence}, so at most ${addressesPerEni - 1} pods`,
        related,
      };
  }
  if (node.enis.length > enis)
    yield {
      code: 'NK035',
      severity: 'error',
      about: placeOf(node),
      message: `node ${node.name} has ${node.enis.length} ENIs; ${sentence}`,
      related: [],
    };
  for (const id of node.pods) {
    const pod = plan.pods.find((each) => each.id === id);
    const written = plan.topology.clusters.flatMap((cluster) => cluster.pods).find((each) => each.id === id);
    if (written?.eni !== undefined && pod?.eni !== written.eni)
      yield {
        code: 'NK035',
        severity: 'error',
        about: id,
        message: `pod ${written.name} is pinned to eni ${written.eni}, which node ${node.name} does not have; ${sentence}`,
        related,
      };
  }
}

function* pods(plan: Plan, node: PlannedNode): Generator<Finding> {
  const count = node.pods.length;
  if (node.maxPods === undefined || count <= node.maxPods) return;
  const { limits: carries } = node;
  const written = plan.topology.clusters
    .flatMap((cluster) => cluster.nodes)
    .find((each) => each.id === node.id)
    ?.settings.some((setting) => setting.key === 'max-pods');
  const why =
    written || !carries
      ? `max-pods is ${node.maxPods}`
      : `${node.machine}: ${carries.enis} ENIs × (${carries.addressesPerEni} − 1) + 2 = ${node.maxPods}`;
  yield {
    code: 'NK036',
    severity: 'warning',
    about: placeOf(node),
    message: `${count} pods on node ${node.name}, at most ${node.maxPods} fit (${why})`,
    related: [],
  };
}

/** An unknown type and a type without published limits are different answers. */
function* unknownTypes(plan: Plan): Generator<Finding> {
  const seen = new Set<ElementId>();
  for (const node of plan.nodes) {
    const about = placeOf(node);
    if (node.limits || node.machine === undefined || seen.has(about)) continue;
    seen.add(about);
    const cluster = plan.clusters.find((each) => each.id === node.cluster);
    const cloud = plan.vpcs.find((each) => each.id === cluster?.vpc)?.cloud ?? 'aws';
    const known = cloudOf(cloud)?.machineTypes.has(node.machine) ?? false;
    const message = known
      ? `${node.machine} exists, but ${cloud} publishes no ENI limits for it: capacity of ${node.name} is undetermined`
      : `${node.machine} is no instance type that netk knows of ${cloud}: capacity of ${node.name} is undetermined`;
    yield { code: 'NK035', severity: known ? 'information' : 'warning', about, message, related: [] };
  }
}
