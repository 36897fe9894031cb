import { notModelled } from '../base/not-modelled.ts';
import { type Header, hasPorts, showEnd } from '../network/header.ts';
import type { Outcome, Passage } from './passage.ts';
import { tellSkip } from './stages/policy.ts';

/** Gives a packet that reached its machine to a listening socket, or says how the machine refuses. */
export function deliver(passage: Passage, packet: Header): Outcome {
  const { device } = passage;
  if (!hasPorts(packet.protocol)) {
    passage.log?.add({
      kind: 'deliver',
      stage: 'socket',
      entry: `${packet.protocol} echo answered by the kernel`,
      after: passage.shown(packet),
    });
    return { kind: 'delivered', packet, owner: device.name };
  }
  const same = device.sockets.filter((each) => each.protocol === packet.protocol && each.port === packet.dport);
  const socket = same.find((each) => each.address === undefined || each.address === packet.dst);
  if (!socket && device.socketsUnknown) {
    passage.log?.add({
      kind: 'deliver',
      stage: 'socket',
      entry: `${device.name} declares no port`,
      after: passage.shown(packet),
    });
    return {
      kind: 'undetermined',
      assumes: `${device.name} declares no port: whether something listens on ${showEnd(packet.dst, packet.dport, packet.protocol)} is not known`,
    };
  }
  const maybe = device.maybeSockets?.find(
    ({ protocol, port }) => protocol === packet.protocol && port === packet.dport,
  );
  if (!socket && maybe)
    return passage.unknown(
      `whether ${maybe.owner} listens on ${showEnd(packet.dst, packet.dport, packet.protocol)} is not known`,
    );
  if (!socket) {
    const bound = same[0]?.address;
    const cause = bound === undefined ? 'SVC-TARGETPORT' : 'SVC-BIND127';
    const why =
      bound === undefined
        ? `nothing listens on ${showEnd(packet.dst, packet.dport, packet.protocol)}`
        : `${same[0]!.owner} listens on ${showEnd(bound, packet.dport, packet.protocol)} only`;
    passage.drop(
      {
        stage: 'socket',
        entry: `${why}: refused`,
        ...(same[0]?.source === undefined ? {} : { source: same[0].source }),
      },
      cause,
    );
    return { kind: 'refused', packet, cause, by: packet.protocol === 'tcp' ? 'rst' : 'icmp' };
  }
  const { program } = socket;
  const relay = program?.kind === 'relay' && packet.protocol === 'tcp' ? program : undefined;
  const resolver = program?.kind === 'resolve' ? program : undefined;
  const leaser = program?.kind === 'lease' ? program : undefined;
  if (program?.kind === 'relay' && !relay)
    return passage.unknown(notModelled(`what ${socket.owner} does: it passes on datagrams`));
  if (socket.skip) tellSkip(passage, socket.skip);
  passage.log?.add({
    kind: 'deliver',
    stage: 'socket',
    entry: `${socket.owner} listens on ${showEnd(socket.address ?? packet.dst, socket.port, packet.protocol)}`,
    after: passage.shown(packet),
    ...(socket.source === undefined ? {} : { source: socket.source }),
  });
  return relay
    ? { kind: 'delivered', packet, owner: socket.owner, relay }
    : {
        ...{ kind: 'delivered', packet, owner: socket.owner },
        ...(socket.ttlFor ? { ttl: socket.ttlFor(packet.src) } : {}),
        ...(socket.answers ? { answers: socket.answers } : {}),
        ...(resolver ? { resolver } : {}),
        ...(leaser ? { leaser } : {}),
      };
}
