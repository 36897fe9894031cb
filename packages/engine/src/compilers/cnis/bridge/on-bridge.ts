import type { Cidr } from '../../../base/addr/index.ts';
import { plus } from '../../../base/addr/index.ts';
import { macOf } from '../../../network/mac.ts';
import type { Interface } from '../../../network/network.ts';
import type { Route } from '../../../network/route.ts';
import { connected } from '../../machine.ts';
import type { CniNode } from '../cni.ts';
import { type PluggedPod, plugPod } from './pods.ts';

/** What the plugin is told. */
export interface BridgeConf {
  readonly bridge: string;
  readonly isGateway: boolean;
  readonly isDefaultGateway: boolean;
  readonly hairpin: boolean;
  readonly promiscuous: boolean;
  readonly mtu: number;
  readonly callsIptables: boolean;
  /** Routes of every pod by the gateway. */
  readonly routesTo?: readonly Cidr[];
}

export interface OnBridge {
  readonly plugged: readonly PluggedPod[];
  readonly interfaces: readonly Interface[];
  readonly routes: readonly Route[];
}

/** The bridge of a node with its pods, which have addresses of one block or of two. The plugin makes the bridge with the first pod: without one there is none. */
export function onBridge(on: CniNode, block: Cidr, conf: BridgeConf, other?: Cidr): OnBridge {
  const gatewayOf = (of: Cidr) => ({ ip: plus(of.base, 1), bits: of.bits });
  const gateway = gatewayOf(block);
  const gateways = [gateway, ...(other ? [gatewayOf(other)] : [])];
  const routes = (conf.routesTo ?? []).map((to): Route => ({ to, type: 'unicast', via: gateway.ip, dev: 'eth0' }));
  const plugged = on.pods.flatMap((pod) => plugPod(on, pod, { ...conf, gateways, routes }) ?? []);
  if (plugged.length === 0) return { plugged, interfaces: [], routes: [] };
  const own: Interface = {
    name: conf.bridge,
    mac: macOf('bridge', gateway.ip),
    addresses: conf.isGateway ? gateways : [],
    answers: conf.isGateway ? gateways.map(({ ip }) => ip) : [],
    mtu: conf.mtu,
    bridge: {
      callsIptables: conf.callsIptables,
      ...(conf.promiscuous ? { promiscuous: true as const } : {}),
    },
    source: on.origin,
  };
  return {
    plugged,
    interfaces: [own, ...plugged.map(({ host }) => host)],
    routes: conf.isGateway ? gateways.map((each) => connected(own.name, each)) : [],
  };
}
