import { showIp } from '../../base/addr/index.ts';
import { type Header, hasPorts } from '../../network/header.ts';
import {
  isolatedText,
  ofFlow,
  type PolicyGuard,
  type PolicyLine,
  type PolicyList,
  type PolicyPorts,
  type PolicyReach,
  type PolicySkip,
} from '../../network/policy.ts';
import type { CauseCode } from '../../trace/cause.ts';
import type { PolicyDecision, PolicyDirection } from '../../trace/policy.ts';
import type { Tried } from '../../trace/trace.ts';
import type { TrackedFlows } from '../flow-book.ts';
import type { Outcome, Passage } from '../passage.ts';

type Peer = 'src' | 'dst';

/** Passes the packet through the policies at the node's end of a pod's link. Undefined: it may go on. */
export function passPolicies(
  passage: Passage,
  guard: PolicyGuard,
  place: string,
  way: 'in' | 'out',
  flows: TrackedFlows,
): Outcome | undefined {
  const { packet, log } = passage;
  const list = guard[way];
  const kept = keptOf(place);
  const stage = list && stageOf(list);
  if (list?.closed) {
    const { entry, source } = list.closed;
    const decision: PolicyDecision = { verdict: 'deny', direction: list.direction, policies: [] };
    return passage.stop({ stage: stage!, entry, interface: place, source, policy: decision }, list.cause);
  }
  // an error about a flow has no ports, and is found under its own addresses (tc.v4ingress.bpf.c, aws_conntrack_map); Cilium calls it related
  if ((!packet.about || guard.program) && flows.has(kept, packet)) {
    if (list && log)
      log.add({
        kind: 'filter',
        stage: stage!,
        entry: `skipped: ${ofFlow}`,
        interface: place,
        policy: { verdict: 'skip', direction: list.direction, policies: [], why: ofFlow },
      });
    return undefined;
  }
  const stopped = list && passPolicyList(passage, guard, list, place);
  if (!stopped) flows.add(kept, packet);
  return stopped;
}

/** The same, asked by a program that has translated what was `first`: answers may come with the addresses of either. */
export function passProgram(passage: Passage, first: Header): Outcome | undefined {
  const { at, iif, device, around, packet } = passage;
  const guard = at?.policies;
  if (!guard?.program) return undefined;
  const flows = around.flows.at(device.id);
  const stopped = passPolicies(passage, guard, iif!, 'in', flows);
  if (!stopped && first !== packet && !packet.about) flows.add(keptOf(iif!), first);
  return stopped;
}

/** Under what the flows of an interface are kept: they are its own, whatever else keeps some for it. */
const keptOf = (place: string): string => `policies of ${place}`;

/** Says that policies are about the packet, and why nobody asks them. */
export function tellSkip(
  { log, iif }: Pick<Passage, 'log' | 'iif'>,
  { direction, why, policies, source, own }: PolicySkip,
  place?: string,
): void {
  if (!log || (own && iif !== undefined)) return;
  log.add({
    ...{ kind: 'filter', stage: `network policy ${direction}`, entry: `skipped: ${why}`, source },
    ...(place === undefined ? {} : { interface: place }),
    policy: { verdict: 'skip', direction, policies, why },
  });
}

/**
 * Cilium asks policies where a packet is handed to a pod (bpf_lxc.c, ipv4_local_delivery), not at the egress of the link, by which its program sends
 * back what it refuses (redirect_self in lib/lb.h, tail_no_service_ipv4): only with routes to endpoints a program stands there.
 */
export function tellReflected({ log }: Passage, { out }: PolicyGuard, place: string): void {
  if (!log || !out) return;
  const why = 'the program at the link answers by the link itself, past who asks policies';
  log.add({
    ...{ kind: 'filter', stage: stageOf(out), entry: `skipped: ${why}`, interface: place },
    policy: { verdict: 'skip', direction: out.direction, policies: [], why },
  });
}

/** A denied question about a name has a cause of its own: everything that is asked for by its name fails. */
export const deniedCause = (direction: PolicyDirection, { protocol, dport }: Header): CauseCode =>
  direction === 'egress' && hasPorts(protocol) && dport === 53 ? 'DNS-DENY' : 'NP-POL';

const stageOf = ({ direction }: PolicyList): string => `network policy ${direction}`;

function passPolicyList(passage: Passage, guard: PolicyGuard, list: PolicyList, place: string): Outcome | undefined {
  const { log, packet } = passage;
  const { direction, tiers } = list;
  const cause = list.cause === 'NP-POL' ? deniedCause(direction, packet) : list.cause;
  const peer: Peer = direction === 'egress' ? 'dst' : 'src';
  const stage = stageOf(list);
  const why = passing(guard, passage, peer);
  if (why !== undefined) {
    log?.add({
      kind: 'filter',
      stage,
      entry: `skipped: ${showIp(packet[peer])} is ${why}`,
      interface: place,
      policy: { verdict: 'skip', direction, policies: [], why },
    });
    return undefined;
  }
  let tried: Tried[] = [];
  const told = () => (tried.length > 0 ? { tried } : {});
  for (const { lines, isolating } of tiers) {
    let passed = false;
    for (const line of lines) {
      const fits = matches(line, passage, peer);
      if (fits === undefined) return passage.unknown(notTold(line, passage, peer), { interface: place });
      if (!fits) {
        if (log) tried.push({ entry: line.entry, why: whyNot(line, packet, peer) });
        continue;
      }
      const { action: verdict, policy, rule, entry, source } = line;
      const decision: PolicyDecision = { verdict, direction, policies: [policy], rule };
      passage.decided(decision);
      const step = { stage, entry, interface: place, source, policy: decision, ...told() };
      if (verdict === 'deny') return passage.stop(step, cause);
      log?.add({ ...step, kind: 'filter' });
      if (verdict === 'allow') return undefined;
      tried = [];
      passed = true;
      break;
    }
    if (passed || !isolating) continue;
    const decision: PolicyDecision = { verdict: 'deny', direction, policies: isolating };
    passage.decided(decision);
    const entry = isolatedText(isolating);
    const source = isolating[0]!.element;
    return passage.stop({ stage, entry, interface: place, source, policy: decision, ...told() }, cause);
  }
  log?.add({
    kind: 'filter',
    stage,
    entry: 'no policy isolates it, no rule matches',
    interface: place,
    policy: { verdict: 'allow', direction, policies: [] },
    ...told(),
  });
  return undefined;
}

/** What a peer is whose packets nobody asks about. */
function passing({ exempt, program }: PolicyGuard, { packet, iif }: Passage, peer: Peer): string | undefined {
  if (program && packet.src === program.loopback) return 'the pod itself, by a Service';
  // whatever the machine itself sends, with whichever of its addresses
  const spared = exempt?.sends ? peer === 'src' && iif === undefined : exempt?.of.has(packet[peer]);
  return spared ? exempt!.text : undefined;
}

/** Whether a line matches; undefined: that cannot be told. */
function matches({ reach }: PolicyLine, passage: Passage, peer: Peer): boolean | undefined {
  let open = false;
  for (const each of reach) {
    const fits = reaches(each, passage, peer);
    if (fits) return true;
    if (fits === undefined) open = true;
  }
  return open ? undefined : false;
}

function reaches({ peers, ports }: PolicyReach, passage: Passage, peer: Peer): boolean | undefined {
  const { packet, around } = passage;
  const among = peers === undefined || peers.has(packet[peer]);
  const unclear =
    (peers?.somePublic === true && around.network.drawn.has(packet[peer])) || peers?.unsure?.(packet[peer]) === true;
  if (!among && !unclear) return false;
  if (ports && !ports.some((each) => isPort(each, passage))) return false;
  return unclear ? undefined : among;
}

function isPort({ protocol, from, to = from }: PolicyPorts, { packet, around }: Passage): boolean {
  if (protocol !== undefined && protocol !== packet.protocol) return false;
  if (from === undefined || to === undefined) return true;
  if (!hasPorts(packet.protocol)) return false;
  around.draws.compared(packet.dst, packet.dport, packet.protocol, { from, to });
  return packet.dport >= from && packet.dport <= to;
}

/** Why a line does not match: its addresses first, then its ports. */
function whyNot({ reach }: PolicyLine, packet: Header, peer: Peer): string {
  const near = reach.filter(({ peers }) => peers === undefined || peers.has(packet[peer]));
  if (near.length === 0) {
    const texts = [...new Set(reach.flatMap(({ peers }) => peers?.text ?? []))];
    return texts.length === 0 ? 'it means nobody' : `${showIp(packet[peer])} is not ${texts.join(' or ')}`;
  }
  const own = near.some(({ ports }) =>
    ports?.some(({ protocol }) => (protocol ?? packet.protocol) === packet.protocol),
  );
  return own && hasPorts(packet.protocol) ? `destination port is ${packet.dport}` : `protocol is ${packet.protocol}`;
}

function notTold({ entry, reach }: PolicyLine, { packet, around }: Passage, peer: Peer): string {
  const unsure = reach.find(({ peers }) => peers?.unsure?.(packet[peer]))?.peers?.unsureWhy?.();
  const drawn = around.network.drawn.get(packet[peer]);
  const whom = unsure === undefined && drawn !== undefined ? drawn : showIp(packet[peer]);
  return `whether ${entry} means ${whom} is not known${unsure === undefined ? '' : `: ${unsure}`}`;
}
