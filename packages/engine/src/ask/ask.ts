import { showIp } from '../base/addr/index.ts';
import { finish, type Work } from '../base/work.ts';
import type { Header } from '../network/header.ts';
import { hasPorts, showEnd } from '../network/header.ts';
import type { Device, Network } from '../network/network.ts';
import type { Plan } from '../plan/plan.ts';
import { modelledWalkSettings } from '../plan/unmodelled-settings.ts';
import { elementId } from '../topology/id.ts';
import type { Choose, Walk } from '../topology/question.ts';
import { settingOf } from '../topology/setting.ts';
import type { Branch, Flow, Trace } from '../trace/trace.ts';
import { fixOf } from '../views/explain/reason.ts';
import { branches } from '../walk/branches.ts';
import type { Decider, Pin, Place } from '../walk/decider.ts';
import { fraction } from '../walk/fraction.ts';
import { localPorts, type PortSource } from '../walk/port-draws.ts';
import type { Sending } from '../walk/there-and-back.ts';
import { nameOf, senders, type Target, targets, vpcOf } from './ends.ts';
import { factsOf } from './facts-of.ts';
import { cannotOverlay } from './overlay.ts';

/** The port of an asking program: machines on the Internet and machines inside are told apart at a glance. */
const ephemeral = { outside: 54321, inside: 40000 } as const;

interface AskOptions {
  /** Also walk the second packet of each connection. */
  readonly later?: boolean;
}

/** Answers one walk on a network that was compiled from the same plan. */
export const ask = (plan: Plan, network: Network, walk: Walk, options: AskOptions = {}): Trace =>
  finish(asking(plan, network, walk, options));

/** Answers one walk in steps, a branch each. */
export function* asking(plan: Plan, network: Network, walk: Walk, options: AskOptions = {}): Work<Trace> {
  const from = senders(plan, network, walk.from);
  const kinds = from.kind === 'known' ? from.of.map((id) => network.devices.get(id)!.kind) : [];
  const outside = kinds.length > 0 && kinds.every((kind) => kind === 'client' || kind === 'server');
  const inCluster = kinds.every((kind) => kind === 'pod' || kind === 'node');
  const vpc = from.kind === 'known' ? vpcOf(plan, elementId(from.of[0]!)) : undefined;
  const to = targets(plan, walk.to, walk.protocol, { outside, inCluster, vpc });
  const first = to.kind === 'known' ? to.of[0] : undefined;
  const flow: Flow = {
    from: from.kind === 'known' ? from.name : walk.from.text,
    to: to.kind === 'known' ? to.name : walk.to.text,
    protocol: first?.protocol ?? walk.protocol ?? 'tcp',
    ...(first && hasPorts(first.protocol) ? { port: first.port } : {}),
    ...(to.kind === 'known' && to.wrongPort !== undefined ? { wrongPort: to.wrongPort } : {}),
  };
  const head = {
    id: walk.id,
    ...(walk.name === undefined ? {} : { name: walk.name }),
    ...(walk.title === undefined ? {} : { title: walk.title }),
    flow,
  };
  const reasons = [
    ...(from.kind === 'unknown' ? [from.reason] : []),
    ...(to.kind === 'unknown' ? [to.reason] : []),
    ...walk.givens.flatMap((given) => cannotOverlay(given) ?? []),
    ...walk.settings
      .filter(({ key }) => !modelledWalkSettings.includes(key))
      .map(({ key }) => `${key} of a walk is not modelled yet`),
  ];
  if (from.kind === 'unknown' || to.kind === 'unknown' || reasons.length > 0)
    return { ...head, verdict: 'undetermined', routes: [], reasons };

  const pins = walk.chooses.map((choose) => pinOf(plan, choose));
  const sport = Number(settingOf(walk.settings, 'sport')?.values[0] ?? Number.NaN);
  const send = (decider: Decider): Sending => {
    const device = network.devices.get(pick(decider, 'source', flow.from, from.of, nameOfDevice(network)))!;
    const target = pick(decider, 'answer', flow.to, to.of, (each) => each.label, device);
    const own = device.interfaces.find((each) => each.name !== 'lo')?.addresses[0]?.ip;
    const src = target.address === 0x7f000001 || own === undefined ? target.address : own;
    const port =
      Number.isInteger(sport) && sport > 0 && sport < 65536 ? sport : outside ? ephemeral.outside : ephemeral.inside;
    return {
      device,
      packet: firstPacket(src, port, target),
      // not the names of the question: who asks the same sees the same ports
      seed: `${showIp(src)} ${showEnd(target.address, target.port, target.protocol)} ${target.protocol}`,
      ...(Number.isNaN(sport) && hasPorts(target.protocol) ? { port: portsOf(device, target.protocol) } : {}),
      ...(target.meant === undefined ? {} : { meant: target.meant }),
    };
  };
  const found = yield* branches(network, send, pins, {
    ...(options.later === undefined ? {} : { later: options.later }),
    advise: (way, hop, step) => fixOf(way, factsOf(network, hop, step)),
  });
  const all = flow.wrongPort === undefined ? found : found.map((branch) => askAnother(branch, flow.wrongPort!));
  const chosen = all.filter((branch) => pins.every((pin) => obeys(branch, pin)));
  const used = pins.filter((pin) =>
    all.some((branch) => branch.choices.some((choice) => choice.pinned && matches(choice, pin))),
  );
  if (used.length < pins.length) {
    const unused = walk.chooses.filter((_, i) => !used.includes(pins[i]!));
    const words = unused.map(
      (choose) => `choose ${choose.what} ${choose.value.text}: no random choice of this walk offers it`,
    );
    return { ...head, verdict: 'undetermined', routes: [], others: all, reasons: words };
  }
  const others = all.filter((branch) => !chosen.includes(branch));
  return { ...head, verdict: verdictOf(chosen), routes: chosen, ...(others.length > 0 ? { others } : {}) };
}

/** Nothing on the way helps who asks a Service for a port that it does not have: another one is to be asked for. */
function askAnother({ blockers, ...branch }: Branch, wrongPort: string): Branch {
  const [first] = blockers ?? [];
  return first ? { ...branch, blockers: [{ ...first, fix: `Ask for another port: ${wrongPort}.` }] } : branch;
}

const nameOfDevice = (network: Network) => (id: string) => network.devices.get(id)!.name;

/** How a machine draws the port of a program that asks for none. Whose system one on the Internet has is not known. */
function portsOf({ kind, name }: Device, protocol: Target['protocol']): PortSource {
  if (kind === 'client' || kind === 'server')
    return { range: localPorts, how: 'uniform', assumes: `${name} draws its port from 32768-60999` };
  return { range: localPorts, how: protocol === 'tcp' ? 'even' : 'uniform' };
}

/** One of several equally likely things; nothing is chosen where there is one. */
function pick<T>(
  decider: Decider,
  kind: string,
  of: string,
  list: readonly T[],
  label: (item: T) => string,
  at: Place = { id: of, name: of },
): T {
  if (list.length === 1) return list[0]!;
  const index = decider.choose(
    kind,
    at,
    of,
    list.map((each) => ({ label: label(each), probability: fraction(1, list.length) })),
  );
  return list[index]!;
}

function firstPacket(src: Target['address'], sport: number, target: Target): Header {
  const ports = hasPorts(target.protocol);
  return {
    protocol: target.protocol,
    src,
    dst: target.address,
    sport: ports ? sport : 1,
    dport: target.port,
    ttl: 64,
    mark: 0,
    flags: target.protocol === 'tcp' ? 'SYN' : ports ? 'data' : 'echo-request',
  };
}

function pinOf(plan: Plan, { what, value, at }: Choose): Pin {
  const labels = new Set([value.text]);
  if (value.kind === 'element') labels.add(nameOf(plan, value.of, value.text));
  if (value.kind === 'address') labels.add(value.address);
  return { kind: what, labels, ...(at === undefined ? {} : { at }) };
}

const matches = (choice: Branch['choices'][number], pin: Pin): boolean =>
  choice.kind === pin.kind && (pin.at === undefined || pin.at === choice.id);

/** Every choice that a pin speaks of went its way. */
const obeys = (branch: Branch, pin: Pin): boolean =>
  branch.choices.filter((choice) => matches(choice, pin)).every((choice) => pin.labels.has(choice.picked));

function verdictOf(routes: readonly Branch[]): Trace['verdict'] {
  const verdicts = new Set(routes.map((route) => route.verdict));
  if (verdicts.size === 1) return routes[0]!.verdict;
  return verdicts.has('undetermined') && !verdicts.has('delivered') ? 'undetermined' : 'mixed';
}
