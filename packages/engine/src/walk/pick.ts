import type { Check, Pool, PoolStage, PoolTarget } from '../network/balance.ts';
import { showEnd } from '../network/header.ts';
import type { Device, Network } from '../network/network.ts';
import type { Share, Upstream } from '../network/program.ts';
import type { CauseCode } from '../trace/cause.ts';
import type { Step, Tried } from '../trace/trace.ts';
import type { Decider, Option } from './decider.ts';
import { fraction, one, showFraction } from './fraction.ts';
import type { Lead } from './kinds.ts';

/** What the checks of one target come to, as one node of its balancer sees them. */
export type Health =
  | { readonly state: 'healthy' }
  /** `blocked`: the cause by which the check itself does not arrive. */
  | { readonly state: 'unhealthy'; readonly asked: string; readonly why: string; readonly blocked?: CauseCode }
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
      readonly step: Step;
    }
  /** `empty`: nobody is registered; `zone`: nobody in its own zone; `unhealthy`: nobody is healthy, and it does not fail open. */
  | {
      readonly kind: 'nobody';
      readonly pool: Pool;
      readonly why: 'empty' | 'zone' | 'unhealthy';
      /** The cause by which no check arrives, where it is one. */
      readonly blocked?: CauseCode;
      readonly step: Step;
    }
  | { readonly kind: 'unknown'; readonly why: string };

const stageOf = ({ called = 'target group' }: Pool): PoolStage => called;

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
  if (!pool) return { kind: 'unknown', why: `${of}: nothing that it may pick from has a weight` };
  return pickFrom(picking, device, pool);
}

function poolOf({ pools }: Network, id: string): Pool {
  const pool = pools.get(id);
  if (!pool) throw new Error(`no target group ${id}`);
  return pool;
}

function pickFrom({ network, decider, healthOf }: Picking, device: Device, pool: Pool): Picked {
  const { name, source } = pool;
  const view = viewOf(network, device, pool, healthOf);
  if (view.kind !== 'open') return view.picked;
  const { of, said } = view;
  const chosen = choose(decider, device, name, view);
  if (!chosen) return { kind: 'unknown', why: `not walked: the walk pins another target of ${name}` };
  const { target, option } = chosen;
  const alike = option?.alike ? `, or one of ${option.alike.length} like it,` : '';
  const probability = showFraction(option?.probability ?? one);
  const entry = `${name}: ${pool.algorithm} picks ${nameOf(target)}${alike} of ${of}, probability ${probability}`;
  const from = target.source ?? source;
  return {
    ...{ kind: 'target', pool, target },
    step: { kind: 'balance', stage: stageOf(pool), entry, ...said, ...(from === undefined ? {} : { source: from }) },
  };
}

/** Picks another target of the pool where some have failed; undefined: it has no other. */
export function pickAnother(
  { network, decider, healthOf }: Picking,
  device: Device,
  pool: Pool,
  failed: readonly Upstream[],
): { readonly target: PoolTarget; readonly step: Step } | undefined {
  const view = viewOf(network, device, pool, healthOf);
  if (view.kind !== 'open') return undefined;
  const places = view.among.flatMap((target, i) => (failed.includes(target) ? [] : [i]));
  if (places.length === 0) return undefined;
  const probability = fraction(1, places.length);
  const options = places.map((i) => ({ label: view.among[i]!.name, probability }));
  const leads = places.map((i) => view.leads[i]!);
  // told where only one is left too: that others were asked before is what the way is about
  const place = places[decider.choose('next target', device, pool.name, options, () => leads)];
  const target = view.among[place!]!;
  const source = target.source ?? pool.source;
  const entry = `${pool.name}: tries ${nameOf(target)}, one of ${places.length} left`;
  return {
    target,
    step: { kind: 'balance', stage: stageOf(pool), entry, ...(source === undefined ? {} : { source }) },
  };
}

/** What a node of a balancer has to pick from: the same for all walks through a network. */
type View =
  | {
      readonly kind: 'open';
      readonly among: readonly PoolTarget[];
      readonly options: readonly Option[];
      readonly leads: readonly Lead[];
      /** How many, in words. */
      readonly of: string;
      readonly said: Pick<Step, 'tried'>;
    }
  | { readonly kind: 'shut'; readonly picked: Picked };

const views = new WeakMap<Network, Map<string, View>>();

function viewOf(network: Network, device: Device, pool: Pool, healthOf: HealthOf): View {
  let known = views.get(network);
  if (!known) {
    known = new Map();
    views.set(network, known);
  }
  const key = `${device.id}\n${pool.id}`;
  const earlier = known.get(key);
  if (earlier) return earlier;
  const view = lookAround(device, pool, healthOf);
  // what is open because a health check is being walked right now is not kept
  if (view.kind === 'open' || view.picked.kind !== 'unknown') known.set(key, view);
  return view;
}

function lookAround(device: Device, pool: Pool, healthOf: HealthOf): View {
  const { check, name, source } = pool;
  const own = source === undefined ? {} : { source };
  const shut = (picked: Picked): View => ({ kind: 'shut', picked });
  const near = pool.ownZone
    ? pool.targets.filter(({ zone, everyZone }) => everyZone || zone === device.zone)
    : pool.targets;
  const live = near.filter(({ draining }) => !draining);
  if (live.length === 0) {
    const why =
      near.length === pool.targets.length || pool.targets.every(({ draining }) => draining) ? 'empty' : 'zone';
    const entry =
      why === 'empty'
        ? `${name} has no registered target`
        : `${name} has no target in ${device.zone ?? 'this zone'}, and cross-zone is off`;
    return shut({ kind: 'nobody', pool, why, step: { kind: 'balance', stage: stageOf(pool), entry, ...own } });
  }
  const checked = check && { ...pool, check };
  const healths = checked ? live.map((target) => healthOf(device, checked, target)) : [];
  const open = healths.find(({ state }) => state === 'unknown');
  if (open?.state === 'unknown')
    return shut({ kind: 'unknown', why: `health of a target of ${name} (${open.asked}): ${open.why}` });
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
    const causes = new Set(healths.map((each) => (each.state === 'unhealthy' ? each.blocked : undefined)));
    const [blocked] = causes.size === 1 ? causes : [];
    const step: Step = { kind: 'balance', stage: stageOf(pool), entry, ...said, ...own };
    return shut({ kind: 'nobody', pool, why: 'unhealthy', ...(blocked === undefined ? {} : { blocked }), step });
  }
  const some = healthy.length > 0 ? healthy : live;
  // of most pools every node of the balancer picks from all targets: what is known of those is known once
  const among = some.length === pool.targets.length ? pool.targets : some;
  const of =
    healthy.length > 0
      ? `${healthy.length} ${check ? 'healthy' : 'upstreams'}`
      : `${live.length}: none is healthy${reason}, it fails open`;
  const told = [
    // who was there before has no choice
    ...(pool.sticky === undefined ? [] : [`${name} does not know the client yet (${pool.sticky})`]),
    ...(pool.slowStart === undefined ? [] : [`no target of ${name} is in its slow start of ${pool.slowStart} s`]),
  ];
  return { kind: 'open', among, ...choiceOf(among, told), of, said };
}

type Choice = Pick<Extract<View, { kind: 'open' }>, 'options' | 'leads'>;

const choices = new WeakMap<readonly PoolTarget[], Choice>();

/** What there is to choose from; what is said of the pool is said of its targets, whoever picks. */
function choiceOf(among: readonly PoolTarget[], told: readonly string[]): Choice {
  const earlier = choices.get(among);
  if (earlier) return earlier;
  const probability = fraction(1, among.length);
  const assumes = told.length === 0 ? {} : { assumes: told.join('; ') };
  const options = among.map(({ name: label }): Option => ({ label, probability, ...assumes }));
  const choice: Choice = { options, leads: among.map(leadTo) };
  choices.set(among, choice);
  return choice;
}

/** Whom a target leads to; what it is called, and by which line it is one, decides nothing. */
function leadTo({ name: _, source: _s, alike, mark: _m, address, meant, ...own }: PoolTarget): Lead {
  return {
    ...{ address, own: { ...own, meant }, names: meant === undefined ? [] : [meant] },
    ...(alike === undefined ? {} : { alike }),
  };
}

/** More targets than somebody reads who has pinned one. */
const manyTargets = 16;

/** One of several targets; of many, one of which is pinned, the others are one alternative that is not walked. */
function choose(
  decider: Decider,
  device: Device,
  of: string,
  { among, options, leads }: Extract<View, { kind: 'open' }>,
): { readonly target: PoolTarget; readonly option: Option | undefined } | undefined {
  const [only] = among;
  if (among.length === 1) return { target: only!, option: undefined };
  const pinned = among.length > manyTargets ? decider.pinnedAmong('target', device, options) : undefined;
  if (!pinned) {
    const index = decider.choose('target', device, of, options, () => leads);
    const { options: offered, index: taken } = decider.decisions.at(-1)!;
    return { target: among[index]!, option: offered[taken] };
  }
  const rest = among.length - pinned.length;
  const walked = pinned.map((i) => options[i]!);
  const others = { label: `${rest} others`, probability: fraction(rest, among.length) };
  const index = pinned[decider.choose('target', device, of, rest > 0 ? [...walked, others] : walked)];
  return index === undefined ? undefined : { target: among[index]!, option: options[index] };
}

const nameOf = ({ name, address, port }: PoolTarget): string => {
  const end = showEnd(address, port, 'tcp');
  return name === end ? end : `${name} ${end}`;
};
