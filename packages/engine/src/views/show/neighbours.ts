import { showIp } from '../../base/addr/index.ts';
import type { Device } from '../../network/network.ts';
import type { Line } from './line.ts';

/** The output of `ip neigh show`: permanent entries; learned ones come and go with the traffic. */
export const showNeighbours = ({ neighbours }: Device): readonly Line[] =>
  neighbours.map(({ ip, dev, mac, state }) => {
    const text = `${showIp(ip)} dev ${dev} lladdr ${mac} ${state}`;
    return { text, entry: text };
  });
