import type { HttpSide } from '../../network/program.ts';
import type { BalancerKind } from './balancer.ts';
import { relayingNode } from './relaying.ts';

/** Who asked and which of its addresses was asked, and what it calls itself; nothing of the port (Cloud Load Balancing documentation, target proxies: HTTP headers). */
export const googleSays = { forwards: 'append-both', via: '1.1 google', rules: 'URL map' } as const;

/** With nobody healthy it answers 502 (Cloud Load Balancing documentation, failed_to_pick_backend). */
const side: HttpSide = { ...googleSays, unreachable: 502, nobody: { status: 502, cause: 'GKE-READY' } };

/** Of the newer one, whose front ends have Envoy: 503 in both cases (Envoy documentation, response flags UH and UF). */
const managedSide: HttpSide = { ...side, failed: 503, nobody: { status: 503, cause: 'GKE-READY' } };

/** Google's front end: an external Application Load Balancer, whose address is announced everywhere. */
export const gfe: BalancerKind = {
  id: 'gfe',
  doc: "Google's external Application Load Balancer: its front end ends connections, and opens others from 35.191.0.0/16 and 130.211.0.0/22.",
  failsOpen: false,
  checked: false,
  agent: 'GoogleHC/1.0',
  pools: 'backend service',
  ownsPublic: true,
  lower: (place) => relayingNode(place, side),
};

/** The global external Application Load Balancer with Envoy, beside the classic one. */
export const gfeManaged: BalancerKind = {
  ...gfe,
  id: 'gfe-managed',
  doc: "Google's global external Application Load Balancer: as the classic one, with Envoy in its front ends.",
  title: 'GFE',
  lower: (place) => relayingNode(place, managedSide),
};
