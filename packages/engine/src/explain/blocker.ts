import type { CauseCode } from '../trace/cause.ts';
import type { Branch, Packet, Trace } from '../trace/trace.ts';
import { declared } from './declared.ts';
import { endOf, type Moment } from './timeline.ts';

/** Why a packet was dropped and what to change, both naming the author's declaration. */
export interface Blocker {
  readonly why: string;
  readonly change?: string;
}

/** Everything that a sentence about a drop may need. */
interface Scene {
  readonly trace: Trace;
  readonly branch: Branch;
  readonly death: Moment;
  readonly packet: Packet;
}

/** The drop in the author's words; undefined for a cause that has no more to say than its title. */
export function blockerOf(trace: Trace, branch: Branch, death: Moment): Blocker | undefined {
  const packet = death.before ?? death.after;
  const cause = death.step.cause ?? branch.cause;
  const say = cause && sentences[cause];
  return packet && say?.({ trace, branch, death, packet });
}

const sentences: Readonly<Partial<Record<CauseCode, (scene: Scene) => Blocker>>> = {
  'SG-IN': (scene) => group(scene, 'ingress'),
  'SG-OUT': (scene) => group(scene, 'egress'),
  'NACL-IN': (scene) => acl(scene, 'ingress'),
  'NACL-OUT': (scene) => acl(scene, 'egress'),
  'VPC-BLACKHOLE': ({ death: { step } }) => {
    const route = step.entry.replace('→', '->');
    const table = step.stage.replace(/^route table/, 'route-table');
    return {
      why: `route ${route} in ${table}`,
      change: `Point route ${route.replace(/ ->.*/, '')} of ${table} at a target that exists.`,
    };
  },
  'VPC-NOROUTE': ({ death, packet }) => {
    const subnet = death.hop.steps.find((step) => step.kind === 'receive')?.interface;
    const table = subnet === undefined ? 'the route table' : `the route table of subnet ${subnet}`;
    return { why: `${table} has no route to ${packet.dst}`, change: `Add a route to ${packet.dst} to ${table}.` };
  },
  'HOST-NOROUTE': ({ death, packet }) => ({
    why: `${death.hop.device} has no route to ${packet.dst}`,
    change: `Add a route to ${packet.dst} on ${death.hop.device}.`,
  }),
  'BGP-NOROUTE': ({ packet }) => ({ why: `nobody on the internet announces ${packet.dst}` }),
  'IGW-NOPUB': ({ death }) => ({ why: `${death.hop.device}: ${death.step.entry}` }),
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
  'SVC-BIND127': ({ death }) => ({ why: death.step.entry.replace(/: refused$/, '') }),
  SRCDST: ({ death }) => ({ why: `source/dest check of ${place(death)}: ${death.step.entry}` }),
  'ARP-FAIL': ({ death }) => ({ why: death.step.entry }),
  RPF: ({ death }) => ({ why: `strict reverse path check of ${place(death)}: ${death.step.entry}` }),
  'SOCK-MISMATCH': ({ death }) => ({ why: death.step.entry }),
  'FWD-DROP': ({ death }) => ({
    why: `${death.hop.device} drops what no rule of FORWARD accepts: ${death.step.entry}`,
  }),
};

/** No rule of the security groups matches. */
function group({ death, packet, trace, branch }: Scene, way: 'ingress' | 'egress'): Blocker {
  const names = death.step.entry.replace(/: no rule allows it$/, '');
  const many = names.includes(', ');
  const peer = way === 'ingress' ? packet.src : packet.dst;
  const to = way === 'ingress' ? 'from' : 'to';
  return {
    why: `security group${many ? 's' : ''} ${names} ${many ? 'have' : 'has'} no rule that allows ${traffic(packet, ' ')} ${to} ${named(peer, trace, branch)}`,
    change: `Add ${way} ${traffic(packet, '/')} ${to} ${block(peer)} to security-group ${names.split(', ')[0]}.`,
  };
}

/** A line of the ACL denies, or none allows. */
function acl({ death, packet, trace, branch }: Scene, way: 'ingress' | 'egress'): Blocker {
  const [name = '', number = '*'] = /^(.*) (\d+|\*|\?): /.exec(death.step.entry)?.slice(1) ?? [];
  const peer = way === 'ingress' ? packet.src : packet.dst;
  const to = way === 'ingress' ? 'from' : 'to';
  const what = `${traffic(packet, ' ')} ${to} ${named(peer, trace, branch)}`;
  // An ACL keeps no state: the answers go to a port that the asking system drew.
  const ports = death.direction === 'reply' ? `${packet.protocol}/1024-65535` : traffic(packet, '/');
  const none = number === '*' || number === '?';
  return {
    why: none
      ? `network ACL ${name} has no ${way} line that allows ${what}`
      : `${way} line ${number} of network ACL ${name} denies ${what}`,
    change: `Add ${way} ${none ? '<number>' : `<number below ${number}>`} allow ${ports} ${to} ${block(peer)} to network-acl ${name}.`,
  };
}

const traffic = (packet: Packet, between: string): string =>
  packet.dport === undefined ? packet.protocol : `${packet.protocol}${between}${packet.dport}`;

const block = (address: string): string => `${address}/${address.includes(':') ? 128 : 32}`;

/** `192.168.101.200 (client)`: an address with its owner, where one of the two ends of the question owns it. */
function named(address: string, trace: Trace, branch: Branch): string {
  const asker = branch.forward[0]?.steps[0]?.after?.src;
  if (address === asker) return `${address} (${trace.flow.from})`;
  const owner = branch.reply[0]?.steps[0]?.after?.src === address ? branch.reply[0]?.device : undefined;
  return owner === undefined ? address : `${address} (${owner})`;
}

function serviceOf(death: Moment, branch: Branch): string {
  const { source } = death.step;
  const name = source === undefined ? branch.choices.at(-1)?.of : declared(source);
  return name === undefined ? 'the Service' : `service ${name}`;
}

const place = ({ hop, step }: Moment): string =>
  step.interface === undefined ? hop.device : `${hop.device}, ${step.interface}`;
