import { contains, parseCidr, parseIp } from '../../../base/addr/index.ts';
import type { Target } from '../../../plan/balancer.ts';
import type { PlannedService } from '../../../plan/plan.ts';
import type { ElementId } from '../../../topology/id.ts';
import type { Report } from '../common/report.ts';
import type { Site } from './site.ts';

/** Lists that several target groups have, and that were looked at. */
const known = new WeakMap<readonly Target[], true>();

/**
 * The pods that a balancer can reach by their own addresses: those that the VPC knows. The interface of another one is not
 * found, and none of its group is registered (pkg/networking/pod_eni_info_resolver.go).
 */
export function reachable(
  { view }: Site,
  service: PlannedService,
  targets: readonly Target[],
  about: ElementId,
  report: Report,
): readonly Target[] {
  if (targets.length === 0 || known.get(targets)) return targets;
  const blocks = (view.vpc?.cidrs ?? []).flatMap(({ text }) => parseCidr(text)?.cidr ?? []);
  const stranger = targets.find(({ address }) => {
    const ip = parseIp(address);
    return ip !== undefined && !blocks.some((block) => contains(block, ip));
  });
  if (!stranger) {
    known.set(targets, true);
    return targets;
  }
  const message = `backend ${service.name}: pod ${stranger.name} has ${stranger.address}, which is not of the VPC: targets of type ip need pods with addresses of it, and none is registered`;
  report.tell('NK074', about, message, [{ about: stranger.id, message: `pod ${stranger.name}` }]);
  return [];
}
