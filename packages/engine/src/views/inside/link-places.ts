import type { Device, Network } from '../../network/network.ts';

/** What stands beside the hooks of netfilter: at interfaces, in bridges and tunnels, and at the calls of programs. */
export interface LinkPlace {
  readonly place: 'ingress' | 'egress' | 'bridge' | 'tunnel' | 'sockets';
  /** The stages that a packet may meet there; `at`: the interface. */
  readonly stages: readonly { readonly stage: string; readonly at?: string }[];
}

/** What comes by an interface is what its pod sends: the pod's egress is in the machine's ingress. */
const guards = {
  ingress: { side: 'in', stage: 'network policy egress' },
  egress: { side: 'out', stage: 'network policy ingress' },
} as const;

/** Everything beside netfilter that a machine registered where packets come and go. Places without anything are left out. */
export function linkPlacesOf({ interfaces, ebpf, kernel }: Device, network: Network): readonly LinkPlace[] {
  const atLinks = (['ingress', 'egress'] as const).map((place): LinkPlace => {
    const { side, stage } = guards[place];
    const guarded = interfaces.some(({ policies }) => policies?.[side]);
    const programs = [...(ebpf?.tc ?? [])].flatMap(([at, own]) =>
      own[place] ? [{ stage: `tc ${place} ${at}`, at }] : [],
    );
    return { place, stages: [...programs, ...(guarded ? [{ stage }] : [])] };
  });
  const bridges = interfaces.flatMap(({ bridge, name }) => (bridge ? [{ stage: 'bridge fdb', at: name }] : []));
  const tunnels = interfaces.flatMap(({ tunnel, name }) => (tunnel ? [{ stage: 'tunnel', at: name }] : []));
  // programs of a pod run in the kernel of its node
  const programs = kernel === undefined ? ebpf : network.devices.get(kernel)?.ebpf;
  const calls = programs?.connect ? ['connect4', 'sendmsg4', 'getpeername4', 'recvmsg4'] : [];
  const all: readonly LinkPlace[] = [
    ...atLinks,
    { place: 'bridge', stages: bridges },
    { place: 'tunnel', stages: tunnels },
    { place: 'sockets', stages: calls.map((call) => ({ stage: `cgroup/${call}` })) },
  ];
  return all.filter(({ stages }) => stages.length > 0);
}
