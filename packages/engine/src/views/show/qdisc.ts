import type { Device, Interface } from '../../network/network.ts';
import type { Line } from './line.ts';

const units = ['bit', 'Kbit', 'Mbit', 'Gbit', 'Tbit'] as const;

/** Bits a second as tc says them: in the largest unit of thousands that is exact, or that leaves a number of a thousand at most. */
function rate(bits: number): string {
  let unit = 0;
  let left = bits;
  while (left >= 1000 && unit < units.length - 1 && (left % 1000 === 0 || left >= 1_000_000)) {
    left /= 1000;
    unit++;
  }
  return `${Math.floor(left)}${units[unit]}`;
}

const ofInterface = ({ name, shaper, redirects }: Interface): readonly string[] => [
  ...(shaper ? [`qdisc tbf 1: dev ${name} root rate ${rate(shaper.bits)}`] : []),
  ...(redirects === undefined
    ? []
    : [
        `qdisc ingress ffff: dev ${name} parent ffff:fff1`,
        `# all of it: mirred (Egress Redirect to device ${redirects})`,
      ]),
];

/**
 * The output of `tc qdisc show` where something is slowed down, without buckets and latencies: they follow from what the runtime says. Undefined: nothing
 * is.
 */
export function showQdiscs({ interfaces }: Device): readonly Line[] | undefined {
  const lines = interfaces.flatMap(ofInterface);
  return lines.length === 0 ? undefined : lines.map((text) => ({ text }));
}
