import type { Device, Socket } from '../../network/network.ts';
import type { Plan, PlannedCluster } from '../../plan/plan.ts';
import { authoritative } from './authoritative.ts';
import { coredns } from './coredns.ts';
import { forwarder } from './forwarder.ts';
import { internetNames } from './internet-names.ts';
import type { NameServer, NameServers, OnNodes } from './name-server.ts';
import { nodeLocalDns } from './node-local-dns.ts';
import { recursive } from './recursive.ts';
import { vpcResolver } from './vpc-resolver.ts';

/** Who answers questions about names. */
export const nameServers: readonly NameServers[] = [
  coredns,
  nodeLocalDns,
  vpcResolver,
  recursive,
  authoritative,
  forwarder,
];

/** What a device is on which servers of names run. Who has none is given back as it is. */
export function namesOn(plan: Plan): (device: Device) => Device {
  const names = internetNames(plan);
  const byDevice = new Map<string, NameServer[]>();
  for (const server of nameServers.flatMap((kind) => kind.of(plan, names))) {
    const own = byDevice.get(server.device);
    if (own) own.push(server);
    else byDevice.set(server.device, [server]);
  }
  return (device) => {
    const servers = byDevice.get(device.id);
    return servers ? withServers(device, servers) : device;
  };
}

/** What servers of names have on every node of a cluster. */
export function onNodes(plan: Plan, cluster: PlannedCluster): OnNodes {
  const all = nameServers.flatMap((kind) => kind.onNodes?.(plan, cluster) ?? []);
  return {
    interfaces: all.flatMap((each) => each.interfaces),
    chains: all.flatMap((each) => each.chains),
    sockets: all.flatMap((each) => each.sockets),
  };
}

const transports = ['udp', 'tcp'] as const;

/** Sockets of servers take the place of those that only say that somebody listens there. */
function withServers(device: Device, servers: readonly NameServer[]): Device {
  const added: Socket[] = [];
  let sockets = device.sockets;
  for (const { port, address, owner, resolver: program } of servers)
    for (const protocol of transports) {
      const isIt = (each: Socket) => each.protocol === protocol && each.port === port && each.program === undefined;
      if (sockets.some(isIt)) sockets = sockets.map((each) => (isIt(each) ? { ...each, program } : each));
      else {
        const source = program.source === undefined ? {} : { source: program.source };
        added.push({ protocol, port, owner, program, ...(address === undefined ? {} : { address }), ...source });
      }
    }
  return { ...device, sockets: [...sockets, ...added] };
}
