import { parseIp } from '../../base/addr/index.ts';
import type { ResolverStage } from '../../network/resolver.ts';
import { zoneServers } from '../../plan/zone-servers.ts';
import type { NameServer, NameServers } from './name-server.ts';

/** The servers of zones that say where they stand: `dns-zone "com" at 192.5.6.30`. One that has several zones answers from the closest. */
export const authoritative: NameServers = {
  id: 'authoritative',
  doc: 'The servers of a zone.',
  of: (plan, names) =>
    zoneServers(plan.topology.internet).flatMap(({ id, name, address, zones }): readonly NameServer[] => {
      const device = plan.hosts.find((each) => parseIp(each.address ?? '') === address)?.id ?? id;
      const own = zones
        .flatMap((zone) => names.zonesOf(zone).filter((each) => each.name === zone))
        .toSorted((a, b) => b.name.length - a.name.length);
      const stages = own.map((zone): ResolverStage => ({ kind: 'zone', stage: 'zone', zone }));
      return [{ device, port: 53, address, owner: name, resolver: { kind: 'resolve', name, stages, source: id } }];
    }),
};
