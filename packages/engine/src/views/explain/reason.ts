import { isPublic, parseIp } from '../../base/addr/index.ts';
import type { ElementId } from '../../topology/id.ts';
import type { CauseCode } from '../../trace/cause.ts';
import type { Branch, Packet, Tried } from '../../trace/trace.ts';
import { explainCause } from './cause.ts';
import { cureByCni } from './cni-cures.ts';
import { deathOf } from './death.ts';
import { declared } from './declared.ts';
import type { Facts } from './facts.ts';
import { endOf, type Moment } from './timeline.ts';

/** Why a packet was dropped and what to change, both naming the author's declaration. */
export interface Reason {
  readonly why: string;
  readonly change?: string;
}

/** What a sentence needs of a branch. */
type Way = Pick<Branch, 'forward' | 'reply' | 'choices' | 'cause' | 'died'>;

/** Everything that a sentence about a drop may need. */
interface Scene {
  /** Who asks. */
  readonly from: string;
  readonly branch: Way;
  readonly death: Moment;
  readonly packet: Packet;
  /** Absent where the trace alone is at hand: advice that needs more is not given then. */
  readonly facts?: Facts;
}

/** The drop in the author's words; undefined for a cause that has no more to say than its title. */
export function reasonOf(from: string, branch: Way, death: Moment, facts?: Facts): Reason | undefined {
  const packet = death.before ?? death.after;
  const cause = death.step.cause ?? branch.cause;
  const say = cause && sentences[cause];
  return packet && say?.({ from, branch, death, packet, ...(facts && { facts }) });
}

/** What to change so that a branch no longer ends where it ends. */
export function fixOf(branch: Way, facts: Facts): string | undefined {
  const death = deathOf(branch);
  const reason = death && reasonOf('', branch, death, facts);
  return reason?.change ?? (branch.cause && explainCause(branch.cause)?.fix);
}

const sentences: Readonly<Partial<Record<CauseCode, (scene: Scene) => Reason | undefined>>> = {
  'SG-IN': (scene) => group(scene, 'ingress'),
  'SG-OUT': (scene) => group(scene, 'egress'),
  'NACL-IN': (scene) => acl(scene, 'ingress'),
  'NACL-OUT': (scene) => acl(scene, 'egress'),
  'GKE-FW': ({ death: { step, hop }, packet }) => {
    // checks died, and not this packet
    if (!step.stage.startsWith('VPC firewall')) return undefined;
    const out = step.stage === 'VPC firewall out';
    const what = `${packet.protocol}${packet.dport === undefined ? '' : `/${packet.dport}`}`;
    const denied = step.entry.endsWith('DENY') ? `Firewall rule ${step.entry}` : undefined;
    const peer = out ? packet.dst : packet.src;
    return {
      why:
        denied ??
        `No firewall rule lets ${what} ${out ? 'out of' : 'into'} ${hop.device} ${out ? 'to' : 'from'} ${peer}.`,
      change: `Add a firewall-rule with ${out ? 'egress' : 'ingress'} ${denied ? 900 : 1000} allow ${what} ${out ? 'to' : 'from'} ${peer}/32.`,
    };
  },
  'VPC-BLACKHOLE': ({ death: { step } }) => {
    const route = step.entry.replace('→', '->');
    const table = step.stage.replace(/^route table/, 'route-table');
    return {
      why: `route ${route} in ${table}`,
      change: `Point route ${route.replace(/ ->.*/, '')} of ${table} at a target that exists.`,
    };
  },
  'SVC-CIDR-OVERLAP': ({ death, branch }) => {
    const asked = branch.forward[0]?.steps[0]?.after?.dst;
    const of = branch.choices.findLast((choice) => choice.kind === 'endpoint')?.of;
    const service = of === undefined ? 'a Service' : `service ${of}`;
    return {
      why: `${service} has ${asked} too, and ${death.hop.device} sends what is for ${asked} to it`,
      change: `Give ${service} another address, or the cluster a serviceCIDR that no routed network uses.`,
    };
  },
  'EIGW-IN': ({ death }) => ({ why: `${death.hop.device} lets in answers only: ${death.step.entry}` }),
  'NAT-IN': ({ death }) => ({ why: `${death.hop.device} lets in answers only: ${death.step.entry}` }),
  'VPC-NOROUTE': ({ death, packet }) => {
    const subnet = death.hop.steps.find((step) => step.kind === 'receive')?.interface;
    if (death.step.entry.endsWith('lies in no subnet'))
      return {
        why: `${packet.dst} is in the block of the VPC, and no subnet has it`,
        change: 'Ask for an address that something has, or give a subnet this address.',
      };
    const table = subnet === undefined ? 'the route table' : `the route table of subnet ${subnet}`;
    return { why: `${table} has no route to ${packet.dst}`, change: `Add a route to ${packet.dst} to ${table}.` };
  },
  'HOST-NOROUTE': ({ death, packet }) => ({
    why: `${death.hop.device} has no route to ${packet.dst}`,
    change: `Add a route to ${packet.dst} on ${death.hop.device}.`,
  }),
  'BGP-NOROUTE': ({ death, packet }) => ({
    why:
      death.hop.source === undefined
        ? `nobody on the internet announces ${packet.dst}`
        : `${death.hop.device} hears nobody announce ${packet.dst}`,
    change: isSpecial(packet.dst)
      ? `${packet.dst} is not a public address, and nobody can announce it: ask for an address and a port that something here has, or route ${block(packet.dst)} to where it is.`
      : `Declare the machine that has ${packet.dst}, announce its block in an as, or ask for another address.`,
  }),
  'IGW-NOPUB': (scene) => {
    const change = cureByCni(scene);
    return { why: `${scene.death.hop.device}: ${scene.death.step.entry}`, ...(change && { change }) };
  },
  'SVC-NOEP': ({ death, branch }) => {
    const service = serviceOf(death, branch);
    return {
      why: `${service} has no ready endpoint`,
      change: `Make the selector of ${service} match the labels of pods that are ready.`,
    };
  },
  'SVC-NOLOCAL': ({ death, branch }) => {
    const service = serviceOf(death, branch);
    const policy = death.step.entry.includes('KUBE-EXTERNAL') ? 'externalTrafficPolicy' : 'internalTrafficPolicy';
    return {
      why: `${service} has ${policy} Local and no endpoint on ${death.hop.device}`,
      change: `Set ${policy} Cluster on ${service}, or run one of its pods on ${death.hop.device}.`,
    };
  },
  'SVC-TARGETPORT': ({ death, branch, packet }) => {
    const of = branch.choices.findLast((choice) => choice.kind === 'endpoint')?.of;
    const listen = `Let ${death.hop.device} listen on ${packet.dport}`;
    return {
      why: `nothing listens on ${packet.protocol} ${endOf(packet, 'dst')} in ${death.hop.device}`,
      change: of === undefined ? `${listen}.` : `${listen}, or give service ${of} a target port on which it listens.`,
    };
  },
  'LB-NOTARGET': balancing,
  'LB-UNHEALTHY': balancing,
  'LB-AZ-EMPTY': balancing,
  'SVC-BIND127': ({ death }) => ({ why: death.step.entry.replace(/: refused$/, '') }),
  SRCDST: (scene) => {
    const change = cureByCni(scene);
    const { death } = scene;
    return { why: `source/dest check of ${place(death)}: ${death.step.entry}`, ...(change && { change }) };
  },
  'ARP-FAIL': ({ death }) => ({ why: death.step.entry }),
  RPF: (scene) => {
    const change = cureByCni(scene);
    const { death } = scene;
    return { why: `strict reverse path check of ${place(death)}: ${death.step.entry}`, ...(change && { change }) };
  },
  'SOCK-MISMATCH': ({ death }) => ({ why: death.step.entry }),
  'DNS-DENY': policy,
  'NP-POL': policy,
  'NP-STRICT': ({ death }) => ({
    why: `${death.hop.device}: ${death.step.entry}`,
    change:
      'Write a policy that is about the pod, wait for those of one that was made just now, or set NETWORK_POLICY_ENFORCING_MODE standard.',
  }),
  'FWD-DROP': ({ death }) => ({
    why: `${death.hop.device} drops what no rule of FORWARD accepts: ${death.step.entry}`,
    change: `Set forwardPolicy accept on ${death.hop.device}, or run iptables -P FORWARD ACCEPT there.`,
  }),
};

/** Nobody to send to: what the balancer says of its target group, without what it then answers. */
function balancing({ death }: Scene): Reason {
  return { why: `${death.hop.device}: ${death.step.entry.replace(/: (answers \d+|closes the connection)$/, '')}` };
}

/** A rule of a policy denies, or none allows. */
function policy({ death, packet, from, branch, facts }: Scene): Reason {
  const decision = death.step.policy;
  if (!decision) return { why: death.step.entry };
  const { direction, policies, rule } = decision;
  const names = policies.map(({ text }) => text).join(', ');
  const [peer, to] = direction === 'ingress' ? ([packet.src, 'from'] as const) : ([packet.dst, 'to'] as const);
  const what = `${traffic(packet, ' ')} ${to} ${named(peer, from, branch)}`;
  const line = `${traffic(packet, '/')} ${to} ${facts?.selectorOf?.(peer, policies[0]?.text) ?? block(peer)}`;
  if (rule !== undefined)
    return {
      why: `${direction} rule ${rule} of ${names} denies ${what}`,
      change: `Put ${direction} accept ${line} in front of that rule of ${names}.`,
    };
  return {
    why: `${names} ${policies.length > 1 ? 'isolate' : 'isolates'} the pod for ${direction}, and no rule allows ${what}`,
    change: `Add ${direction} ${line} to ${policies[0]?.text}, or to another policy that is about the pod.`,
  };
}

/** No rule of the security groups matches. */
function group({ death, packet, from, branch, facts }: Scene, way: 'ingress' | 'egress'): Reason {
  const names = death.step.entry.replace(/: no rule allows it$/, '');
  const many = names.includes(', ');
  const peer = way === 'ingress' ? packet.src : packet.dst;
  const to = way === 'ingress' ? 'from' : 'to';
  const written = peerOf(peer, death.step.source, facts);
  return {
    why: `security group${many ? 's' : ''} ${names} ${many ? 'have' : 'has'} no rule that allows ${traffic(packet, ' ')} ${to} ${named(peer, from, branch)}`,
    ...(written && {
      change: `Add ${way} ${traffic(packet, '/')} ${to} ${written} to security-group ${names.split(', ')[0]}.`,
    }),
  };
}

/** A group that AWS or EKS makes by itself is in no file: nobody can add a line to it, or name it. */
const isDeclared = (id: ElementId): boolean => !/#(default|cluster)-security-group$/.test(id);

/**
 * How a line of a security group is to name a peer: by a group that both carry, by the peer's group, by the block that a
 * pod's address was drawn from, and by its address when a machine keeps that. Undefined where the author has no such line.
 */
function peerOf(address: string, target: ElementId | undefined, facts: Facts | undefined): string | undefined {
  if (!facts || target === undefined || !isDeclared(target)) return undefined;
  const groups = facts.groupsOf(address).filter(isDeclared);
  if (groups.includes(target)) return 'self';
  return groups[0] === undefined ? (facts.blockOf(address) ?? block(address)) : asWritten(declared(groups[0]));
}

/** A name as a statement has it. */
const asWritten = (name: string): string => (/^\w[\w.-]*$/.test(name) ? name : JSON.stringify(name));

/** A line of the ACL denies, or none allows. */
function acl({ death, packet, from, branch }: Scene, way: 'ingress' | 'egress'): Reason {
  const [name = '', number = '*'] = /^(.*) (\d+|\*|\?): /.exec(death.step.entry)?.slice(1) ?? [];
  const peer = way === 'ingress' ? packet.src : packet.dst;
  const to = way === 'ingress' ? 'from' : 'to';
  const what = `${traffic(packet, ' ')} ${to} ${named(peer, from, branch)}`;
  // An ACL keeps no state: the answers go to a port that the asking system drew.
  const ports = death.direction === 'reply' ? `${packet.protocol}/1024-65535` : traffic(packet, '/');
  const none = number === '*' || number === '?';
  const line = freeNumber(death.step.tried ?? [], none ? undefined : Number(number));
  // The ACL that comes with a VPC has no name that a statement could have.
  const written = line !== undefined && !name.includes(' ');
  return {
    why: none
      ? `network ACL ${name} has no ${way} line that allows ${what}`
      : `${way} line ${number} of network ACL ${name} denies ${what}`,
    ...(written && { change: `Add ${way} ${line} allow ${ports} ${to} ${block(peer)} to network-acl ${name}.` }),
  };
}

/** The number of a new line: before the one that denies, else behind all that were tried. */
function freeNumber(tried: readonly Tried[], before: number | undefined): number | undefined {
  const taken = new Set(tried.map(({ entry }) => Number(/ (\d+): /.exec(entry)?.[1] ?? 0)));
  if (before === undefined) return Math.floor(Math.max(0, ...taken) / 10) * 10 + 100;
  for (let number = before - 1; number > 0; number -= 1) if (!taken.has(number)) return number;
  return undefined;
}

function isSpecial(address: string): boolean {
  const ip = parseIp(address);
  return ip !== undefined && !isPublic(ip);
}

const traffic = (packet: Packet, between: string): string =>
  packet.dport === undefined ? packet.protocol : `${packet.protocol}${between}${packet.dport}`;

const block = (address: string): string => `${address}/${address.includes(':') ? 128 : 32}`;

/** `192.168.101.200 (client)`: an address with its owner, where one of the two ends of the question owns it. */
function named(address: string, from: string, branch: Way): string {
  const asker = branch.forward[0]?.steps[0]?.after?.src;
  if (address === asker) return `${address} (${from})`;
  const owner = branch.reply[0]?.steps[0]?.after?.src === address ? branch.reply[0]?.device : undefined;
  return owner === undefined ? address : `${address} (${owner})`;
}

function serviceOf(death: Moment, branch: Way): string {
  const { source } = death.step;
  const name = source === undefined ? branch.choices.at(-1)?.of : declared(source);
  return name === undefined ? 'the Service' : `service ${name}`;
}

const place = ({ hop, step }: Moment): string =>
  step.interface === undefined ? hop.device : `${hop.device}, ${step.interface}`;
