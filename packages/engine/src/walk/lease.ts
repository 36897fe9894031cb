import { contains, mask, showIp } from '../base/addr/index.ts';
import { notModelled } from '../base/not-modelled.ts';
import { type Header, headerOf, show } from '../network/header.ts';
import type { Device, Interface } from '../network/network.ts';
import type { Leaser } from '../network/program.ts';
import type { Step } from '../trace/trace.ts';
import type { Answer } from './answer.ts';
import { deliver } from './deliver.ts';
import { Passage } from './passage.ts';
import { receive } from './path.ts';
import type { Journey, Passed, Travelled } from './travel.ts';
import type { Member } from './wire.ts';

/** A machine that asks its network for an address. */
export interface Leasing {
  readonly leases: true;
  readonly device: Device;
  readonly to: string;
  readonly request?: undefined;
  readonly seed: () => string;
}

const ports = { client: 68, server: 67 } as const;
const everybody = 0xffffffff;
const everyMac = 'ff:ff:ff:ff:ff:ff';

/**
 * The four messages with which a machine gets an address (RFC 2131, §3.1): it asks everybody on its segment from an address that it does
 * not have yet, through a packet socket, which no table of its own sees; the server takes that as any broadcast.
 */
export function lease(journey: Journey, leasing: Leasing): Answer {
  if (journey.footprint) journey.footprint.alone = true;
  const { device } = leasing;
  const nic = device.interfaces.find(({ name, link }) => name !== 'lo' && link !== undefined);
  const segment = nic && journey.wires.of(nic);
  const servers = segment?.l2
    ? segment.members.filter(({ device: each }) => leaserOn(each.device) && each.device.id !== device.id)
    : [];
  const [server] = servers;
  if (!nic || !server) return unknown(leasing, `who gives ${device.name} its address`);
  const given = leaserOn(server.device.device)!;
  const own = given.leases.find(({ mac }) => mac === nic.mac);
  if (!own) return unknown(leasing, `an address that ${given.name} has for ${device.name}`);
  const discover = exchange(journey, leasing, nic, server, {
    said: 'DHCPDISCOVER',
    answered: `DHCPOFFER ${optionsOf(given, own.address)}`,
    given,
    address: own.address,
  });
  if (discover.verdict !== 'delivered')
    return { ...discover, leased: [{ what: 'DHCPDISCOVER', answer: '', own: discover }] };
  const request = exchange(journey, leasing, nic, server, {
    said: `DHCPREQUEST ${showIp(own.address)}`,
    answered: `DHCPACK ${optionsOf(given, own.address)}`,
    given,
    address: own.address,
    last: true,
  });
  return {
    ...request,
    ...{ sending: discover.sending, forward: discover.forward, reply: discover.reply },
    next: request,
    leased: [
      { what: 'DHCPDISCOVER', answer: `DHCPOFFER ${showIp(own.address)}`, own: discover },
      { what: `DHCPREQUEST ${showIp(own.address)}`, answer: `DHCPACK ${showIp(own.address)}`, own: request },
    ],
  };
}

function leaserOn({ sockets }: Device): Leaser | undefined {
  const program = sockets.find(({ protocol, port }) => protocol === 'udp' && port === ports.server)?.program;
  return program?.kind === 'lease' ? program : undefined;
}

const optionsOf = ({ bits, router, nameservers, seconds }: Leaser, address: Leaser['router']): string =>
  [
    `${showIp(address)}/${bits}`,
    `router ${showIp(router)}`,
    ...(nameservers.length > 0 ? [`dns ${nameservers.map(showIp).join(', ')}`] : []),
    `lease ${seconds} s`,
  ].join(', ');

interface Message {
  readonly said: string;
  readonly answered: string;
  readonly given: Leaser;
  readonly address: Leaser['router'];
  /** Behind it the machine has its address. */
  readonly last?: true;
}

/** One message to everybody, and the server's answer to the one machine. */
function exchange(
  journey: Journey,
  { device, to, seed }: Leasing,
  nic: Interface,
  server: Member,
  message: Message,
): Answer {
  const packet = headerOf({
    ...{ protocol: 'udp', src: 0, dst: everybody, sport: ports.client, dport: ports.server, ttl: 64, flags: 'data' },
  });
  const sending = { device, packet, to, seed };
  const later = () => [];
  const frame: Header = { ...packet, smac: nic.mac, dmac: everyMac };
  const first = sent(
    journey,
    device,
    nic,
    packet,
    frame,
    `${message.said}, by a packet socket`,
    `${nic.name} → everybody on its segment`,
  );
  const at = server.device.device;
  const passage = new Passage(journey, server.device, frame);
  const crossed = receive(passage, server.interface);
  const outcome = crossed.kind === 'delivered' ? deliver(passage, crossed.packet) : crossed;
  const there: Passed = {
    device: at,
    entered: passage.entered,
    towards: undefined,
    left: undefined,
    redirected: false,
    steps: passage.log?.steps,
  };
  if (outcome.kind === 'next') throw new Error(`${at.name} passes a broadcast on`);
  const forward: Travelled = {
    passed: [first, there],
    at,
    first: packet,
    outcome,
    arrived: outcome.kind === 'delivered',
    last: passage.packet,
  };
  if (outcome.kind !== 'delivered') {
    const open = outcome.kind === 'undetermined' ? { assumes: [outcome.assumes] } : {};
    const cause = 'cause' in outcome ? { cause: outcome.cause } : {};
    const died = { died: { direction: 'forward', hop: 1 } } as const;
    return outcome.kind === 'undetermined'
      ? { verdict: 'undetermined', client: 'unknown', ...open, sending, forward, reply: undefined, later }
      : { verdict: 'not-delivered', client: 'timeout', ...cause, ...died, sending, forward, reply: undefined, later };
  }
  return {
    verdict: 'delivered',
    client: 'ok',
    sending,
    forward,
    reply: answer(journey, device, nic, server, message),
    later,
  };
}

/** A machine that puts a frame on its segment without a look at its own tables. */
function sent(
  journey: Journey,
  device: Device,
  nic: Interface,
  packet: Header,
  frame: Header,
  entry: string,
  towards: string,
): Passed {
  const after = (of: Header) => show(of, { ctstate: undefined, connmark: undefined });
  const source = device.source === undefined ? {} : { source: device.source };
  const steps: readonly Step[] = [
    { kind: 'originate', stage: 'socket', entry, after: after(packet), ...source },
    { kind: 'send', stage: 'send', entry: towards, interface: nic.name, after: after(frame), ...source },
  ];
  return {
    device,
    entered: undefined,
    towards: nic.name,
    left: nic.name,
    redirected: false,
    ...{ steps: journey.described ? steps : undefined },
  };
}

/** The server's answer: to the address that it gives, and to the MAC that asked for it. */
function answer(
  journey: Journey,
  device: Device,
  nic: Interface,
  server: Member,
  { answered, given, address, last }: Message,
): Travelled {
  const own = server.interface.addresses[0]!.ip;
  const packet = headerOf({
    ...{ protocol: 'udp', src: own, dst: address, sport: ports.server, dport: ports.client, ttl: 64, flags: 'data' },
  });
  const frame: Header = { ...packet, smac: server.interface.mac, dmac: nic.mac };
  const at = server.device.device;
  const first = sent(
    journey,
    at,
    server.interface,
    packet,
    frame,
    answered,
    `${server.interface.name} → ${device.name} ${nic.name}`,
  );
  const after = show(packet, { ctstate: undefined, connmark: undefined });
  const source = device.source === undefined ? {} : { source: device.source };
  const steps: readonly Step[] = [
    {
      ...{ kind: 'receive', stage: 'receive', entry: `frame for ${nic.mac}`, interface: nic.name },
      ...{ after: show(frame, { ctstate: undefined, connmark: undefined }), ...source },
    },
    ...(last
      ? configured(given, address, nic).map(([stage, entry]): Step => ({ kind: 'set', stage, entry, ...source }))
      : []),
    { kind: 'deliver', stage: 'socket', entry: `its packet socket takes ${answered.split(' ')[0]}`, after, ...source },
  ];
  const back: Passed = {
    device,
    entered: nic.name,
    towards: undefined,
    left: undefined,
    redirected: false,
    ...{ steps: journey.described ? steps : undefined },
  };
  return {
    passed: [first, back],
    at: device,
    first: packet,
    outcome: { kind: 'delivered', packet, owner: device.name },
    arrived: true,
    last: packet,
  };
}

/** What comes of it on the machine: an address, routes, and whom it asks for names. */
function configured(
  { bits, router, nameservers }: Leaser,
  address: Leaser['router'],
  { name }: Interface,
): readonly (readonly [string, string])[] {
  const block = { base: mask(address, bits), bits };
  const via = contains(block, router) ? [['ip route', `default via ${showIp(router)} dev ${name}`] as const] : [];
  return [
    ['ip address', `${showIp(address)}/${bits} dev ${name}`],
    ['ip route', `${showIp(block.base)}/${bits} dev ${name} proto kernel scope link src ${showIp(address)}`],
    ...via,
    ...nameservers.map((each) => ['resolv.conf', `nameserver ${showIp(each)}`] as const),
  ];
}

function unknown({ device, to, seed }: Leasing, what: string): Answer {
  const packet = headerOf({
    protocol: 'udp',
    src: 0,
    dst: everybody,
    sport: ports.client,
    dport: ports.server,
    ttl: 64,
    flags: 'data',
  });
  const step: Step = {
    ...{
      kind: 'originate',
      stage: 'socket',
      entry: 'DHCPDISCOVER, by a packet socket',
      after: show(packet, { ctstate: undefined, connmark: undefined }),
    },
    ...(device.source === undefined ? {} : { source: device.source }),
  };
  const assumes = [notModelled(what)];
  const forward: Travelled = {
    passed: [{ device, entered: undefined, towards: undefined, left: undefined, redirected: false, steps: [step] }],
    ...{
      at: device,
      first: packet,
      outcome: { kind: 'undetermined', assumes: assumes[0]! },
      arrived: false,
      last: packet,
    },
  };
  return {
    verdict: 'undetermined',
    client: 'unknown',
    assumes,
    sending: { device, packet, to, seed },
    forward,
    reply: undefined,
    later: () => [],
  };
}
