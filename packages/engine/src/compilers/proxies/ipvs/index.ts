import type { ServiceProxy } from '../service-proxy.ts';
import { compile } from './compile.ts';

/** kube-proxy in IPVS mode. */
export const ipvs: ServiceProxy = {
  id: 'ipvs',
  doc: 'kube-proxy in IPVS mode: every address of a Service is on kube-ipvs0, and the kernel load balancer takes its packets.',
  compile,
};
