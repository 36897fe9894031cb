import type { Controller } from '../../../plan/controller.ts';
import { hasChange, versionOf } from '../../../plan/versions.ts';
import { controlled } from './controller.ts';

/** The AWS Load Balancer Controller: an ALB for each group of Ingresses, an NLB for each Service that is its own. */
export const awsLoadBalancerController: Controller = {
  id: 'aws-load-balancer-controller',
  doc: 'AWS Load Balancer Controller: application load balancers of Ingresses, network load balancers of Services.',
  plan: (input) =>
    controlled(input, {
      id: 'aws-load-balancer-controller',
      title: 'AWS Load Balancer Controller',
      targetType: 'instance',
      byReachability: true,
      unread: [],
      groups: true,
      gateways: hasChange(versionOf(input.cluster, 'aws-load-balancer-controller'), 'lbcGateways'),
      nlbGroups: hasChange(versionOf(input.cluster, 'aws-load-balancer-controller'), 'lbcNlbGroups'),
    }),
};
