import { cidr, parseIp } from '../../../base/addr/index.ts';
import type { Device, Socket } from '../../../network/network.ts';
import type { Route } from '../../../network/route.ts';
import type { Mark } from '../../../network/unmodelled.ts';
import type { ElementId } from '../../../topology/id.ts';

export const metadataAddress = parseIp('169.254.169.254')!;

/** What answers every machine about itself at 169.254.169.254, and no firewall rule is asked (Compute Engine documentation, VM metadata; VPC documentation, always allowed traffic). */
export const metadataServer = (network: ElementId): Socket => ({
  ...{ protocol: 'tcp', port: 80, address: metadataAddress, owner: 'the metadata server', source: network },
});

/** It stands beside the machine, in the host that it runs on: for a walk, in the router. */
export const metadataRoute = (dev: string): Route => ({
  ...{ to: cidr('169.254.169.254/32'), type: 'local', dev, proto: 'static', default: true },
  entry: '169.254.169.254/32: the metadata server',
});

/** The same address answers about names and the time (Cloud DNS documentation, name resolution order). */
export const besideMetadata: Mark = {
  ...{ hook: 'all', why: 'what 169.254.169.254 of Google Cloud answers beside HTTP is not modelled yet' },
  to: new Set([metadataAddress]),
  ports: [
    { protocol: 'tcp', from: 0, to: 79 },
    { protocol: 'tcp', from: 81, to: 65_535 },
    ...(['udp', 'icmp', 'sctp'] as const).map((protocol) => ({ protocol, from: 0, to: 65_535 })),
  ],
};

/** Of a router: what it answers itself. */
export const answersMetadata = (network: ElementId): Pick<Device, 'sockets' | 'unmodelled'> => ({
  sockets: [metadataServer(network)],
  unmodelled: [besideMetadata],
});
