import { ip, plus, showIp } from '../../../base/addr/index.ts';
import { type ElementId, elementId } from '../../../topology/id.ts';

/** The tag that GKE gives to the nodes of a cluster; the hash in it, which nobody can know, is left out. */
export const nodeTag = (cluster: string): string => `gke-${cluster}-node`;

/** Google's front ends, and where their connections to backends and checks come from (Cloud Load Balancing documentation, firewall rules). */
export const frontEnds = {
  ranges: ['130.211.0.0/22', '35.191.0.0/16'],
  /** The range that netk takes the front ends' addresses from, and the gateway that stands for the way to them. */
  block: '35.191.0.0/16',
  gateway: '35.191.0.1',
  /** No subnet of a network: where its router meets the front ends. */
  segmentIn: (network: ElementId): ElementId => elementId(`${network}#front-ends`),
  /** Google draws which of its addresses asks: one stands for them. */
  address: (at: number): string => showIp(plus(ip('35.191.8.17'), at)),
} as const;

/** Where checks of passthrough balancers come from (kubernetes/cloud-provider-gcp, L4LoadBalancerSrcRanges; Cloud Load Balancing documentation, firewall rules). */
export const passthroughProbers: readonly string[] = [
  '130.211.0.0/22',
  '209.85.152.0/22',
  '209.85.204.0/22',
  '35.191.0.0/16',
];

/** One of Google's addresses stands for those that check the balancers of a cluster, for each its own. */
export const proberAddress = (cluster: number, at: number): string =>
  showIp(plus(ip('35.191.16.1'), cluster * 256 + at));

/** The same for those that check the targets of a regional Application Load Balancer. */
export const askerAddress = (at: number): string => showIp(plus(ip('35.191.144.1'), at));
