import { parseIp } from '../base/addr/index.ts';
import type { Network } from '../network/network.ts';
import type { Plan } from '../plan/plan.ts';
import { itemOf } from '../plan/plan-index.ts';
import type { Walk } from '../topology/question.ts';
import type { Branch, Hop, Trace } from '../trace/trace.ts';
import { registrations } from './birth-registrations.ts';
import { nodeSteps, podSteps, proxySteps } from './birth-steps.ts';
import { senders } from './senders.ts';

/** A walk that asks what happens when a pod is created; undefined: it asks something else. */
export const asksForBirth = ({ to }: Walk): boolean => to.kind === 'cni-add';

/**
 * What a pod's creation puts into tables, in order: its node gets an interface, routes and rules for its address, the pod its
 * own, the endpoints of its Services and the chains of their proxy have it, target groups register it, and their checks find
 * it healthy or not. No packet is sent: each step is a line that stands in a table of the network.
 */
export function birthOf(plan: Plan, network: Network, walk: Walk): Trace {
  const { to } = walk;
  if (to.kind !== 'cni-add') throw new TypeError('not a walk to cni-add');
  const pod = itemOf(plan.pods, to.of);
  const from = senders(plan, network, walk.from);
  const head = {
    id: walk.id,
    ...(walk.name === undefined ? {} : { name: walk.name }),
    ...(walk.title === undefined ? {} : { title: walk.title }),
    flow: { from: from.kind === 'known' ? from.name : walk.from.text, to: to.text, protocol: 'control' },
  };
  const open = (...reasons: readonly string[]): Trace => ({ ...head, verdict: 'undetermined', routes: [], reasons });
  if (from.kind === 'unknown') return open(from.reason);
  if (!pod) return open(`${to.text} is no pod`);
  const node = pod.node === undefined ? undefined : itemOf(plan.nodes, pod.node);
  if (!node) return open(`pod ${pod.name} is on no node: the scheduler does not bind it`);
  if (!from.of.includes(node.id)) return open(`pod ${pod.name} is on ${node.name}, and its kubelet creates it`);
  const host = network.devices.get(node.id);
  if (!host) return open(`nothing is known of what ${node.name} does with packets`);
  if (pod.hostNetwork) return open(`pod ${pod.name} has its node's network: nothing is added for it`);
  const address = pod.address === undefined ? undefined : parseIp(pod.address);
  const device = network.devices.get(pod.id);
  if (address === undefined || !device)
    return open(`pod ${pod.name} has no address: ${node.name} has no room for it, and the CNI fails`);
  const at = { plan, network, pod, node, host, device, address };
  const proxy = proxySteps(at);
  const { hops, verdict, ...ended } = registrations(at);
  const forward: Hop[] = [
    { ...hopOf(host), steps: nodeSteps(at) },
    { ...hopOf(device), steps: podSteps(at) },
    ...(proxy.length > 0 ? [{ ...hopOf(host), steps: proxy }] : []),
    ...hops,
  ];
  const branch: Branch = {
    ...{ control: true, probability: 1, fraction: '1', choices: [], verdict, ...ended },
    ...(ended.cause === undefined ? {} : { died: { direction: 'forward', hop: diedAt(forward) } }),
    ...{ forward, reply: [] },
  };
  return { ...head, verdict, routes: [branch] };
}

const hopOf = ({ name, id, kind, source }: NonNullable<ReturnType<Network['devices']['get']>>): Omit<Hop, 'steps'> => ({
  ...{ device: name, id, kind },
  ...(source === undefined ? {} : { source }),
});

const diedAt = (hops: readonly Hop[]): number => hops.findIndex(({ steps }) => steps.at(-1)?.kind === 'drop');
