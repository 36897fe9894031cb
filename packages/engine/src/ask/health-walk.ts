import type { Work } from '../base/work.ts';
import type { Network } from '../network/network.ts';
import type { ElementId } from '../topology/id.ts';
import type { Trace } from '../trace/trace.ts';
import { fixOf } from '../views/explain/reason.ts';
import { branches } from '../walk/branches.ts';
import { healthBookOf } from '../walk/converse.ts';
import { askerOf, checkSending } from '../walk/health.ts';
import { verdictOf } from './ask.ts';
import { factsOf } from './facts-of.ts';
import { keyOf } from './target-health.ts';

/** One check of a balancer: from which of its nodes, of which target in which target group. */
export interface HealthQuestion {
  readonly node: ElementId;
  /** The group's id in the network. */
  readonly group: string;
  /** Where it asks: `10.0.1.5:8080`, the target's own port. */
  readonly at: string;
}

/** The walk of a health check, described as any other; `title` says what came of it. Undefined: there is no such check. */
export function* askingHealth(network: Network, id: ElementId, asked: HealthQuestion): Work<Trace | undefined> {
  const node = network.devices.get(asked.node);
  const pool = network.pools.get(asked.group);
  const target = pool?.targets.find((each) => keyOf(each) === asked.at);
  const check = pool?.check;
  if (!node || !check || !target) return undefined;
  const device = askerOf(network, node, check);
  const health = healthBookOf(network).of(node, { ...pool, check }, target);
  const why = health.state === 'healthy' ? undefined : health.why;
  const title = `${device.name} checks ${target.name} of ${pool.name}: ${why === undefined ? health.state : `${health.state}, ${why}`}`;
  const flow = { from: device.name, to: target.name, protocol: 'tcp', port: check.port ?? target.port };
  const head = { id, name: 'Health check', title, flow };
  const sending = checkSending(device, check, target);
  if (!sending) return { ...head, verdict: 'undetermined', routes: [], reasons: [why ?? 'no way to the target'] };
  // no limit of ways was asked for
  const routes = (yield* branches(network, () => sending, [], {
    advise: (way, hop, step) => fixOf(way, factsOf(network, hop, step)),
  }))!;
  return { ...head, verdict: verdictOf(routes), routes };
}
