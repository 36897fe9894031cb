import type { Guard } from '../network/guard.ts';
import { sameTuple, swapped } from '../network/header.ts';
import type { Device } from '../network/network.ts';
import type { Connection } from './conntrack.ts';
import type { Journey } from './travel.ts';

/** How long a flow over UDP has said nothing, and whether it was a stream before: more than one question and answer, over more than two seconds. */
export interface Silence {
  readonly seconds: number;
  readonly stream: boolean;
}

/** Seconds that somebody remembers a flow over UDP: after one question and its answer, and after a stream. */
interface Remembers {
  readonly once: number;
  readonly stream: number;
}

/**
 * Linux (net.netfilter.nf_conntrack_udp_timeout and …_udp_timeout_stream; what is answered within two seconds of the first packet keeps the short
 * one, nf_conntrack_proto_udp.c, seen on 6.18). kube-proxy leaves both as they are (conntrack.udpTimeout 0, udpStreamTimeout 0).
 */
const linux: Remembers = { once: 30, stream: 120 };

/** Security groups of every machine (EC2 API, ConnectionTrackingConfiguration, udpTimeout and udpStreamTimeout). */
const securityGroup: Remembers = { once: 30, stream: 180 };

/** What translates keeps it for two minutes at least (RFC 4787, REQ-5). */
const translatesFor = 120;

const lasts = ({ once, stream }: Remembers, silence: Silence): number => (silence.stream ? stream : once);

const isRewritten = ({ original, reply, served, steered }: Connection): boolean =>
  served !== undefined || steered !== undefined || !sameTuple(swapped(original), reply);

/**
 * Lets every machine on the way forget the flows over UDP that it has not heard of for too long: what comes next opens one anew. Gives back why it
 * is not known of a device, by its id.
 */
export function forgetDatagrams(journey: Journey, silence: Silence): ReadonlyMap<string, string> {
  const { seconds } = silence;
  const open = new Map<string, string>();
  for (const [id, connections] of journey.tracking) {
    const device = journey.network.devices.get(id);
    const rewritten = connections.datagrams.some(isRewritten);
    const known = device && remembersAt(device, silence);
    if (known !== undefined) {
      if (seconds <= known) continue;
      // an entry of IPVS lives apart from that of conntrack
      if (connections.datagrams.some(({ served }) => served !== undefined))
        open.set(id, `for how long IPVS on ${device!.name} remembers a flow over UDP is not modelled yet`);
      connections.forgetDatagrams(known);
    } else if (rewritten && seconds > translatesFor)
      open.set(id, `for how long ${device?.name ?? id} remembers a flow over UDP is not known`);
  }
  for (const [id, flows] of journey.flows.all) {
    const device = journey.network.devices.get(id);
    for (const { name, guard } of device?.interfaces ?? [])
      if (guard && remembersBehind(guard, silence) < seconds) flows.forgetDatagrams(name);
    if (device?.ebpf)
      open.set(id, `for how long programs of eBPF on ${device.name} remember a flow over UDP is not modelled yet`);
  }
  return open;
}

/** Seconds that a machine remembers it; undefined: not known. */
function remembersAt({ forgets, kind }: Device, silence: Silence): number | undefined {
  if (forgets) return forgets.datagrams;
  return kind === 'node' ? lasts(linux, silence) : undefined;
}

const remembersBehind = ({ tracks }: Guard, silence: Silence): number =>
  tracks ? lasts(securityGroup, silence) : Number.POSITIVE_INFINITY;
