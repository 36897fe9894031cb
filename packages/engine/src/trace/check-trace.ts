import type { Branch, Hop, Leg, Packet, Step, Trace } from './trace.ts';

/**
 * The laws that every trace keeps, whatever the topology. Returns the broken ones in words; empty when all hold.
 */
export function checkTrace(trace: Trace): string[] {
  const all = [...trace.routes, ...(trace.others ?? [])];
  const broken = all.flatMap((branch, i) => lawsOf(branch).map((law) => `route ${i + 1}: ${law}`));
  const total = all.reduce((sum, branch) => sum + branch.probability, 0);
  if (all.length > 0 && Math.abs(total - 1) > 1e-9) broken.push(`probabilities sum to ${total}`);
  const { to, port } = trace.flow;
  if (/^[^:]*:\d+$/.test(to) && port !== undefined && to.endsWith(`:${port}`))
    broken.push(`the flow says port ${port} twice`);
  const again: unknown = JSON.parse(JSON.stringify(trace));
  if (JSON.stringify(again) !== JSON.stringify(trace)) broken.push('JSON changes the trace');
  return broken;
}

function lawsOf(branch: Branch): string[] {
  if (branch.control) return checkControl(branch);
  return branch.legs ? checkLegs(branch, branch.legs) : checkConnection(branch);
}

/** Where no packet is sent, every step is a line of somebody's, and a packet is nowhere. */
function checkControl({ forward, reply }: Branch): string[] {
  const steps = forward.flatMap((hop) => hop.steps);
  return [
    ...(reply.length > 0 ? ['nothing was sent, and something answers'] : []),
    ...forward.filter(({ steps: some }) => some.length === 0).map(({ device }) => `${device} gets nothing`),
    ...steps.filter(({ kind }) => kind !== 'set' && kind !== 'drop').map(({ kind }) => `a step of kind ${kind}`),
    ...steps.filter(({ source }) => source === undefined).map(({ entry }) => `${entry} has no source`),
    ...steps.filter(({ before, after }) => before || after).map(({ entry }) => `${entry} has a packet`),
  ];
}

/** The laws of one connection: what it began with, its ways, and that its answer mirrors it. */
const checkConnection = (branch: Branch, begins: string = 'originate'): string[] => [
  ...checkWay(branch.forward, branch, begins),
  ...checkWay(branch.reply, branch, 'originate'),
  ...checkBranch(branch),
];

/** Each leg keeps the laws of a connection; where one ends the next begins; and the branch has the hops of all. */
function checkLegs(branch: Branch, legs: readonly Leg[]): string[] {
  const broken: string[] = legs.flatMap((leg, i) => checkLookup(branch, leg).map((law) => `question ${i + 1}: ${law}`));
  const open = legs.filter(({ kind }) => kind === 'connection');
  if (open.length === 0) return [...broken, ...checkDecided(branch, legs)];
  if (legs.length === 1 && open.length === 1) broken.push('one connection, written as legs');
  if (
    !same(
      branch.forward,
      open.flatMap(({ forward }) => forward),
    )
  )
    broken.push('the way there is not that of the connections');
  if (
    !same(
      branch.reply,
      open.toReversed().flatMap(({ reply }) => reply),
    )
  )
    broken.push('the way back is not that of the connections in reverse');
  open.forEach(({ forward, reply, client }, i) => {
    const last = i === open.length - 1;
    const { legs: _, to: _to, ...rest } = branch;
    const accepted = client === 'timeout' ? ('not-delivered' as const) : ('delivered' as const);
    const own = last
      ? { ...rest, ...(branch.to === undefined ? {} : { to: branch.to }), forward, reply }
      : { ...rest, forward, reply, client, verdict: accepted };
    const begins = forward[0]?.steps[0]?.kind === 'balance' ? 'balance' : 'connect';
    const name = `connection ${i + 1}`;
    broken.push(...checkConnection(own, i === 0 ? 'originate' : begins).map((law) => `${name}: ${law}`));
    if (!last && forward.at(-1)?.id !== open[i + 1]!.forward[0]?.id)
      broken.push(`${name} ends elsewhere than the next begins`);
    // which certificate is shown stands behind
    if (!last && !forward.at(-1)?.steps.some(({ kind }) => kind === 'deliver')) broken.push(`${name} is not accepted`);
  });
  return broken;
}

/** A question that was sent keeps the laws of a connection; what its server says stands behind its socket. */
function checkLookup(branch: Branch, { kind, forward, reply, client, because }: Leg): string[] {
  // who has no address yet is answered at the one that it gets
  if (kind === 'lease') return [...checkWay(forward, branch, 'originate'), ...checkWay(reply, branch, 'originate')];
  if (kind !== 'lookup' || forward.length === 0) return [];
  const told = client === 'ok' || client === 'nxdomain' || client === 'nodata' || client === 'servfail';
  const verdict = told ? 'delivered' : client === 'unknown' ? 'undetermined' : 'not-delivered';
  const { probability, fraction, choices } = branch;
  return checkConnection(
    { probability, fraction, choices, forward, reply, client, verdict },
    because === undefined ? 'originate' : 'connect',
  );
}

/** Where nothing is connected, the ways are those of a question and of all that were asked because of it; or it was sent nowhere. */
function checkDecided({ forward, reply }: Branch, legs: readonly Leg[]): string[] {
  const groups: Leg[][] = [];
  for (const leg of legs) {
    if (leg.because === undefined) groups.push([leg]);
    else groups.at(-1)?.push(leg);
  }
  const isIts = (group: readonly Leg[]) =>
    same(
      forward,
      group.flatMap((leg) => leg.forward),
    ) &&
    same(
      reply,
      group.toReversed().flatMap((leg) => leg.reply),
    );
  const leases = legs.every(({ kind }) => kind === 'lease') && isIts(legs);
  const isNowhere = forward.length === 1 && reply.length === 0;
  return groups.some(isIts) || leases || isNowhere ? [] : ['the ways are those of no question'];
}

function checkWay(hops: readonly Hop[], branch: Branch, begins: string): string[] {
  const broken: string[] = [];
  hops.forEach((hop, i) => {
    const last = i === hops.length - 1;
    const first = hop.steps[0];
    const said = last ? saidAt(hop) : none;
    if (!first) broken.push(`hop ${i + 1} has no step`);
    else if (first.kind !== (i === 0 ? begins : 'receive')) broken.push(`hop ${i + 1} begins with ${first.kind}`);
    const exit = hop.steps.at(-1);
    if (!last) {
      const entry = hops[i + 1]!.steps[0];
      if (exit?.kind !== 'send') broken.push(`hop ${i + 1} does not end with send`);
      else if (!same(exit.after, entry?.after)) broken.push(`hop ${i + 1} leaves otherwise than hop ${i + 2} receives`);
    }
    const end = hop.steps.at(-1 - said.length);
    broken.push(
      ...hop.steps
        .flatMap((step) => checkStep(step, last && (step === end || said.includes(step))))
        .map((law) => `hop ${i + 1}: ${law}`),
    );
    if (hop.kind !== 'internet' && hop.steps.some((step) => step.source === undefined))
      broken.push(`${hop.device} has a step without a source`);
    broken.push(...checkTtl(hop));
  });
  const said = hops.length > 0 ? saidAt(hops.at(-1)!) : none;
  const ends = hops
    .flatMap((hop) => hop.steps)
    .filter((step) => !said.includes(step) && (step.kind === 'deliver' || step.kind === 'drop'));
  const mayEndOpen = branch.verdict === 'undetermined' || (hops === branch.reply && branch.client === 'unknown');
  if (hops.length > 0 && !mayEndOpen && ends.length !== 1) broken.push(`${ends.length} final steps`);
  return broken;
}

const none: readonly Step[] = [];

/** What the program says or does that accepted: the steps behind; none: nothing is told of it. */
function saidAt({ steps }: Hop): readonly Step[] {
  const at = steps.findIndex(({ kind }) => kind === 'deliver');
  const said = at < 0 ? none : steps.slice(at + 1);
  // which certificate is shown is said before what it answers
  const rest = said[0]?.stage === 'listener' && said[0].kind === 'balance' ? said.slice(1) : said;
  const isOne = rest.length === 1 && (rest[0]!.stage === 'program' || rest[0]!.kind === 'balance');
  const last = rest.at(-1);
  const isTold = rest.every((step) => step.kind === 'resolve' || (step === last && step.kind === 'drop'));
  return isOne || isTold ? said : none;
}

function checkStep(step: Step, final: boolean): string[] {
  const broken: string[] = [];
  if (step.before && step.after && same(step.before, step.after)) broken.push(`${step.stage} changes nothing`);
  if ((step.kind === 'deliver' || step.kind === 'drop') && !final) broken.push(`${step.kind} is not the last step`);
  if (step.kind === 'drop' && step.cause === undefined) broken.push('a drop without a cause');
  if (step.kind === 'nat' && (!step.before || !step.after))
    broken.push(`${step.stage}: a translation without before and after`);
  return broken;
}

/** A packet's layers, the outermost first; the packet inside an ICMP error is a copy, and no layer. */
function layersOf(packet: Packet): readonly [Packet, ...Packet[]] {
  const out: [Packet, ...Packet[]] = [packet];
  for (let at = packet; at.inner && !at.protocol.startsWith('icmp'); at = at.inner) out.push(at.inner);
  return out;
}

/**
 * A device that forwards takes one off the TTL; one that only delivers takes none, and a bridge. Where it puts the packet into a tunnel,
 * or takes it out of one, this is said of the inner one. Programs of eBPF take one off where they give it to a pod or ask for a route, beside what
 * routing takes, and none where they send it into a tunnel.
 */
function checkTtl(hop: Hop): string[] {
  const entry = hop.steps[0];
  const exit = hop.steps.at(-1);
  if (entry?.kind !== 'receive' || exit?.kind !== 'send' || !entry.after || !exit.after) return [];
  const [came, went] = [layersOf(entry.after), layersOf(exit.after)];
  const at = (layers: typeof came): Packet => (came.length === went.length ? layers[0] : layers.at(-1)!);
  const lost = at(came).ttl - at(went).ttl;
  // what only passes through a bridge keeps the MAC of its sender, and its TTL
  const isBridged = hop.steps.some(({ kind }) => kind === 'bridge') && entry.after.smac === exit.after.smac;
  const byPrograms = hop.steps.some(({ stage }) => stage.startsWith('tc '));
  if (byPrograms && lost >= 0 && lost <= 2) return [];
  return lost === (isBridged ? 0 : 1) ? [] : [`${hop.device} takes ${lost} off the TTL`];
}

/**
 * The client's answer has the swapped ends of its first packet, and every translation is undone once, in reverse order: by the device that
 * made it, unless the answer does not come by that one (direct server return).
 */
function checkBranch(branch: Branch): string[] {
  if (branch.verdict !== 'delivered') return [];
  if (branch.to !== undefined) return branch.reply.length === 0 ? [] : ['what is not described answers'];
  const sent = branch.forward[0]?.steps.find(({ after }) => after)?.after;
  const got = branch.reply.at(-1)?.steps.at(-1)?.after;
  if (!sent || !got) return ['a delivered branch without both ways'];
  const broken: string[] = [];
  const mirrored = got.src === sent.dst && got.dst === sent.src && got.sport === sent.dport && got.dport === sent.sport;
  if (!mirrored) broken.push('the answer does not mirror the question');
  const back = new Set(branch.reply.map(({ id }) => id));
  const there = new Set(branch.forward.map(({ id }) => id));
  // who makes or undoes one alone is named as the other one
  const known = (list: readonly Rewrite[]): readonly Rewrite[] =>
    list.map((each) => (back.has(each.device) && there.has(each.device) && !isDirect ? each : { ...each, device: '' }));
  const forward = rewrites(branch.forward);
  const reply = rewrites(branch.reply);
  const isDirect = forward.some(({ device }) => !back.has(device));
  const inverse = [...reply]
    .reverse()
    .map(({ device, before, after }) => ({ device, before: swap(after), after: swap(before) }));
  if (forward.length !== reply.length) broken.push(`${forward.length} translations, ${reply.length} inverses`);
  else if (JSON.stringify(byDevice(known(forward))) !== JSON.stringify(byDevice(known(inverse))))
    broken.push('translations are not undone in reverse order');
  return broken;
}

interface Rewrite {
  readonly device: string;
  readonly before: string;
  readonly after: string;
}

const ends = (p: Packet): string => `${p.src} ${p.sport ?? ''} ${p.dst} ${p.dport ?? ''}`;
const swap = (text: string): string => {
  const [src, sport, dst, dport] = text.split(' ');
  return `${dst} ${dport} ${src} ${sport}`;
};

/** A header more or less is no translation. */
const isLayer = ({ kind }: Step): boolean => kind === 'encapsulate' || kind === 'decapsulate';

/** A tunnel's packets are flows of their own: the answer comes in another one, and nothing of that is undone. */
const isTunnelled = ({ inner, protocol }: Packet): boolean => inner !== undefined && !protocol.startsWith('icmp');

function rewrites(hops: readonly Hop[]): Rewrite[] {
  return hops.flatMap((hop) =>
    hop.steps.flatMap((step) =>
      step.before && step.after && !isLayer(step) && !isTunnelled(step.before) && ends(step.before) !== ends(step.after)
        ? [{ device: hop.id, before: ends(step.before), after: ends(step.after) }]
        : [],
    ),
  );
}

/**
 * Inside one device destination and source are translated at two hooks, and both directions do the destination first:
 * only the first header before and the last one after are comparable.
 */
function byDevice(list: readonly Rewrite[]): Rewrite[] {
  const out: Rewrite[] = [];
  for (const each of list) {
    const last = out.at(-1);
    if (last?.device === each.device) out[out.length - 1] = { ...last, after: each.after };
    else out.push(each);
  }
  return out;
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
