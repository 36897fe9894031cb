import type { Check } from '../check.ts';
import { lineOf, whatOf, writtenOf } from './written-of.ts';

/** NK080: health checks of kube-proxy do not read the PROXY header (AWS Load Balancer Controller v3.5, docs/guide/service/nlb.md). */
export const proxyProtocol: Check = {
  codes: ['NK080'],
  doc: 'The PROXY header is sent to whom cannot read it.',
  *run({ plan }) {
    for (const balancer of plan.balancers) {
      const group = balancer.groups.find(
        ({ proxyProtocol: sent, health, type, service }) =>
          sent &&
          type === 'instance' &&
          health.protocol === 'HTTP' &&
          plan.services.find(({ id }) => id === service)?.healthCheckNodePort === health.port,
      );
      if (!group) continue;
      const objects = writtenOf(plan, balancer);
      const line = lineOf(objects, 'proxy_protocol_v2.enabled', 'proxy-protocol');
      yield {
        code: 'NK080',
        severity: 'warning',
        about: line?.id ?? balancer.id,
        message: `${whatOf(plan, balancer)} sends the PROXY header to port ${group.health.port} of kube-proxy too, which cannot read it: every node is unhealthy`,
        related: [],
      };
    }
  },
};
