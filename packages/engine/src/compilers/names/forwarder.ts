import { parseIp } from '../../base/addr/index.ts';
import { placedNowhere } from '../../base/placed-nowhere.ts';
import type { ResolverStage } from '../../network/resolver.ts';
import { resolverAt } from '../../plan/resolv-conf.ts';
import { settingOf } from '../../topology/setting.ts';
import type { NameServers } from './name-server.ts';

/** Entries that dnsmasq, which most home routers run, keeps an answer for at most: no cap of its own (seen of 2.90). */
const noCap = 2_147_483_647;

/** The forwarder of a router at home: it asks `dns-forwarder`, or else the resolver of its provider. */
export const forwarder: NameServers = {
  id: 'forwarder',
  doc: 'The forwarder of a router at home.',
  of: (plan, names) =>
    plan.routers.flatMap((router) => {
      const written = plan.topology.internet?.routers.find((each) => each.id === router.id);
      const settings = written?.settings ?? [];
      const line = settingOf(settings, 'dns-forwarder');
      const to = line?.values.flatMap((each) => parseIp(each) ?? []) ?? [];
      const provider = resolverAt(plan, router.as);
      const asks = to.length > 0 ? to : provider === undefined ? [] : [provider];
      const source = line?.id ?? router.id;
      const base = { stage: 'forwarder', source };
      const stages: readonly ResolverStage[] = [
        { ...base, kind: 'cache', most: noCap, mostNegative: noCap },
        asks.length > 0
          ? {
              ...{ ...base, kind: 'forward', for: '', policy: 'sequential', patience: 10 },
              to: asks.map((address) => ({ address, port: 53 })),
            }
          : { ...base, kind: 'known', names, mostAliases: 11, assumes: placedNowhere('the resolver of its provider') },
      ];
      const address = parseIp(router.address)!;
      const resolver = { kind: 'resolve', name: router.name, stages, source } as const;
      return [{ device: router.id, port: 53, address, owner: router.name, resolver }];
    }),
};
