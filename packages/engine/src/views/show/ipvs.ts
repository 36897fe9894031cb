import { showElement, showIpSet } from '../../network/ipset.ts';
import { showReal, showVirtual, sortedVirtual } from '../../network/ipvs.ts';
import type { Device } from '../../network/network.ts';
import type { Line } from './line.ts';

const entry = (text: string): Line => ({ text, entry: text });

/** The output of `ipvsadm -Sn`. */
export const showIpvs = ({ ipvs }: Device): readonly Line[] =>
  ipvs === undefined
    ? []
    : sortedVirtual(ipvs).flatMap((each) => [
        entry(showVirtual(each)),
        ...each.servers.map((server) => entry(showReal(each, server))),
      ]);

/** The output of `ipset save`, without what the kernel draws for a set: `bucketsize` and `initval` decide nothing. */
export const showIpSets = ({ ipsets = [] }: Device): readonly Line[] =>
  ipsets.flatMap((set) => [
    { text: showIpSet(set) },
    ...set.elements.map((each) => ({ text: `add ${set.name} ${showElement(each)}` })),
  ]);
