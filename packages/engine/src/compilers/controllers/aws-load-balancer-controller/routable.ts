import { type Cidr, contains, parseCidr, parseIp } from '../../../base/addr/index.ts';
import type { Target } from '../../../plan/balancer.ts';
import type { PlannedService } from '../../../plan/plan.ts';
import type { ElementId } from '../../../topology/id.ts';
import type { Report } from '../common/report.ts';
import type { Site } from './site.ts';

/** Lists that several target groups have, and that were looked at. */
const known = new WeakMap<readonly Target[], true>();

/** A pod that has no address of the VPC. */
export function strangerAmong({ view }: Site, targets: readonly Target[]): Target | undefined {
  if (targets.length === 0 || known.get(targets)) return undefined;
  const isOwn = ownBlocks(view);
  const stranger = targets.find((target) => !isOwn(target));
  if (!stranger) known.set(targets, true);
  return stranger;
}

/**
 * The pods that are registered by their own addresses. Where the controller changes the groups of targets, it looks for the interface of
 * each: that of a pod which the VPC does not know is not found, and none of its group is registered (pkg/networking/pod_eni_info_resolver.go). With
 * groups of the author alone it looks for none, and registers such a pod for all zones (pkg/targetgroupbinding/resource_manager.go,
 * AvailabilityZone "all"; a binding has no networking without a backend group: pkg/service/model_build_target_group.go).
 */
export function registered(
  site: Site,
  service: PlannedService,
  targets: readonly Target[],
  about: ElementId,
  { report, guarded }: { readonly report: Report; readonly guarded: boolean },
): readonly Target[] {
  const stranger = strangerAmong(site, targets);
  if (!stranger) return targets;
  if (!guarded) {
    const isOwn = ownBlocks(site.view);
    return targets.map((target): Target => {
      const { zone: _, ...rest } = target;
      return isOwn(target) ? target : { ...rest, everyZone: true };
    });
  }
  const message = `backend ${service.name}: pod ${stranger.name} has ${stranger.address}, which is not of the VPC: targets of type ip need pods with addresses of it, and none is registered`;
  report.tell('NK074', about, message, [{ about: stranger.id, message: `pod ${stranger.name}` }]);
  return [];
}

const blocksOf = new WeakMap<Site['view'], readonly Cidr[]>();

/** Whether a target has an address of the VPC; one that cannot be read is told elsewhere. */
function ownBlocks(view: Site['view']): (target: Target) => boolean {
  const blocks = blocksOf.get(view) ?? (view.vpc?.cidrs ?? []).flatMap(({ text }) => parseCidr(text)?.cidr ?? []);
  blocksOf.set(view, blocks);
  return ({ address }) => {
    const ip = parseIp(address);
    return ip === undefined || blocks.some((block) => contains(block, ip));
  };
}
