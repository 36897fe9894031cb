import { single } from '../../../base/addr/index.ts';
import type { Match, NetfilterRule } from '../../../network/netfilter.ts';
import type { ChainedPlugin, OnNode, PluginPart } from './plugin.ts';

const comment = (text: string): Match => ({ kind: 'comment', text });

/**
 * What pods send, and the answers to it, pass FORWARD whatever its policy is; what others open to them is left to the rest of
 * the chain (containernetworking/plugins v1.1.1, plugins/meta/firewall with its iptables backend; observed: A8). The jump is
 * put in front of all others when the first pod is created, in a chain that the administrator may fill before it.
 */
export const firewall: ChainedPlugin = {
  id: 'firewall',
  doc: 'What pods open passes FORWARD.',
  add,
};

function add({ attached }: OnNode): PluginPart {
  if (attached.length === 0) return {};
  const rules = attached.flatMap(({ pod, address }): NetfilterRule[] => {
    const source = pod.workload ?? pod.id;
    return [
      {
        matches: [
          { kind: 'dst', block: single(address) },
          { kind: 'ctstate', states: ['RELATED', 'ESTABLISHED'] },
        ],
        target: { kind: 'accept' },
        source,
      },
      { matches: [{ kind: 'src', block: single(address) }], target: { kind: 'accept' }, source },
    ];
  });
  return {
    firstChains: [
      {
        ...{ table: 'filter', name: 'FORWARD', policy: 'ACCEPT' },
        rules: [{ matches: [comment('CNI firewall plugin rules')], target: { kind: 'jump', chain: 'CNI-FORWARD' } }],
      },
      {
        ...{ table: 'filter', name: 'CNI-FORWARD' },
        rules: [
          {
            matches: [comment('CNI firewall plugin admin overrides')],
            target: { kind: 'jump', chain: 'CNI-ADMIN' },
          },
          ...rules,
        ],
      },
      { table: 'filter', name: 'CNI-ADMIN', rules: [] },
    ],
  };
}
