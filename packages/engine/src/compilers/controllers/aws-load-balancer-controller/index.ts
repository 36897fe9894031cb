import type { Controller } from '../../../plan/controller.ts';
import type { Problem } from '../../../plan/plan.ts';
import { changes, hasChange, versionOf } from '../../../plan/versions.ts';
import type { KubeGateway } from '../../../topology/gateway.ts';
import { controlled } from './controller.ts';

/** The AWS Load Balancer Controller: an ALB for each group of Ingresses, an NLB for each Service that is its own. */
export const awsLoadBalancerController: Controller = {
  id: 'aws-load-balancer-controller',
  doc: 'AWS Load Balancer Controller: application load balancers of Ingresses, network load balancers of Services.',
  plan: (input) => {
    const gateways = hasChange(versionOf(input.cluster, 'aws-load-balancer-controller'), 'lbcGateways');
    const made = controlled(input, {
      id: 'aws-load-balancer-controller',
      title: 'AWS Load Balancer Controller',
      targetType: 'instance',
      byReachability: true,
      unread: [],
      groups: true,
      gateways,
      nlbGroups: hasChange(versionOf(input.cluster, 'aws-load-balancer-controller'), 'lbcNlbGroups'),
      frontend: hasChange(versionOf(input.cluster, 'aws-load-balancer-controller'), 'lbcFrontendNlb')
        ? 'made'
        : 'unread',
    });
    return gateways ? made : { ...made, problems: [...made.problems, ...input.cluster.gateways.map(unwatched)] };
  },
};

const unwatched = ({ id, name }: KubeGateway): Problem => ({
  ...{ code: 'NK086', about: id, related: [] },
  message: `gateway ${name}: the AWS Load Balancer Controller makes balancers of Gateways since ${changes.lbcGateways.since}`,
});
