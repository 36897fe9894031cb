import { parseIp, showCidr } from '../base/addr/index.ts';
import type { Network } from '../network/network.ts';
import type { Plan } from '../plan/plan.ts';
import { itemsAt } from '../plan/plan-index.ts';
import type { Hop, Step } from '../trace/trace.ts';
import type { Facts } from '../views/explain/facts.ts';

/** What the network knows about the place where a packet was dropped. */
export function factsOf(network: Network, hop: Hop, step: Step, plan?: Plan): Facts {
  const at = network.devices.get(hop.id)?.interfaces.find(({ name }) => name === step.interface);
  const list = [at?.guard?.ingress, at?.guard?.egress].find((each) => each?.stage === step.stage);
  return {
    groupsOf(address) {
      const ip = parseIp(address);
      return (ip !== undefined && list?.groupsOf?.(ip)) || [];
    },
    blockOf(address) {
      const ip = parseIp(address);
      const block = ip === undefined ? undefined : network.podBlock(ip);
      return block && showCidr(block);
    },
    selectorOf: (address, policy) => plan && selectorOf(plan, address, policy),
    isPublic(device) {
      const ip = network.devices.get(device)?.interfaces.find(({ name }) => name !== 'lo')?.addresses[0]?.ip;
      return ip !== undefined && network.mappings.some(({ pairs }) => pairs.has(ip));
    },
  };
}

/** The selectors that mean a pod, or the pods behind a Service: as a policy names them that is in one namespace, or in none. */
function selectorOf(plan: Plan, address: string, policy: string | undefined): string | undefined {
  // selectors mean the first address of a pod alone, and not those of its further interfaces
  const pod = itemsAt(plan.pods, address).find(
    (each) => !each.hostNetwork && [each.address, each.otherAddress].includes(address),
  );
  const service = pod ? undefined : plan.services.find(({ clusterIp }) => clusterIp === address);
  const labels = pod?.labels ?? service?.selector;
  const namespace = pod?.namespace ?? service?.namespace;
  if (!labels || namespace === undefined || Object.keys(labels).length === 0) return undefined;
  const own = ['networkpolicy', 'applicationnetworkpolicy'].some((kind) => policy?.startsWith(`${kind} ${namespace}/`));
  const space = own ? '' : `namespaceSelector kubernetes.io/metadata.name=${namespace} `;
  return `${space}podSelector ${Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ')}`;
}
