import { type Cidr, type Ip, ip } from '../../../base/addr/index.ts';
import { notModelled } from '../../../base/not-modelled.ts';
import type { ServiceAction, TcAction, TcPrograms } from '../../../network/ebpf.ts';
import { hasChange } from '../../../plan/versions.ts';
import type { CniNode } from '../cni.ts';
import { type BetweenNodes, host } from './between-nodes.ts';
import type { CiliumSwitches } from './settings.ts';

/** What stands for a pod that a Service sends to itself (pkg/defaults, LoopbackIPv4). */
export const loopback = ip('169.254.42.1');

const one = (action: TcAction | undefined): readonly TcAction[] => (action ? [action] : []);

/**
 * The programs that the agent attaches on a node, and what each does with a packet in this order (bpf/bpf_lxc.c, bpf_host.c,
 * bpf_overlay.c, bpf/lib/nodeport.h, v1.19).
 */
export function programs(
  on: CniNode,
  switches: CiliumSwitches,
  between: BetweenNodes,
  at: { readonly router: Ip; readonly spared: readonly Cidr[]; readonly pods: readonly string[] },
): ReadonlyMap<string, TcPrograms> {
  const { replacesProxy: replaces, hostRouting, masquerade } = switches;
  const { tunnel: ends, dsrDev } = between;
  const tunnel: TcAction | undefined = ends && { kind: 'tunnel', ...ends, of: 'all' };
  // packets that another node answers directly travel in a tunnel where Geneve says whom the client asked
  const onwards: TcAction | undefined =
    (ends && { kind: 'tunnel', ...ends, of: 'translated' }) ??
    (dsrDev === undefined ? undefined : { kind: 'tunnel', dev: dsrDev, to: between.peers, of: 'asked' });
  const route = (of: 'all' | 'translated'): TcAction => ({ kind: 'route', of });
  const services = (by: ServiceAction['by'], snat: Ip): TcAction =>
    serviceAction(on, switches, {
      ...{ by, snat },
      ...(ends ? { inTunnel: { snat: at.router, to: ends.to } } : {}),
    });
  const lxc: TcPrograms = {
    ingress: {
      name: 'cil_from_container',
      does: [
        // with a hook at sockets no packet to a Service comes this far
        ...one(replaces ? undefined : services('pods', at.router)),
        // bpf_lxc.c, handle_ipv4_from_lxc: behind the translation to a backend, in front of that of answers
        { kind: 'policies' },
        { kind: 'reverse' },
        { kind: 'endpoint' },
        ...one(tunnel),
        route(hostRouting ? 'all' : 'translated'),
      ],
    },
  };
  const fromHost: TcPrograms = {
    egress: {
      name: 'cil_from_host',
      does: [{ kind: 'reverse' }, { kind: 'endpoint' }, ...one(tunnel), { kind: 'unroutable' }],
    },
  };
  const overlay: TcPrograms = {
    ingress: {
      name: 'cil_from_overlay',
      does: [{ kind: 'reverse' }, { kind: 'asked' }, { kind: 'endpoint' }, route('translated')],
    },
  };
  const device = ends?.dev ?? dsrDev;
  return new Map<string, TcPrograms>([
    ...at.pods.map((name) => [name, lxc] as const),
    [host, fromHost],
    ...(device === undefined ? [] : [[device, overlay] as const]),
    ...(replaces ? on.nics.map((nic) => [nic.interface.name, toOthers(nic.interface)] as const) : []),
  ]);

  function toOthers({ addresses }: CniNode['nics'][number]['interface']): TcPrograms {
    const address = addresses[0]?.ip ?? at.router;
    return {
      ingress: {
        name: 'cil_from_netdev',
        does: [
          services('others', address),
          { kind: 'reverse' },
          { kind: 'asked' },
          ...(hostRouting ? [{ kind: 'endpoint' } as const] : []),
          ...one(onwards),
          route('translated'),
        ],
      },
      egress: {
        name: 'cil_to_netdev',
        does: [
          { kind: 'reverse' },
          ...one(
            masquerade === 'ebpf'
              ? { kind: 'masquerade', address, except: at.spared, exceptHosts: ends === undefined }
              : undefined,
          ),
        ],
      },
    };
  }
}

function serviceAction(
  on: CniNode,
  { forward, maglev, refuses, externalClusterIps }: CiliumSwitches,
  of: Pick<ServiceAction, 'by' | 'snat' | 'inTunnel'>,
): TcAction {
  return {
    ...{ kind: 'services', forward, loopback, refuses, clusterIps: externalClusterIps },
    ...of,
    ...(maglev ? { unknownChoice: notModelled('loadBalancer.algorithm maglev of Cilium') } : {}),
    // since 1.19 such packets are dropped, in most cases (issue 44430)
    ...(hasChange(on.version, 'ciliumOtherPorts')
      ? { unknownPorts: 'what Cilium of 1.19 and later does with a port that a Service lacks is not known' }
      : {}),
  };
}
