import type { ServiceProxy } from '../service-proxy.ts';
import { compile } from './compile.ts';

/** kube-proxy in nftables mode, general since Kubernetes 1.33. */
export const nftables: ServiceProxy = {
  id: 'nftables',
  doc: 'kube-proxy in nftables mode: Services are looked up in maps of one table, node ports answer on the primary address alone.',
  compile,
};
