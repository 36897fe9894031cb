import { type Ip, single } from '../../base/addr/index.ts';
import { sameTuple, swapped } from '../../network/header.ts';
import type { HandedBack } from '../../network/network.ts';
import type { HandedFlow, Passage } from '../passage.ts';
import type { Member, Segment } from '../wire.ts';

/** The flow of a balancer that this packet answers, where the balancer kept its client's address. */
export const handedFlow = ({ around: { handed }, packet }: Passage): HandedFlow | undefined =>
  handed.length === 0
    ? undefined
    : handed.find(({ connection }) => sameTuple(connection.reply, packet.about ? swapped(packet.about) : packet));

/**
 * The address of the balancer that passed this packet on with its client's address: groups of security are those of the
 * balancer, and never the client's (Network Load Balancer user guide, security groups; register targets). Undefined: none did.
 */
export function passedOnBy({ around: { handed, network }, packet, device }: Passage): Ip | undefined {
  if (handed.length === 0) return undefined;
  const flow = handed.find(
    ({ connection, balancer }) => balancer !== device.id && sameTuple(connection.reply, swapped(packet)),
  );
  return flow && network.devices.get(flow.balancer)?.interfaces[0]?.addresses[0]?.ip;
}

/**
 * A cloud remembers the flows that a balancer passed on, and brings their answers back to it, whatever the routes say of the
 * client (Network Load Balancer user guide, client IP preservation). True: `passage.route` leads there.
 */
export function handBack(passage: Passage): boolean {
  const { device, log } = passage;
  if (!device.handsBack) return false;
  const flow = handedFlow(passage);
  const way = flow && device.handsBack.find((each) => each.device === flow.balancer);
  if (!way) return false;
  const entry = `an answer to a flow of ${nameOf(passage, way)}: back to it, whatever the routes say`;
  log?.add({ kind: 'route', stage: 'flow of a load balancer', entry });
  passage.route = { to: single(passage.packet.dst), type: 'unicast', via: way.via, dev: way.dev, entry };
  return true;
}

const nameOf = ({ around }: Passage, { device }: HandedBack): string =>
  around.network.devices.get(device)?.name ?? device;

/** The router of a segment that takes such an answer, even where the client is on the segment itself; undefined: it is none. */
export function takerOn(passage: Passage, segment: Segment): Member | undefined {
  const flow = handedFlow(passage);
  if (!flow) return undefined;
  return segment.members.find((member) =>
    member.interface.guard ? false : member.device.device.handsBack?.some(({ device }) => device === flow.balancer),
  );
}
