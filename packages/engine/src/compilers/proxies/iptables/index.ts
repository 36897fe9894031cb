import type { ServiceProxy } from '../service-proxy.ts';
import { compile } from './compile.ts';

/** kube-proxy in iptables mode. */
export const iptables: ServiceProxy = {
  id: 'iptables',
  doc: 'kube-proxy with iptables: DNAT in nat PREROUTING and OUTPUT, endpoints drawn at random per connection.',
  compile,
};
