import { clash, type HostPort, hostPortsOf } from '../../plan/host-ports.ts';
import type { Listen, PlannedPod } from '../../plan/plan.ts';
import type { ElementId } from '../../topology/id.ts';
import type { Check } from '../check.ts';
import type { Finding } from '../finding.ts';

/** NK045: one network namespace has one listener for each protocol and port, and one pod for each host port. */
export const portClashes: Check = {
  codes: ['NK045'],
  doc: 'Two containers of one pod, or two pods in the network of one node, listen on the same port or want the same host port.',
  *run({ plan }) {
    const nodes = new Map(plan.nodes.map((node) => [node.id, node.name]));
    const host = new Map<string, { readonly listen: Listen; readonly pod: PlannedPod }>();
    yield* hostPortClashes(plan.pods, nodes);
    for (const pod of plan.pods) {
      const own = new Map<string, Listen>();
      for (const listen of pod.listens) {
        const port = `${listen.protocol}/${listen.port}`;
        const key = `${port} ${listen.address ?? ''}`;
        const twin = own.get(key);
        if (twin) {
          const who =
            twin.container === listen.container ? 'pod' : `containers ${twin.container} and ${listen.container} of pod`;
          yield {
            code: 'NK045',
            severity: 'error',
            about: listen.id,
            message: `${who} ${pod.name} listen${twin.container === listen.container ? 's twice' : ''} on ${port}: they share one network`,
            related: [{ about: twin.id, message: `the other port ${port}` }],
          };
        } else own.set(key, listen);
        if (!pod.hostNetwork || pod.node === undefined || twin) continue;
        const other = host.get(`${pod.node} ${key}`);
        if (!other) host.set(`${pod.node} ${key}`, { listen, pod });
        else if (other.pod.workload === undefined || other.pod.workload !== pod.workload)
          yield {
            code: 'NK045',
            severity: 'error',
            about: listen.id,
            message: `pods ${other.pod.name} and ${pod.name} both listen on ${port} of node ${nodes.get(pod.node)}: they use the node's network`,
            related: [{ about: other.listen.id, message: `port ${port} of pod ${other.pod.name}` }],
          };
      }
    }
  },
};

/**
 * Pods of one node that want the same port of it: the scheduler puts no second one there, and the kubelet refuses one that was
 * bound there (kubernetes, plugin NodePorts). Two pods in the node's own network are told apart by their sockets.
 */
function* hostPortClashes(pods: readonly PlannedPod[], nodes: ReadonlyMap<ElementId, string>): Generator<Finding> {
  const taken = new Map<string, { readonly wanted: HostPort; readonly pod: PlannedPod }[]>();
  for (const pod of pods) {
    if (pod.node === undefined) continue;
    for (const wanted of hostPortsOf(pod.listens, pod.hostNetwork)) {
      const port = `${wanted.protocol}/${wanted.port}`;
      const key = `${pod.node} ${port}`;
      const others = taken.get(key) ?? [];
      taken.set(key, [...others, { wanted, pod }]);
      const other = others.find((each) => each.pod !== pod && clash(each.wanted, wanted));
      if (!other || (pod.hostNetwork && other.pod.hostNetwork)) continue;
      yield {
        code: 'NK045',
        severity: 'error',
        about: wanted.by.id,
        message: `pods ${other.pod.name} and ${pod.name} both want port ${port} of node ${nodes.get(pod.node)}: only one of them can run there`,
        related: [{ about: other.wanted.by.id, message: `pod ${other.pod.name} has it` }],
      };
    }
  }
}
