import type { Network } from '../network/network.ts';
import type { HealthOf } from './pick.ts';

/** Whether a node of a balancer has a healthy target to send to, in a target group. What is not known counts as healthy. */
export function hasHealthy(network: Network, healthOf: HealthOf, node: string, pool: string): boolean {
  const found = network.pools.get(pool);
  const device = network.devices.get(node);
  if (!found || !device) return false;
  const { check } = found;
  return found.targets.some(
    (target) =>
      !target.draining &&
      (!found.ownZone || target.zone === device.zone) &&
      (!check || healthOf(device, { ...found, check }, target).state !== 'unhealthy'),
  );
}
