import { single } from '../../../base/addr/index.ts';
import type { Chain, Match, NetfilterRule } from '../../../network/netfilter.ts';
import { settingOf } from '../../../topology/setting.ts';
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

function add({ attached, settings }: OnNode): PluginPart {
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
  const isolates = settingOf(settings, 'ingressPolicy')?.values[0] === 'same-bridge';
  return {
    firstChains: [
      ...(isolates ? isolation([...new Set(attached.map(({ host }) => host))]) : []),
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

/**
 * `ingressPolicy: same-bridge`: from one bridge nothing passes to another one that has this policy. The plugin takes a pod's interface for its bridge where there is none: pods
 * with a veth of their own (ptp) do not reach each other on their node (seen with v1.1.1). The last bridge is asked first.
 */
function isolation(bridges: readonly string[]): readonly Chain[] {
  const remark = comment('CNI firewall plugin rules (ingressPolicy: same-bridge)');
  const [first, second] = ['CNI-ISOLATION-STAGE-1', 'CNI-ISOLATION-STAGE-2'];
  const back: NetfilterRule = { matches: [remark], target: { kind: 'return' } };
  const each = bridges.toReversed();
  const filter = (name: string, rules: readonly NetfilterRule[]): Chain => ({ table: 'filter', name, rules });
  return [
    {
      ...{ table: 'filter', name: 'FORWARD', policy: 'ACCEPT' },
      rules: [{ matches: [remark], target: { kind: 'jump', chain: first } }],
    },
    filter(first, [
      ...each.map(
        (name): NetfilterRule => ({
          matches: [{ kind: 'in', name }, { kind: 'out', name, not: true }, remark],
          target: { kind: 'jump', chain: second },
        }),
      ),
      back,
    ]),
    filter(second, [
      ...each.map(
        (name): NetfilterRule => ({
          matches: [{ kind: 'out', name }, remark],
          target: { kind: 'drop' },
          cause: 'FWD-DROP',
        }),
      ),
      back,
    ]),
  ];
}
