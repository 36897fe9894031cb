import { type BalancerKind, elasticAgent } from './balancer.ts';
import { relayingNode } from './relaying.ts';

/** Classic Load Balancer: ends connections, and opens its own to an instance that is in service. */
export const clb: BalancerKind = {
  id: 'clb',
  doc: 'AWS Classic Load Balancer: ends connections, picks an instance, opens its own connection to it.',
  failsOpen: false,
  checked: true,
  agent: elasticAgent,
  lower: relayingNode,
};
