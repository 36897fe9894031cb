import type { Listen, PlannedPod } from '../../plan/plan.ts';
import type { Check } from '../check.ts';

/** NK045: one network namespace has one listener for each protocol and port. */
export const portClashes: Check = {
  codes: ['NK045'],
  doc: 'Two containers of one pod, or two pods in the network of one node, listen on the same port.',
  *run({ plan }) {
    const nodes = new Map(plan.nodes.map((node) => [node.id, node.name]));
    const host = new Map<string, { readonly listen: Listen; readonly pod: PlannedPod }>();
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
