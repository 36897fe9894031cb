import type { CauseCode } from '../../trace/cause.ts';
import type { Branch, Hop, Packet, Step, Trace } from '../../trace/trace.ts';
import { explainCause } from './cause.ts';
import { clientSees } from './client-sees.ts';
import { deathOf } from './death.ts';
import { deadly, relaysOf, type Section } from './legs.ts';
import { reasonOf } from './reason.ts';
import { answeredBy, statusOf, unhealthyOf } from './request.ts';
import { endOf, timelineOf } from './timeline.ts';

/** The answer to a question in words, each derived from one branch of the trace. */
export interface Outcome {
  /** What the client of a request got: `200`, `503`; else `Delivered`, `Not delivered`, `Undetermined`. */
  readonly word: string;
  /** `to pod71`; what happened where, otherwise. A clause that goes on after the word. */
  readonly target: string;
  readonly clientSees: string;
  readonly receiverSees: string;
  /** Targets whose health checks fail, with what was asked and what came. */
  readonly unhealthy?: readonly string[];
  /** The device and the hook where the packet died. */
  readonly where?: string;
  /** The deciding fact, naming the declaration: `security group sg-rds has no rule that allows tcp 5432 from …`. */
  readonly why?: string;
  /** What to change, naming the declaration where it is known. */
  readonly change?: string;
  /** A code of the closed list. */
  readonly cause?: CauseCode;
}

/** What came of a walk on which no packet is sent: how much stands where, or what found it wanting. */
function ofControl({ forward, cause, verdict }: Branch): Outcome {
  const lines = forward.flatMap(({ steps }) => steps.filter(({ kind }) => kind === 'set'));
  const machines = new Set(forward.map(({ id }) => id)).size;
  const failed = forward.flatMap((hop) =>
    hop.steps.flatMap((step) => (step.kind === 'drop' ? [{ hop, step }] : [])),
  )[0];
  return {
    word: verdict === 'delivered' ? 'Done' : 'Not healthy',
    target: `: ${lines.length} lines on ${machines} machines`,
    ...{ clientSees: 'nothing: no packet is sent', receiverSees: 'nothing' },
    ...(failed && { where: whereOf(failed.hop, failed.step), why: sentence(failed.step.entry) }),
    ...(cause !== undefined && { cause }),
  };
}

/** What became of the packet on one branch. */
export function explainOutcome(trace: Trace, branch: Branch): Outcome {
  if (branch.control) return ofControl(branch);
  const unhealthy = [...new Set(unhealthyOf(branch))];
  const common = {
    ...{ clientSees: clientSees(trace, branch), receiverSees: receiverSees(branch) },
    ...(unhealthy.length > 0 && { unhealthy }),
  };
  const { lookup, legs = [] } = branch;
  if (branch.verdict === 'delivered' && lookup && !legs.some(({ kind }) => kind === 'connection'))
    return { word: 'Found', target: `: ${lookup.name} is ${lookup.answers.join(', ')}`, ...common };
  const status = statusOf(branch);
  if (branch.verdict === 'delivered' && status !== undefined) {
    const by = answeredBy(branch);
    const relays = relaysOf(branch).filter(({ device }) => device !== by);
    const way = relays.length > 0 ? `, through ${relays.map(({ device }) => device).join(' and ')}` : '';
    return { word: String(status), target: `from ${by}${way}`, ...common };
  }
  if (branch.verdict === 'delivered') {
    const target =
      branch.to === undefined ? (branch.forward.at(-1)?.device ?? trace.flow.to) : `the Internet${leaves(branch)}`;
    return { word: 'Delivered', target: `to ${target}${through(branch)}`, ...common };
  }
  if (branch.verdict === 'undetermined') {
    const reasons = [...(branch.assumes ?? []), ...(trace.reasons ?? [])];
    const target = reasons[0] ?? 'a fact is missing';
    return { word: 'Undetermined', target, ...common, ...(reasons.length > 0 && { why: reasons.join('; ') }) };
  }
  const death = deathOf(branch);
  const cause = branch.cause ?? death?.step.cause;
  const words = cause === undefined ? undefined : explainCause(cause);
  const { of, from, section } = deadly(branch, trace.flow.from);
  const reason = death && reasonOf(from, of, death);
  const why = reason?.why ?? words?.title;
  // The first stop knows more than the trace: it was found with the network at hand.
  const change = branch.blockers?.[0]?.fix ?? reason?.change ?? words?.fix;
  if (status !== undefined) {
    const by = answeredBy(branch);
    const deeper = section && death?.hop.device !== by ? `, because of its connection to ${section.leg.flow.to}` : '';
    return {
      word: String(status),
      target: `from ${by}${deeper}${words ? `: ${words.title}` : ''}`,
      ...common,
      ...(death && { where: whereOf(death.hop, death.step) }),
      ...(why !== undefined && { why: sentence(why) }),
      ...(change !== undefined && { change }),
      ...(cause !== undefined && { cause }),
    };
  }
  const arrived = of.forward.at(-1);
  if (arrived?.steps.at(-1)?.kind === 'deliver' && death?.direction === 'forward')
    return {
      word: 'Not delivered',
      target: `arrives at ${arrived.device}, not at ${section?.leg.flow.to ?? trace.flow.to}${words ? `: ${words.title}` : ''}`,
      ...common,
      where: whereOf(death.hop, death.step),
      ...(why !== undefined && { why: sentence(why) }),
      ...(change !== undefined && { change }),
      ...(cause !== undefined && { cause }),
    };
  const connection = section ? `${connectionWords(section, from)}: ` : '';
  const way = `${connection}${death?.direction === 'reply' ? 'the reply dies at' : 'the packet dies at'}`;
  const device = death?.hop.device ?? 'an unknown place';
  return {
    word: 'Not delivered',
    target: `${way} ${device}${words ? `: ${words.title}` : ''}`,
    ...common,
    ...(death && { where: whereOf(death.hop, death.step) }),
    ...(why !== undefined && { why: sentence(why) }),
    ...(change !== undefined && { change }),
    ...(cause !== undefined && { cause }),
  };
}

/** Behind `to the Internet`: by which device, and as whom. */
function leaves({ forward }: Branch): string {
  const world = forward.findIndex(({ kind }) => kind === 'internet');
  const gateway = forward.find(({ kind }) => kind === 'nat-gateway') ?? forward[world - 1];
  const seen = forward.at(-1)?.steps[0]?.after?.src;
  const by = gateway ? ` by ${gateway.device}` : '';
  return `: leaves${by}${seen === undefined ? '' : ` as ${seen}`}; what answers there is not described`;
}

/** Whose connections it took, where it was more than one. */
function through(branch: Branch): string {
  const relays = relaysOf(branch).map(({ device }) => device);
  if (relays.length === 0) return '';
  return `, through ${relays.join(' and ')}, ${relays.length === 1 ? 'with' : 'each with'} a connection of its own`;
}

/** `connection B from edge to app1`, `question A app1 from pod51 to coredns-a`. */
const connectionWords = ({ letter, leg: { what, flow } }: Section, from: string): string =>
  `${letter === undefined ? `question ${what}` : `connection ${letter}`} from ${from} to ${flow.to}`;

/** `nA, filter INPUT, chain KUBE-EXTERNAL-SERVICES`. */
function whereOf(hop: Hop, step: Step): string {
  const chain = /^-A (\S+)/.exec(step.entry)?.[1];
  const said = chain === undefined || step.stage.endsWith(chain) ? '' : `, chain ${chain}`;
  return `${hop.device}, ${step.stage}${said}`;
}

/** `pod71 sees 192.168.1.50:25001, not the client.` Empty when nothing was delivered. */
function receiverSees(branch: Branch): string {
  const forward = timelineOf({ ...branch, reply: [] });
  const last = forward.at(-1);
  if (last?.step.kind !== 'deliver' || !last.after) return '';
  const asked = forward[0]?.after;
  const relay = relaysOf(branch).at(-1);
  const who = relay ? `, which is ${relay.device}, not the client` : strangers(asked, last.after);
  return `${last.hop.device} sees ${endOf(last.after, 'src')}${who}.${forwardedIn(branch)}`;
}

/** Where the client's address still is, behind a relay that says it. */
function forwardedIn({ legs = [] }: Branch): string {
  const request = legs.at(-1)?.request;
  const told = request?.kind === 'http' ? request.headers['x-forwarded-for'] : undefined;
  return told === undefined ? '' : ` X-Forwarded-For says ${told}.`;
}

function strangers(asked: Packet | undefined, seen: Packet): string {
  if (!asked || asked.src !== seen.src) return ', not the client';
  return asked.sport === seen.sport ? ', the client itself' : ', the client with another port';
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
