import { type BalancerKind, elasticAgent } from './balancer.ts';
import { relayingNode } from './relaying.ts';

/** Application Load Balancer: a node with an address in each zone, whose listeners read requests. */
export const alb: BalancerKind = {
  id: 'alb',
  doc: 'AWS Application Load Balancer: ends connections and TLS, picks by rules, opens its own connection to a target.',
  failsOpen: true,
  // Elastic Load Balancing, Application Load Balancers, health checks for target groups
  firstChecks: 1,
  checked: true,
  agent: elasticAgent,
  lower: relayingNode,
};
