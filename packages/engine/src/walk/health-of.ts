import type { PoolTarget } from '../network/balance.ts';
import type { Network } from '../network/network.ts';
import { healthBookOf } from './converse.ts';
import { hasHealthy } from './healthy.ts';
import type { Health } from './pick.ts';

/** Whether a node of a balancer has a healthy target to send to, in a target group. What is not known counts as healthy. */
export function hasHealthyTarget(network: Network, node: string, pool: string): boolean {
  const book = healthBookOf(network);
  return hasHealthy(network, (device, of, target) => book.of(device, of, target), node, pool);
}

/** The checks of the targets that a node of a balancer may send to; of those that answer alike one. */
export function* healthsIn(
  network: Network,
  node: string,
  pool: string,
): Generator<{ readonly target: PoolTarget; readonly health: Health; readonly alike: number }> {
  const found = network.pools.get(pool);
  const device = network.devices.get(node);
  const check = found?.check;
  if (!found || !device || !check) return;
  const kinds = new Map<string, PoolTarget[]>();
  for (const target of found.targets) {
    if (target.draining || (found.ownZone && target.zone !== device.zone)) continue;
    const key = `${target.alike ?? target.address}:${target.port}`;
    const list = kinds.get(key);
    if (list) list.push(target);
    else kinds.set(key, [target]);
  }
  for (const [target, ...others] of kinds.values())
    if (target)
      yield {
        target,
        health: healthBookOf(network).of(device, { ...found, check }, target),
        alike: others.length,
      };
}

/**
 * Among which targets of a target group a node of a balancer picks; `zone`: none is in its own; `nobody`: none is registered,
 * or healthy where it does not fail open; `unknown`: what one's health depends on is not known.
 */
export function targetsFor(
  network: Network,
  node: string,
  pool: string,
): readonly PoolTarget[] | 'zone' | 'nobody' | 'unknown' {
  const found = network.pools.get(pool);
  const device = network.devices.get(node);
  if (!found || !device) throw new TypeError(`no target group ${pool} of ${node}`);
  const { check, failsOpen, ownZone, targets } = found;
  const near = targets.filter(({ zone }) => !ownZone || zone === device.zone);
  const live = near.filter(({ draining }) => !draining);
  if (live.length === 0)
    return near.length < targets.length && targets.some(({ draining }) => !draining) ? 'zone' : 'nobody';
  if (!check) return live;
  const states = live.map((target) => healthBookOf(network).of(device, { ...found, check }, target).state);
  if (states.includes('unknown')) return 'unknown';
  const healthy = live.filter((_, i) => states[i] === 'healthy');
  return healthy.length > 0 ? healthy : failsOpen ? live : 'nobody';
}
