import type { Header, Size } from '../../network/header.ts';
import { fragmentsOf, isIndivisible, largestFragment, pieceOf } from '../../network/size.ts';
import type { Outcome, Passage } from '../passage.ts';

const mtuOf = ({ compiled }: Passage, name: string | undefined): number | undefined =>
  name === undefined ? undefined : compiled.interface(name)?.mtu;

const tooLarge = ({ bytes }: Size, mtu: number, name: string | undefined): string =>
  `${bytes} bytes, Don't Fragment: mtu of ${name} is ${mtu}`;

/**
 * What is forwarded and may not be fragmented has to fit (ip_forward.c, before the filter is asked): else Linux tells the
 * sender which size does, and a device of a provider drops it without a word.
 */
export function fitsThrough(passage: Passage): Outcome | undefined {
  const { packet, oif } = passage;
  const { size } = packet;
  if (!size) return undefined;
  const mtu = mtuOf(passage, oif);
  if (mtu === undefined || pieceOf(size) <= mtu || !isIndivisible(packet, size)) return undefined;
  return tell(passage, size, mtu, oif);
}

function tell(passage: Passage, size: Size, mtu: number, name: string | undefined): Outcome {
  const { packet, device } = passage;
  const dropped = passage.drop({ stage: 'mtu', entry: tooLarge(size, mtu, name) }, 'MTU');
  return device.silent ? dropped : { kind: 'unreachable', cause: 'MTU', packet, mtu };
}

/** A program that asks for Don't Fragment is told by its own call that the packet is too large for its way (EMSGSIZE). */
export function fitsOwn(passage: Passage): Outcome | undefined {
  const { size } = passage.packet;
  const name = passage.route?.dev;
  const mtu = size?.df ? mtuOf(passage, name) : undefined;
  return size && mtu !== undefined && size.bytes > mtu ? tell(passage, size, mtu, name) : undefined;
}

/**
 * Behind the last hook what does not fit is fragmented (ip_output.c, ip_fragment), and what was put together here leaves in
 * fragments that are no larger than those that came. Of a tunnel's packet with Don't Fragment the
 * machine tells itself: nobody passes that on to who sent what is inside.
 */
export function fragment(passage: Passage): Outcome | undefined {
  const { packet, oif } = passage;
  const { size } = packet;
  if (!size || passage.route?.type === 'local') return undefined;
  const mtu = mtuOf(passage, oif) ?? Number.POSITIVE_INFINITY;
  const piece = pieceOf(size);
  if (!size.whole && piece <= mtu) return undefined;
  if (size.df && size.largest === undefined) return tell(passage, size, mtu, oif);
  const largest = piece <= mtu ? piece : largestFragment(mtu, packet.dst);
  const count = fragmentsOf(size.bytes, largest, packet.dst);
  passage.packet = { ...packet, size: { bytes: size.bytes, df: size.df, largest } };
  passage.log?.add({
    kind: 'rule',
    stage: 'fragmentation',
    entry: `${size.bytes} bytes leave ${oif} as ${count} fragments of at most ${largest}`,
  });
  return undefined;
}

/** The packet with its fragments put together, as tracking and a socket want it. */
export function reassemble(passage: Passage): undefined {
  const { size } = passage.packet;
  if (!size || size.largest === undefined || size.whole) return undefined;
  passage.packet = together(passage.packet, size);
  passage.log?.add({
    kind: 'rule',
    stage: 'reassembly',
    entry: `fragments of at most ${size.largest} bytes are put together: ${size.bytes}`,
  });
  return undefined;
}

const together = (packet: Header, size: Size): Header => ({ ...packet, size: { ...size, whole: true } });
