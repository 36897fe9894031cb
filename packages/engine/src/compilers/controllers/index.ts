import type { Controller } from '../../plan/controller.ts';
import { awsLoadBalancerController } from './aws-load-balancer-controller/index.ts';
import { eksAutoMode } from './eks-auto-mode/index.ts';
import { gkeGateway } from './gke-gateway/index.ts';
import { gkeIngress } from './gke-ingress/index.ts';
import { gkeServiceController } from './gke-service-controller/index.ts';
import { ingressNginx } from './ingress-nginx/index.ts';
import { serviceController } from './service-controller/index.ts';

/** Every modelled controller by name. */
export const controllers = {
  'aws-load-balancer-controller': awsLoadBalancerController,
  'service-controller': serviceController,
  'eks-auto-mode': eksAutoMode,
  'gke-ingress': gkeIngress,
  'gke-gateway': gkeGateway,
  'gke-service-controller': gkeServiceController,
  'ingress-nginx': ingressNginx,
} as const satisfies Record<string, Controller>;
