import { isAutopilot } from '../../plan/gke-modes.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Cluster } from '../../topology/cluster.ts';
import type { ElementId } from '../../topology/id.ts';
import { type Setting, settingOf } from '../../topology/setting.ts';
import type { Check } from '../check.ts';
import type { Finding } from '../finding.ts';

/** Google's own pods may do what others may not. */
const system = 'kube-system';

/** Lines of a cluster that Autopilot has its own answer to (GKE documentation, Autopilot and Standard feature comparison: pre-configured). */
const refused: ReadonlyMap<string, (setting: Setting) => string | undefined> = new Map<
  string,
  (setting: Setting) => string | undefined
>([
  ['dataplane', ({ values }) => (values[0] === 'v2' ? undefined : 'it has Dataplane V2')],
  ['cni', ({ values }) => (values[0] === 'gke-dataplane-v2' ? undefined : 'it has Dataplane V2')],
  ['kube-proxy', () => 'it has Dataplane V2, and no kube-proxy'],
  ['image-type', ({ values }) => (values[0] === 'COS_CONTAINERD' ? undefined : 'its nodes have COS_CONTAINERD')],
  ['max-pods', () => 'Google chooses how many pods a node has'],
  ['node-local-dns', ({ values }) => (values[0] === 'false' ? 'its nodes always have NodeLocal DNSCache' : undefined)],
  [
    'ipAllocationPolicy',
    ({ settings = [] }) => (settingOf(settings, 'useRoutes')?.values[0] === 'true' ? 'it is VPC-native' : undefined),
  ],
]);

/** NK114: what nobody can write of a cluster in Autopilot mode. */
export const autopilot: Check = {
  codes: ['NK114'],
  doc: 'A cluster in Autopilot mode has lines that GKE does not take.',
  *run({ plan }) {
    for (const cluster of plan.topology.clusters) {
      if (!isAutopilot(cluster)) continue;
      yield* lines(cluster);
      yield* pools(cluster);
      yield* hosts(plan, cluster);
    }
  },
};

const found = (about: ElementId, message: string): Finding => ({
  ...{ code: 'NK114', severity: 'error', about, message, related: [] },
});

function* lines({ name, settings }: Cluster): Generator<Finding> {
  for (const setting of settings) {
    const why = refused.get(setting.key)?.(setting);
    if (why !== undefined) yield found(setting.id, `cluster ${name} is in Autopilot mode: ${why}`);
  }
}

function* pools({ name, nodeGroups }: Cluster): Generator<Finding> {
  for (const { id } of nodeGroups)
    yield found(id, `cluster ${name} is in Autopilot mode: Google makes its node pools, and only nodes can be written`);
}

/** Constraints of the admission webhook: autogke-disallow-hostnamespaces and autogke-no-host-port (GKE documentation, privileged workloads in Autopilot). */
function* hosts({ pods }: Plan, { id }: Cluster): Generator<Finding> {
  const told = new Set<ElementId>();
  for (const pod of pods) {
    const about = pod.workload ?? pod.id;
    if (pod.cluster !== id || pod.namespace === system || told.has(about)) continue;
    told.add(about);
    if (pod.hostNetwork)
      yield found(about, `${pod.name}: Autopilot takes no pod in the network of its node (hostNetwork)`);
    else if (pod.listens.some(({ hostPort }) => hostPort !== undefined))
      yield found(about, `${pod.name}: Autopilot takes no pod with a port of its node (hostPort)`);
  }
}
