import type { Controller } from '../../../plan/controller.ts';
import { controlled } from '../aws-load-balancer-controller/controller.ts';

/**
 * The controller that EKS Auto Mode brings: a fork of the AWS Load Balancer Controller whose targets are pods, which looks
 * for subnets by their tags alone, and knows no group of Ingresses (EKS user guide, auto-configure-alb, auto-configure-nlb).
 */
export const eksAutoMode: Controller = {
  id: 'eks-auto-mode',
  doc: 'EKS Auto Mode: its own application and network load balancers, with pods as targets.',
  plan: (input) =>
    controlled(input, {
      id: 'eks-auto-mode',
      title: 'EKS Auto Mode',
      targetType: 'ip',
      byReachability: false,
      unread: ['aws-load-balancer-type', 'internal', 'load-balancer-source-ranges', 'proxy-protocol'],
      groups: false,
      gateways: false,
      nlbGroups: true,
      frontend: 'unknown',
    }),
};
