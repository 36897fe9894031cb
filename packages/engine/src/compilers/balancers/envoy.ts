import type { HttpSide } from '../../network/program.ts';
import type { BalancerKind } from './balancer.ts';
import { googleSays } from './gfe.ts';
import { relayingNode } from './relaying.ts';

/**
 * It says who asked and which of its addresses was asked (Cloud Load Balancing documentation, X-Forwarded-For header of regional external and internal
 * Application Load Balancers); with nobody healthy, and where its own connection comes to nothing, it answers 503 (Envoy documentation, response flags UH
 * and UF).
 */
const side: HttpSide = {
  ...googleSays,
  ...{ unreachable: 502, failed: 503 },
  nobody: { status: 503, cause: 'GKE-READY' },
};

/**
 * Proxies of Google that a network lends a subnet: a regional Application Load Balancer, external or internal. They ask from addresses of that
 * subnet, and machines elsewhere check their targets (Cloud Load Balancing documentation, proxy-only subnets).
 */
export const envoy: BalancerKind = {
  id: 'envoy',
  doc: "Google's regional Application Load Balancer, external or internal: proxies in a proxy-only subnet end connections, and open others from there.",
  title: 'Envoy',
  failsOpen: false,
  checked: false,
  agent: 'GoogleHC/1.0',
  pools: 'backend service',
  askers: "Google's health checks of",
  ownsPublic: true,
  lower: (place) => relayingNode(place, side),
};
