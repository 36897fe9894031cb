import type { Check, Pool, PoolTarget } from '../network/balance.ts';
import { showEnd } from '../network/header.ts';
import type { Device, Network } from '../network/network.ts';
import type { Share } from '../network/program.ts';
import type { Step, Tried } from '../trace/trace.ts';
import type { Decider } from './decider.ts';
import { fraction, showFraction } from './fraction.ts';

/** What the checks of one target come to, as one node of its balancer sees them. */
export type Health =
  | { readonly state: 'healthy'; readonly asked: string }
  | { readonly state: 'unhealthy'; readonly asked: string; readonly why: string }
  /** What it is depends on something that is not known. */
  | { readonly state: 'unknown'; readonly asked: string; readonly why: string };

/** Which targets are healthy, as a node of a balancer sees them. */
export type HealthOf = (device: Device, pool: Pool & { readonly check: Check }, target: PoolTarget) => Health;

/** What a balancer needs for a choice. */
export interface Picking {
  readonly network: Network;
  readonly decider: Decider;
  readonly healthOf: HealthOf;
}

/** Whom a balancer sends to, with the step that says so; or why it has nobody. */
export type Picked =
  | {
      readonly kind: 'target';
      readonly pool: Pool;
      readonly target: PoolTarget;
      readonly others: number;
      readonly step: Step;
    }
  /** `empty`: nobody is registered; `zone`: nobody in its own zone; `unhealthy`: nobody is healthy, and it does not fail open. */
  | { readonly kind: 'nobody'; readonly pool: Pool; readonly why: 'empty' | 'zone' | 'unhealthy'; readonly step: Step }
  | { readonly kind: 'unknown'; readonly why: string };

const stage = 'target group';

/** Picks a pool by the weights, and one of its healthy targets. */
export function pick(picking: Picking, device: Device, of: string, shares: readonly Share[]): Picked {
  const { network, decider } = picking;
  const open = shares.filter(({ weight }) => weight > 0);
  const total = open.reduce((sum, { weight }) => sum + weight, 0);
  const pools = open.map(({ pool }) => poolOf(network, pool));
  const index =
    pools.length <= 1
      ? 0
      : decider.choose(
          'group',
          device,
          of,
          pools.map(({ name }, i) => ({ label: name, probability: fraction(open[i]!.weight, total) })),
        );
  const pool = pools[index];
  if (!pool) return { kind: 'unknown', why: `${of}: every target group has weight 0` };
  return pickFrom(picking, device, pool);
}

function poolOf({ pools }: Network, id: string): Pool {
  const pool = pools.get(id);
  if (!pool) throw new Error(`no target group ${id}`);
  return pool;
}

function pickFrom({ decider, healthOf }: Picking, device: Device, pool: Pool): Picked {
  const { check, name, source } = pool;
  const own = source === undefined ? {} : { source };
  const near = pool.ownZone ? pool.targets.filter(({ zone }) => zone === device.zone) : pool.targets;
  const live = near.filter(({ draining }) => !draining);
  if (live.length === 0) {
    const why =
      near.length === pool.targets.length || pool.targets.every(({ draining }) => draining) ? 'empty' : 'zone';
    const entry =
      why === 'empty'
        ? `${name} has no registered target`
        : `${name} has no target in ${device.zone ?? 'this zone'}, and cross-zone is off`;
    return { kind: 'nobody', pool, why, step: { kind: 'balance', stage, entry, ...own } };
  }
  const healths = check ? live.map((target) => healthOf(device, { ...pool, check }, target)) : [];
  const open = healths.find(({ state }) => state === 'unknown');
  if (open?.state === 'unknown')
    return { kind: 'unknown', why: `health of a target of ${name} (${open.asked}): ${open.why}` };
  const healthy = check ? live.filter((_, i) => healths[i]!.state === 'healthy') : live;
  const tried = live.flatMap((target, i): Tried[] => {
    const health = healths[i];
    return health?.state === 'unhealthy'
      ? [{ entry: nameOf(target), why: `unhealthy: ${health.asked}: ${health.why}` }]
      : [];
  });
  const said = tried.length > 0 ? { tried } : {};
  const reason = tried[0] ? ` (${tried[0].entry}: ${tried[0].why})` : '';
  if (healthy.length === 0 && !pool.failsOpen) {
    const entry = `${name}: none of ${live.length} targets is healthy${reason}`;
    return { kind: 'nobody', pool, why: 'unhealthy', step: { kind: 'balance', stage, entry, ...said, ...own } };
  }
  const among = healthy.length > 0 ? healthy : live;
  const probability = fraction(1, among.length);
  const index =
    among.length === 1
      ? 0
      : decider.choose(
          'target',
          device,
          name,
          among.map((each) => ({ label: each.name, probability })),
        );
  const target = among[index]!;
  const of =
    healthy.length > 0
      ? `${healthy.length} ${check ? 'healthy' : 'upstreams'}`
      : `${live.length}: none is healthy${reason}, it fails open`;
  const entry = `${name}: ${pool.algorithm} picks ${nameOf(target)} of ${of}, probability ${showFraction(probability)}`;
  const from = target.source ?? source;
  return {
    ...{ kind: 'target', pool, target, others: among.length - 1 },
    step: { kind: 'balance', stage, entry, ...said, ...(from === undefined ? {} : { source: from }) },
  };
}

const nameOf = ({ name, address, port }: PoolTarget): string => {
  const end = showEnd(address, port, 'tcp');
  return name === end ? end : `${name} ${end}`;
};
