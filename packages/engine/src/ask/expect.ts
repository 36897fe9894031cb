import { contains, type Ip, isPublic, mayBePublic, parseCidr, parseIp, showIp } from '../base/addr/index.ts';
import type { Plan, PlannedSubnet } from '../plan/plan.ts';
import { itemOf, podsOfWorkload } from '../plan/plan-index.ts';
import { type ElementId, elementId } from '../topology/id.ts';
import type { Operand } from '../topology/operand.ts';
import type { Expect } from '../topology/question.ts';
import type { Glance, Outline, PassedDevice } from '../trace/glance.ts';
import type { PolicyDecision } from '../trace/policy.ts';
import type { Branch } from '../trace/trace.ts';
import { bugIn } from './own-failure.ts';

/** Whether an expectation holds; undefined: it cannot be told. */
export interface Judgement {
  readonly holds: boolean | undefined;
  /** Why not, in one sentence. */
  readonly why: string;
  /** The same without the expectation: what came instead. */
  readonly reason: string;
  /** The first branch that is not as expected, as a place in `routes`; absent where none is that one. */
  readonly route?: number;
}

/** Undefined: it cannot be told. */
type Predicate = (branch: Glance, expect: Expect, plan: Plan) => boolean | undefined;

/** Statuses that can be expected: those that load balancers answer themselves, and what programs usually answer. */
const statuses = [200, 301, 302, 307, 308, 400, 401, 403, 404, 463, 500, 502, 503, 504, 561] as const;

const ofStatuses: Readonly<Record<string, Predicate>> = Object.fromEntries(
  statuses.map((status) => [
    `http-${status}`,
    (branch: Glance) => client(branch, status === 200 ? 'ok' : `http-${status}`),
  ]),
);

/** Every modelled predicate: what it asks of one branch. */
export const predicates = {
  ...ofStatuses,
  // nobody sees it: an Application Load Balancer writes it down
  'http-460': ({ logged }) => logged === 460,
  delivered: (branch, expect, plan) =>
    branch.verdict === 'delivered' && (expect.receiver === undefined || received(branch, expect.receiver, plan)),
  dropped: (branch) => branch.verdict === 'not-delivered',
  refused: (branch) => client(branch, 'refused', 'not-permitted'),
  timeout: (branch) => client(branch, 'timeout'),
  unreachable: (branch) => client(branch, 'unreachable'),
  closed: (branch) => client(branch, 'closed'),
  nxdomain: (branch) => client(branch, 'nxdomain'),
  nodata: (branch) => client(branch, 'nodata'),
  servfail: (branch) => client(branch, 'servfail'),
  answer: (branch, { args }) => args.every((arg) => isAnswer(branch, arg)),
  queries: (branch, expect) => compare(branch.lookup?.queries ?? 0, expect),
  waited: (branch, expect) => compare(branch.lookup?.seconds ?? 0, expect),
  'seen-source': (branch, expect, plan) => some(expect.args.map((arg) => sawSource(branch, arg, plan))),
  via: (branch, expect, plan) => passesInOrder([...branch.forward, ...branch.reply], expect.args, plan),
  'allowed-by': (branch, { args }) => args.every((arg) => isDecidedBy(branch, arg, 'allow')),
  'denied-by': (branch, { args }) => args.every((arg) => isDecidedBy(branch, arg, 'deny')),
  'answered-by': (branch, expect, plan) =>
    isOpen(branch) ? undefined : some(expect.args.map((arg) => isEnd(branch.answered, arg, plan))),
  asymmetric: (branch) => (isOpen(branch) ? undefined : !symmetric(branch)),
  symmetric: (branch) => (isOpen(branch) ? undefined : symmetric(branch)),
  hops: (branch, expect) => compare(branch.forward.length, expect),
  'cross-zone': (branch, expect, plan) =>
    compare(crossings(branch.forward, plan) + crossings(branch.reply, plan), expect),
} satisfies Record<string, Predicate>;

/** What comes back is not known. */
const isOpen = ({ client: sees }: Glance): boolean => sees === 'unknown';

/** Whether a policy let the packet or its answer pass somewhere, or dropped it: by a rule, or because it isolates. */
const isDecidedBy = ({ forward, reply }: Glance, arg: Operand, verdict: PolicyDecision['verdict']): boolean =>
  arg.kind === 'element' &&
  [...forward, ...reply].some(({ policies = [] }) =>
    policies.some((each) => each.verdict === verdict && each.policies.some(({ element }) => element === arg.of)),
  );

/** Whether an address is among those that a name has. */
function isAnswer({ lookup }: Glance, arg: Operand): boolean {
  const wanted = arg.kind === 'address' ? parseIp(arg.address) : undefined;
  return (lookup?.answers ?? []).some((each) => (wanted === undefined ? each === arg.text : parseIp(each) === wanted));
}

/** `because` and `at` say more of a failure, whatever the predicate: what is delivered has neither. */
const failsAsSaid = (branch: Glance, { because, at }: Expect, plan: Plan): boolean =>
  (because === undefined || branch.cause === because.toUpperCase()) &&
  (at === undefined || isThere(deathHop(branch), at, plan));

/** What a client sees of whoever is not described is not known. */
const client = (branch: Glance, ...wanted: readonly Branch['client'][]): boolean | undefined =>
  branch.client === 'unknown' ? undefined : wanted.includes(branch.client);

/** Whether one of several holds. */
function some(list: readonly (boolean | undefined)[]): boolean | undefined {
  return list.includes(true) ? true : list.includes(undefined) ? undefined : false;
}

/** Judges one expectation on the chosen branches: all must meet it, none if negated, or the stated share of them. */
export function judge(plan: Plan, trace: Outline, expect: Expect): Judgement {
  const found = judgement(plan, trace, expect);
  return { ...found, why: `"${expectText(expect)}" does not hold: ${found.reason}` };
}

/** The same with the reason alone. A predicate that fails at a trace costs this one expectation. */
export function judgement(plan: Plan, trace: Outline, expect: Expect): ReturnType<typeof judged> {
  try {
    return judged(plan, trace, expect);
  } catch (error) {
    return { holds: undefined, reason: bugIn(error) };
  }
}

function judged(plan: Plan, trace: Outline, expect: Expect): Omit<Judgement, 'why'> {
  if (trace.routes.length === 0 || trace.routes.some((branch) => branch.verdict === 'undetermined')) {
    const reasons = trace.reasons ?? trace.routes.flatMap((each) => each.assumes ?? []);
    return { holds: undefined, reason: `undetermined (${reasons.join('; ')})` };
  }
  if (!Object.hasOwn(predicates, expect.predicate))
    return {
      holds: undefined,
      reason: `there is no outcome ${expect.predicate}`,
    };
  const predicate: Predicate = predicates[expect.predicate as keyof typeof predicates]!;
  const answers = new Map(
    trace.routes.map((branch) => [branch, failsAsSaid(branch, expect, plan) && predicate(branch, expect, plan)]),
  );
  const unknown = trace.routes.find((branch) => answers.get(branch) === undefined);
  if (unknown) return { holds: undefined, reason: notTold(unknown, plan) };
  const meeting = trace.routes.filter((branch) => answers.get(branch));
  if (expect.probability) {
    const share = meeting.reduce((sum, branch) => sum + branch.probability, 0);
    const wanted = ratio(expect.probability.value);
    if (!(wanted >= 0 && wanted <= 1))
      return { holds: false, reason: `a probability is between 0 and 1, and this one is ${expect.probability.value}` };
    const { operator } = expect.probability;
    const holds =
      operator === '>='
        ? share >= wanted - 1e-9
        : operator === '<='
          ? share <= wanted + 1e-9
          : Math.abs(share - wanted) <= 1e-9;
    const reason = `it holds with probability ${share.toFixed(4)}`;
    return { holds: holds !== expect.negated, reason, ...placeOf(trace, (branch) => !meeting.includes(branch)) };
  }
  const holds = expect.negated ? meeting.length === 0 : meeting.length === trace.routes.length;
  const failing = placeOf(trace, (branch) => meeting.includes(branch) === expect.negated);
  return { holds, reason: failing ? describe(trace.routes[failing.route]!) : '', ...failing };
}

/** The first branch of some kind. */
function placeOf({ routes }: Outline, is: (branch: Glance) => boolean): { readonly route: number } | undefined {
  const route = routes.findIndex(is);
  return route < 0 ? undefined : { route };
}

/** The expectation in the author's words. */
export function expectText(expect: Expect): string {
  const words = ['expect', ...(expect.negated ? ['not'] : []), expect.predicate, ...expect.args.map((arg) => arg.text)];
  if (expect.receiver) words.push('to', expect.receiver.text);
  if (expect.because !== undefined) words.push('because', expect.because);
  if (expect.from && expect.to) words.push('from', expect.from.text, 'to', expect.to.text);
  return words.join(' ');
}

function describe(branch: Glance): string {
  const last = branch.forward.at(-1)?.device.name;
  const source = branch.seen === undefined ? '' : `, which sees ${showIp(branch.seen)}`;
  if (branch.to !== undefined) return 'the packet leaves to the Internet, and what answers there is not described';
  if (branch.verdict === 'delivered') return `the packet is delivered to ${last}${source}`;
  return `the packet is not delivered (${branch.cause}, at ${deathHop(branch)?.device.name}), the client sees ${branch.client}`;
}

/** Why a predicate cannot be told of a branch. */
function notTold({ to, seen, verdict, client: sees, assumes }: Glance, plan: Plan): string {
  if (to !== undefined) return 'undetermined (what answers on the Internet is not described)';
  if (verdict === 'not-delivered' && sees === 'unknown') return `undetermined (${assumes?.join('; ')})`;
  const source = seen === undefined ? undefined : showIp(seen);
  const what = isDrawn(source, plan) ? 'is drawn by the provider' : 'is not known';
  return `undetermined (${source ?? 'the source'} ${what})`;
}

/**
 * What the elements that an expectation names say of a machine with its addresses, and its zone: everything that judging
 * asks of a device by what it is and not by where it stands on the way.
 */
export function standingIn(
  plan: Plan,
  { args, at, receiver }: Expect,
  device: PassedDevice['device'],
  addresses: readonly Ip[],
): string {
  const hop: PassedDevice = { device, entered: undefined, towards: undefined, left: undefined };
  const named = args.map((arg) => `${isHop(hop, arg, plan)} ${addresses.map((ip) => isEnd(ip, arg, plan)).join()}`);
  const there = [
    at !== undefined && isThere(hop, at, plan),
    receiver !== undefined && isReceiver(device, receiver, plan),
    zoneOf(hop, plan),
  ];
  return [...named, ...there].join(' ');
}

const ratio = (text: string): number => {
  const [n, d] = text.split('/');
  return d === undefined ? Number(n) : Number(n) / Number(d);
};

const compare = (value: number, { number, operator }: Expect): boolean => {
  const wanted = number === undefined || number === 'none' ? 0 : ratio(number);
  return operator === '<=' ? value <= wanted : operator === '>=' ? value >= wanted : value === wanted;
};

const isDrawn = (address: string | undefined, plan: Plan): boolean =>
  address !== undefined && [...plan.drawn.values()].includes(address);

/** The hop where a branch ends that does not deliver. */
function deathHop({ died, forward, reply }: Glance): PassedDevice | undefined {
  return died && (died.direction === 'forward' ? forward : reply)[died.hop];
}

const isThere = (hop: PassedDevice | undefined, of: ElementId, plan: Plan): boolean =>
  hop !== undefined && isHop(hop, { kind: 'element', of, text: of }, plan);

function received(branch: Glance, receiver: Operand, plan: Plan): boolean {
  const last = branch.forward.at(-1)?.device;
  if (!last) return false;
  if (receiver.kind === 'builtin' && receiver.word === 'internet') return isOutside(branch);
  return isReceiver(last, receiver, plan);
}

function isReceiver(last: PassedDevice['device'], receiver: Operand, plan: Plan): boolean {
  if (receiver.kind !== 'element') return last.name === receiver.text;
  const pod = itemOf(plan.pods, receiver.of);
  if (pod?.hostNetwork) return last.id === pod.node;
  const isOfEndpoint =
    last.source === receiver.of &&
    plan.topology.vpcs.some(({ endpoints }) => endpoints.some(({ id }) => id === receiver.of));
  return last.id === receiver.of || isOfEndpoint || itemOf(plan.pods, elementId(last.id))?.workload === receiver.of;
}

/** It arrives at somebody on the Internet, described or not. */
const isOutside = ({ to, forward }: Glance): boolean => {
  const kind = forward.at(-1)?.device.kind;
  return to === 'internet' || kind === 'server' || kind === 'client';
};

const sawSource = ({ seen, sent }: Glance, arg: Operand, plan: Plan): boolean | undefined =>
  arg.text === 'client'
    ? seen !== undefined && seen === sent
    : arg.kind === 'builtin' && arg.word === 'load-balancer'
      ? seen !== undefined && isOfBalancer(seen, arg.of, plan)
      : isEnd(seen, arg, plan);

/** Whether an address is that of a node of a load balancer: of one, or of any. */
const isOfBalancer = (ip: Ip, of: ElementId | undefined, plan: Plan): boolean =>
  plan.balancers.some(
    ({ members, nodes }) =>
      (of === undefined || members.includes(of)) && nodes.some(({ address }) => parseIp(address) === ip),
  );

/** Whether an address is what the operand means: itself, one of a block, or an address of the element. */
function isEnd(ip: Ip | undefined, arg: Operand, plan: Plan): boolean | undefined {
  if (ip === undefined) return false;
  const drawn = isDrawn(showIp(ip), plan);
  if (arg.kind === 'address') {
    const wanted = parseIp(arg.address);
    return drawn && wanted !== undefined && isPublic(wanted) ? undefined : wanted === ip;
  }
  if (arg.kind === 'cidr') {
    const block = parseCidr(arg.cidr)?.cidr;
    if (block && drawn && block.bits > 0) return mayBePublic(block) ? undefined : false;
    return block !== undefined && contains(block, ip);
  }
  if (arg.kind !== 'element') return false;
  const own = [
    plan.drawn.get(arg.of),
    ...[itemOf(plan.pods, arg.of), ...podsOfWorkload(plan, arg.of)].flatMap((each) => [
      each?.address,
      each?.otherAddress,
    ]),
    ...plan.hosts.filter((each) => each.id === arg.of).flatMap((each) => [each.address, each.address6, each.eip]),
    ...plan.gateways.filter((each) => each.id === arg.of).flatMap((each) => [each.address, each.eip]),
    ...plan.routers.filter((each) => each.id === arg.of).flatMap((each) => [each.wan, each.address]),
    ...plan.carriers.filter((each) => each.as === arg.of).map((each) => each.address),
    ...plan.balancers
      .filter(({ members }) => members.includes(arg.of))
      .flatMap(({ nodes }) => nodes.flatMap((each) => [each.address, each.dialled, each.public?.address])),
    ...plan.nodes
      .filter((each) => each.id === arg.of)
      .flatMap((each) => [each.eip, each.address6, ...each.enis.map((eni) => eni.primary)]),
  ];
  return own.some((each) => each !== undefined && parseIp(each) === ip);
}

function passesInOrder(hops: readonly PassedDevice[], args: readonly Operand[], plan: Plan): boolean {
  let at = 0;
  for (const arg of args) {
    const found = hops.findIndex((hop, i) => i >= at && isHop(hop, arg, plan));
    if (found < 0) return false;
    at = found + 1;
  }
  return true;
}

/** `via nat-1` is the device; `via router work-1` is the VPC router, entered or left through that subnet. */
function isHop(hop: PassedDevice, arg: Operand, plan: Plan): boolean {
  const of = arg.kind === 'element' || arg.kind === 'builtin' ? arg.of : undefined;
  const subnet = of === undefined ? undefined : plan.subnets.find((each) => each.id === of);
  if (subnet) return isRouter(hop, subnet);
  if (of !== undefined && itemOf(plan.routers, of)) return hop.device.id === of;
  if (arg.kind !== 'element') return hop.device.name === arg.text;
  return hop.device.id === arg.of || hop.device.source === arg.of;
}

/** A router's interface is called like its subnet, or by its id where two have one name. */
const isRouter = ({ device, entered, towards, left }: PassedDevice, { id, name, vpc }: PlannedSubnet): boolean =>
  device.kind === 'router' &&
  device.source === vpc &&
  [entered, towards, left].some((each) => each === name || each === id);

/** The reply passes the devices of the forward way in reverse order, through the same interfaces. */
function symmetric({ forward, reply }: Glance): boolean {
  const last = reply.length - 1;
  return (
    forward.length === reply.length &&
    forward.every(({ device, entered, left }, i) => {
      const back = reply[last - i]!;
      return back.device.id === device.id && back.left === entered && back.entered === left;
    })
  );
}

/** How often a packet goes from a machine of one zone to a machine of another. */
function crossings(hops: readonly PassedDevice[], plan: Plan): number {
  const zones = hops.flatMap((hop) => zoneOf(hop, plan) ?? []);
  return zones.filter((zone, i) => i > 0 && zone !== zones[i - 1]).length;
}

function zoneOf({ device: { id, kind } }: PassedDevice, plan: Plan): string | undefined {
  if (kind === 'balancer') return plan.balancers.flatMap(({ nodes }) => nodes).find((node) => node.id === id)?.zone;
  const edges = [...plan.endpoints, ...plan.attachments].flatMap(({ nodes }) => nodes);
  const inSubnet = [...plan.hosts, ...plan.gateways, ...edges].find((each) => each.id === id)?.subnet;
  if (inSubnet !== undefined) return plan.subnets.find((each) => each.id === inSubnet)?.zone;
  const pod = itemOf(plan.pods, elementId(id));
  return itemOf(plan.nodes, pod?.node ?? elementId(id))?.zone;
}
