import type { HttpSide } from '../../network/program.ts';
import { type BalancerKind, elasticAgent } from './balancer.ts';
import { ofAws, relayingNode } from './relaying.ts';

/** Application Load Balancer user guide, Troubleshoot: HTTP 460 and 463, and the time that a connection to a target may take (504). */
const side: HttpSide = { ...ofAws, mostForwarded: 30, connectSeconds: 10, clientGone: 460 };

/** Application Load Balancer: a node with an address in each zone, whose listeners read requests. */
export const alb: BalancerKind = {
  id: 'alb',
  doc: 'AWS Application Load Balancer: ends connections and TLS, picks by rules, opens its own connection to a target.',
  failsOpen: true,
  // Elastic Load Balancing, Application Load Balancers, health checks for target groups
  firstChecks: 1,
  checked: true,
  agent: elasticAgent,
  lower: (place) => relayingNode(place, side),
};
