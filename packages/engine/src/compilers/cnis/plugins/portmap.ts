import { type Cidr, cidr, mask, parseIp, single } from '../../../base/addr/index.ts';
import { type Protocol, protocols } from '../../../network/header.ts';
import type { Chain, Match, NetfilterRule } from '../../../network/netfilter.ts';
import type { Listen } from '../../../plan/plan.ts';
import { settingOf } from '../../../topology/setting.ts';
import { chainName, containerId } from '../container.ts';
import type { Attached, ChainedPlugin, OnNode, PluginPart } from './plugin.ts';

const bit = 0x2000;
const [dnatChain, markChain, masqChain] = ['CNI-HOSTPORT-DNAT', 'CNI-HOSTPORT-SETMARK', 'CNI-HOSTPORT-MASQ'];

const comment = (text: string): Match => ({ kind: 'comment', text });
const jump = (chain: string): NetfilterRule['target'] => ({ kind: 'jump', chain });
const protocol = (name: Protocol): Match => ({ kind: 'protocol', protocol: name });

/** A port of the node for one of a pod, as the runtime tells the plugin. */
interface PortMapping {
  readonly protocol: Protocol;
  readonly hostPort: number;
  readonly port: number;
  readonly hostIp?: string;
}

const mapping = ({ protocol: of, port, hostPort, hostIp }: Listen): readonly PortMapping[] => {
  const known = protocols.find((each) => each === of);
  if (hostPort === undefined || known === undefined) return [];
  return [{ protocol: known, hostPort, port, ...(hostIp === undefined ? {} : { hostIp }) }];
};

/**
 * Ports of the node that lead to a pod (containernetworking/plugins v1.1.1, plugins/meta/portmap; observed: A6). The chains at
 * the hooks come with the first pod that asks for a port; with `snat false` nothing is masqueraded and `route_localnet` stays. Who asks for one that another has is behind it, and gets nothing.
 */
export const portmap: ChainedPlugin = {
  id: 'portmap',
  doc: 'Ports of the node that lead to a port of a pod: hostPort.',
  add,
};

function add({ network, attached, settings }: OnNode): PluginPart {
  const snat = settingOf(settings, 'snat')?.values[0] !== 'false';
  const mapped = attached.flatMap((each) => {
    const mappings = each.pod.listens.flatMap(mapping);
    return mappings.length > 0 ? [{ ...each, mappings, chain: chainName(network, each.pod, 'CNI-DN-') }] : [];
  });
  if (mapped.length === 0) return {};
  const toLocal: NetfilterRule = { matches: [{ kind: 'addrtype', side: 'dst' }], target: jump(dnatChain) };
  const chains: readonly Chain[] = [
    { table: 'nat', name: 'PREROUTING', policy: 'ACCEPT', rules: [toLocal] },
    { table: 'nat', name: 'OUTPUT', policy: 'ACCEPT', rules: [toLocal] },
    { table: 'nat', name: dnatChain, rules: mapped.flatMap((each) => entries(network, each)) },
    ...mapped.map(
      (each): Chain => ({ table: 'nat', name: each.chain, rules: each.mappings.flatMap(rulesOf(each, snat)) }),
    ),
  ];
  if (!snat) return { chains };
  return {
    routeLocalnet: new Set(mapped.map(({ host }) => host)),
    firstChains: [
      {
        ...{ table: 'nat', name: 'POSTROUTING', policy: 'ACCEPT' },
        rules: [{ matches: [comment('CNI portfwd requiring masquerade')], target: jump(masqChain) }],
      },
    ],
    chains: [
      ...chains,
      {
        ...{ table: 'nat', name: markChain },
        rules: [
          {
            matches: [comment('CNI portfwd masquerade mark')],
            target: { kind: 'mark', value: bit, mask: bit, spelling: 'set' },
          },
        ],
      },
      {
        ...{ table: 'nat', name: masqChain },
        rules: [
          {
            matches: [{ kind: 'mark', value: bit, mask: bit }],
            target: { kind: 'masquerade', ports: { kind: 'keep' } },
          },
        ],
      },
    ],
  };
}

type Mapped = Attached & { readonly mappings: readonly PortMapping[]; readonly chain: string };

/** The jumps to a pod's chain: at most 15 ports in one rule, protocol by protocol. The address of the node is not asked for here. */
function entries(network: string, { pod, mappings, chain }: Mapped): readonly NetfilterRule[] {
  const remark = comment(`dnat name: "${network}" id: "${containerId(pod)}"`);
  const named = [...new Set(mappings.map((each) => each.protocol))].sort();
  return named.flatMap((name) => {
    const ports = mappings.flatMap((each) => (each.protocol === name ? each.hostPort : []));
    const parts = Array.from({ length: Math.ceil(ports.length / 15) }, (_, i) => ports.slice(15 * i, 15 * i + 15));
    return parts.map(
      (part): NetfilterRule => ({
        matches: [protocol(name), remark, { kind: 'dports', ports: part }],
        target: jump(chain),
        source: pod.workload ?? pod.id,
      }),
    );
  });
}

/** The rules of one port: packets out of the pod's own segment and from 127.0.0.1 are marked for masquerade, all are translated. */
const rulesOf =
  ({ pod, address, bits }: Mapped, snat: boolean) =>
  ({ protocol: name, hostPort, port, hostIp }: PortMapping): readonly NetfilterRule[] => {
    const ip = hostIp === undefined ? undefined : parseIp(hostIp);
    // the pod has no address of the other family
    if (ip !== undefined && typeof ip !== typeof address) return [];
    const asked: readonly Match[] = [
      ...(ip === undefined || ip === 0 || ip === 0n ? [] : [{ kind: 'dst', block: single(ip) } as const]),
      protocol(name),
      { kind: 'dport', from: hostPort, to: hostPort },
    ];
    const source = pod.workload ?? pod.id;
    const marked = (block: Cidr): NetfilterRule => ({
      matches: [{ kind: 'src', block }, ...asked],
      target: jump(markChain),
      source,
    });
    return [
      ...(snat
        ? [
            marked({ base: mask(address, bits), bits }),
            ...(typeof address === 'number' ? [marked(cidr('127.0.0.1/32'))] : []),
          ]
        : []),
      { matches: asked, target: { kind: 'dnat', to: address, port }, source },
    ];
  };
